"""Word: paragraphs as lines, tables as grids."""
