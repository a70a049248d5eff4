"""Whether a PDF has layers, which its reader may see switched off."""

from __future__ import annotations

import zlib

_LAYERS = b"/OCProperties"
_PACKED = b"/ObjStm"
_LIMIT = 64 * 1024 * 1024


def has_layers(data: bytes) -> bool:
    """Say whether a file may state layers: in the open, or in objects that are packed or encrypted.

    >>> has_layers(b"1 0 obj << /Type /Catalog /OCProperties 7 0 R >>"), has_layers(b"1 0 obj << /Type /Catalog >>")
    (True, False)
    """
    if _LAYERS in data or b"/Encrypt" in data:
        return True
    at = data.find(_PACKED)
    while at >= 0:
        begin, end = data.find(b"stream", at), data.find(b"endstream", at)
        if begin < 0 or end < 0:
            return True
        if _LAYERS in _unpacked(data[begin + 6 : end].lstrip(b"\r\n")):
            return True
        at = data.find(_PACKED, end)
    return False


def _unpacked(body: bytes) -> bytes:
    """Return what a packed body holds; of one that is packed in another way, that it may have layers."""
    try:
        return zlib.decompressobj().decompress(body, _LIMIT)
    except zlib.error:
        return _LAYERS
