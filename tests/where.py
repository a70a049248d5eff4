"""Where the project, its test data and, if present, real published documents are."""

from pathlib import Path

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
DOCUMENTS = ROOT.parent / "shared" / "documents"
