"""Open every page of a PDF and do nothing with it: run as a process of its own, to be ended when it takes too long."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.pdf import pdfium as native

MEMORY_LIMIT = 2 * 1024**3
"""Most bytes of memory that the trial may take, where the system can be told so."""


def main(path: str) -> int:
    """Open the pages of a file; returns 0 also for a file that cannot be opened at all, which is no danger."""
    _bound_memory()
    try:
        with native.document(Path(path).read_bytes(), path) as handle:
            for index in range(native.count_pages(handle)):
                with native.page_and_text(handle, index):
                    pass
    except UnreadableDocument:
        pass
    return 0


def _bound_memory() -> None:
    try:
        resource = import_module("resource")
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
