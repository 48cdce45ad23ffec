"""The pages of the desk: one file for each part of a case."""
