"""From pages to the tables of a disclosure: titles, heads, rows, strips, page breaks."""
