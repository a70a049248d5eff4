"""Kernels forked from a warm parent process, and the papermill engine that uses them."""
