"""OFD (GB/T 33190): pages of glyphs and paths, read by the same lattice as PDF."""
