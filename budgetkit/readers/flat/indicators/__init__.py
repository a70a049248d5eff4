"""Performance tables of flattened text."""
