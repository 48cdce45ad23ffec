"""The pages of each desk, one module a desk: its `PAGES` are looked at with the others."""
