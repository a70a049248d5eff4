"""Pictures of pages: rules and text found in them, read by a recogniser that comes with the extra ``ocr``.

Here: whether they can be read, what is said of it, and how far the reading has come, for it takes seconds a page.
"""

from __future__ import annotations

import logging
import time
from importlib.util import find_spec
from typing import Final

NEEDS: Final = (
    "reading pictures needs the extra ocr, see `budgetkit formats` "
    "(读取图片需安装 ocr 组件，见 budgetkit formats)"
)
"""Said of a page or file and kept with what is read of it, so without what depends on the machine: how to install it."""

READ: Final = "page {number} is a picture and was read by OCR (第 {number} 页是图片，经文字识别读取)"
"""Said of every page that was read from its picture."""


def is_installed() -> bool:
    """Tell whether the libraries of the extra ``ocr`` are there, without importing them."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2", "numpy"))


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
