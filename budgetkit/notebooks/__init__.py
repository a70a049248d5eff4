"""Notebooks executed on data: typed parameters, cache, the main job."""
