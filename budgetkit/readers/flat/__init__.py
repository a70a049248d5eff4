"""Flattened text: tables and indicators from a stream of words without geometry."""
