"""Performance tables: indicators, and the money they are for."""
