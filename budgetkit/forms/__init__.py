"""Layouts of disclosures as data, and which of them a document is laid out in."""
