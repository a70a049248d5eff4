"""Open every page of a PDF and do nothing with it: run as a process of its own, to be ended when it takes too long."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.pdf import pdfium as native

MEMORY_LIMIT = 2 * 1024**3
"""Most bytes of memory that the trial may take, where the system can be told so."""


def main(path: str, seconds: int) -> int:
    """Open the pages of a file in so many seconds of the processor's time, or be ended by the system.

    Returns 0 also for a file that cannot be opened at all, which is no danger.
    """
    _bound("RLIMIT_AS", MEMORY_LIMIT)
    _bound("RLIMIT_CPU", seconds)
    try:
        with native.document(Path(path).read_bytes(), path) as handle:
            for index in range(native.count_pages(handle)):
                with native.page_and_text(handle, index):
                    pass
    except UnreadableDocument:
        pass
    return 0


def _bound(name: str, most: int) -> None:
    """Bound what this process may take of something, where the system can, and no higher than it is bound already."""
    try:
        resource = import_module("resource")
    except ImportError:
        return
    limit = getattr(resource, name)
    _, bound = resource.getrlimit(limit)
    most = most if bound == resource.RLIM_INFINITY else min(most, bound)
    resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
