"""The database engine of a node by default: see `base`."""
