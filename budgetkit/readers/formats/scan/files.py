"""Picture files: png, jpg, tiff and others, each of their pages read as a scan."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageOps, ImageSequence

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.page import Page
from budgetkit.readers.formats.scan.extra import NEEDS, is_installed
from budgetkit.readers.formats.scan.progress import Progress

PIXEL_LIMIT: Final = 120_000_000
"""Most pixels of one page; A3 at 600 dots an inch has 70 million."""
PAGE_LIMIT: Final = 1_000
SHORT_SIDE: Final = 8.27
"""Inches of the short side of A4, taken for a page whose file states no size that paper has."""
_PAPER: Final = (5.0, 17.0)
FINEST: Final = 300.0
"""Dots an inch beyond which nothing more is read; a finer picture is made smaller."""
COARSEST: Final = 110.0
"""Dots an inch below which the figures of a page are too small; a coarser picture is made larger."""

_DAMAGED: Final = "{name} is a damaged picture (图片损坏)"
_LARGE: Final = "{name} has a page of more than {limit} pixels (图片过大)"


def picture_pages(data: bytes, name: str) -> Iterator[Page]:
    """Read a picture held in memory, page by page where it has several.

    Raises:
        UnreadableDocument: the extra ``ocr`` is not installed, or it is damaged or too large.
    """
    if not is_installed():
        raise UnreadableDocument(f"{name} is a picture: {NEEDS}")
    from budgetkit.readers.formats.scan.pages import read_picture

    try:
        with Image.open(BytesIO(data)) as image:
            count = getattr(image, "n_frames", 1)
            progress = Progress(name, count)
            for number, frame in enumerate(ImageSequence.Iterator(image), 1):
                if number > PAGE_LIMIT:
                    raise UnreadableDocument(
                        f"{name} has {count} pages, more than the {PAGE_LIMIT} that are read (页数过多)"
                    )
                if frame.width * frame.height > PIXEL_LIMIT:
                    raise UnreadableDocument(_LARGE.format(name=name, limit=PIXEL_LIMIT))
                yield read_picture(*pixels_of(frame), number)
                progress.read(number)
    except UnreadableDocument:
        raise
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise UnreadableDocument(_DAMAGED.format(name=name)) from error


def pixels_of(image: Image.Image) -> tuple[Any, float]:
    """Return a picture as red, green, blue pixels on white paper, and its dots an inch.

    A resolution that would make the page smaller or larger than paper is (72 dots an inch on a photograph) is not
    believed: the page is then taken for A4.
    """
    import numpy as np

    shown = ImageOps.exif_transpose(image)
    stated = image.info.get("dpi", (0, 0))[0]
    short = min(shown.size)
    believed = bool(stated) and _PAPER[0] <= short / float(stated) <= _PAPER[1]
    resolution = float(stated) if believed else short / SHORT_SIDE
    flat = shown.convert("RGBA")
    paper = Image.new("RGBA", flat.size, "white")
    paper.alpha_composite(flat)
    rgb = paper.convert("RGB")
    wanted = min(max(resolution, COARSEST), FINEST)
    if wanted != resolution:
        factor = wanted / resolution
        rgb = rgb.resize(
            (max(1, round(rgb.width * factor)), max(1, round(rgb.height * factor))), Image.Resampling.LANCZOS
        )
    return np.ascontiguousarray(np.asarray(rgb)), wanted
