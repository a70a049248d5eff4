"""Find out, before pdfium does, whether a PDF could keep it busy without end.

pdfium unfolds every form (reusable drawing) when it opens a page and cannot be stopped: ten forms that each
draw the next ten times over are 10,000 million drawings from a file of 2 kB, and a content stream packed
twice may unpack to gigabytes. Such files are told by their streams, whose heads always stand in the open.
A file that looks so is first opened in a process of its own, which is ended when its time is up: that of the processor,
so that a file is not refused because a machine is busy.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from budgetkit.model.errors import UnreadableDocument

DRAWING_LIMIT = 20_000
"""Most drawings that the forms of a file could make of one; above it the file is tried out first."""
STREAM_LIMIT = 256 * 1024 * 1024
"""Most bytes that a content stream or form may unpack to; above it the file is tried out first."""
TRIAL_SECONDS = 15
"""How much of the processor's time a suspicious file may take to open all its pages."""
_PATIENCE = 1 if sys.platform == "win32" else 20
"""By how much more of the clock's time: Windows cannot bound the processor's."""

_SLOW = "{name} draws its pages in so involved a way that they cannot be opened; print it to a new PDF (文件结构异常)"
# No packing makes more than 1,032 bytes of one, so less than this cannot reach STREAM_LIMIT.
_SMALL = STREAM_LIMIT // 1032

_CHUNK = 16 * 1024


def _name(word: str) -> bytes:
    """Return a pattern for a PDF name, whose letters may be written as #xx."""
    return b"/" + b"".join(b"(?:%c|#%02x|#%02X)" % (c, c, c) for c in word.encode()) + rb"(?![A-Za-z0-9])"


_FORM = re.compile(_name("Form"))
_FLATE = re.compile(b"|".join([_name("FlateDecode"), _name("Fl")]))
_OTHER_FILTER = re.compile(
    b"|".join(map(_name, ["LZWDecode", "ASCII85Decode", "ASCIIHexDecode", "RunLengthDecode"]))
)
_DRAWS = re.compile(rb"(?<![A-Za-z0-9])Do(?![A-Za-z0-9])")


def guard(data: bytes, name: str) -> None:
    """Pass a PDF that pdfium can open in bounded time.

    Raises:
        UnreadableDocument: it looks as if it could not, and did not when tried out.
    """
    if is_suspicious(data) and not _opens_in_time(data):
        raise UnreadableDocument(_SLOW.format(name=name))


def is_suspicious(data: bytes) -> bool:
    """Say whether a PDF's forms could multiply, or its streams swell, beyond the limits.

    No chain of forms can use one twice, so the product of what each draws bounds what any can unfold to.
    """
    drawings = 1
    for head, body in _streams(data):
        is_form = _FORM.search(head)
        if not is_form and len(body) < _SMALL and len(_FLATE.findall(head)) < 2:
            continue
        draws = _draws(head, body)
        drawings *= max(1, draws if is_form else 1)
        if draws < 0 or drawings > DRAWING_LIMIT:
            return True
    return False


def _streams(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield of every stream what stands before it, back to the last stream, and its packed bytes."""
    last, at = 0, data.find(b"stream")
    while at >= 0:
        end = data.find(b"endstream", at)
        end = len(data) if end < 0 else end
        yield data[last:at], data[at + 6 : end].lstrip(b"\r\n")
        last = end + 9
        at = data.find(b"stream", last)


def _draws(head: bytes, body: bytes) -> int:
    """Return how many drawings a stream calls for, -1 when it is too long or packed in a way not looked into."""
    times = len(_FLATE.findall(head))
    if times > 1 or _OTHER_FILTER.search(head):
        return -1
    draws = size = 0
    try:
        for piece in _unpacked(body) if times else (body,):
            size += len(piece)
            draws += len(_DRAWS.findall(piece))
            if size > STREAM_LIMIT:
                return -1
    except zlib.error:
        return -1
    return draws


def _unpacked(body: bytes) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    for start in range(0, len(body), _CHUNK):
        yield unpacker.decompress(body[start : start + _CHUNK])


def _opens_in_time(data: bytes) -> bool:
    """Open every page in another process; say whether it came to its end in time."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "trial.pdf"
        file.write_bytes(data)
        try:
            done = subprocess.run(
                [sys.executable, "-m", "budgetkit.readers.formats.pdf.trial", str(file), str(TRIAL_SECONDS)],
                timeout=TRIAL_SECONDS * _PATIENCE,
                capture_output=True,
                check=False,
            )
        except (subprocess.TimeoutExpired, OSError):
            return False
    return done.returncode == 0
