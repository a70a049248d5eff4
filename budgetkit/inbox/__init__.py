"""New documents for a reviewer: read, checked, executed, compared with the year before."""
