"""Many departments over many years, as frames from SQL over a corpus."""
