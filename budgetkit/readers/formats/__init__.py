"""One module or folder a file format; each gives pages of cells and lines with their places."""
