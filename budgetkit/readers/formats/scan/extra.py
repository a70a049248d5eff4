"""Whether pictures can be read here, and what has to be installed where they cannot."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

NEEDS: Final = "reading pictures needs the extra: pip install 'budgetkit[ocr]' (读取图片需安装 ocr 组件)"

READ: Final = "page {number} is a picture and was read by OCR (第 {number} 页是图片，经文字识别读取)"
"""Said of every page that was read from its picture."""


def is_installed() -> bool:
    """Tell whether the libraries of the extra ``ocr`` are there, without importing them."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2", "numpy"))
