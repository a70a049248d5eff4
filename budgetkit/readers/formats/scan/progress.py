"""How far the reading of pictures has come, for whoever listens: it takes seconds a page."""

from __future__ import annotations

import logging
import time
from typing import Final

LOGGER: Final = "budgetkit.scan"
"""The logger that says which page of how many was read from its picture, and how many pages a second that is."""


class Progress:
    """Counts the pages of one document that were read from their pictures."""

    def __init__(self, name: str, pages: int = 0) -> None:
        """Start the watch; ``pages`` is 0 where their number is not known yet."""
        self._name, self._read = name, 0
        self._of = f" of {pages}" if pages else ""
        self._start = time.monotonic()

    def read(self, number: int) -> None:
        """Say that a page was read."""
        self._read += 1
        rate = self._read / max(time.monotonic() - self._start, 1e-6)
        said = f"{self._name}: page {number}{self._of} read from its picture, {rate:.2f} pages a second"
        logging.getLogger(LOGGER).info(said)
