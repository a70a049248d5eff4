"""Many disclosures as one Parquet dataset: build, query, export, run.

Five tables — documents, facts, claims, findings, indicators — in files that are only ever added, named in a
manifest that is written last. What the manifest does not name does not exist.
"""
