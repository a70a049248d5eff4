"""Excel: sheets as pages, tables as grids."""
