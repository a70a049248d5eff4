"""The report of one disclosure: what it says first, each finding with its evidence, then every table and check."""
