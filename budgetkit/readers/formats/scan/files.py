"""Picture files: png, jpg, tiff and others, each of their pages read as a scan."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageOps

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.page import Box, Page
from budgetkit.readers.formats.scan import NEEDS, READ, Progress, is_installed

PIXEL_LIMIT: Final = 80_000_000
"""Most pixels of one page; A3 at 600 dots an inch has 70 million."""
PAGE_LIMIT: Final = 1_000
SHORT_SIDE: Final = 8.27
"""Inches of the short side of A4, taken for a page whose file states no size that paper has."""
_PAPER: Final = (5.0, 17.0)
FINEST: Final = 300.0
"""Dots an inch beyond which nothing more is read; a finer picture is made smaller."""
COARSEST: Final = 110.0
"""Dots an inch below which the figures of a page are too small; a coarser picture is made larger."""

_UNOPENED: Final = "page {number} shows a picture that cannot be opened (第 {number} 页图片损坏)"
_DAMAGED: Final = "{name} is a damaged picture (图片损坏)"
_LARGE: Final = "{name} has a page of more than {limit} pixels (图片过大)"


def picture_pages(data: bytes, name: str) -> Iterator[Page]:
    """Read a picture held in memory, page by page where it has several.

    Raises:
        UnreadableDocument: the extra ``ocr`` is not installed, or it is damaged or too large.
    """
    if not is_installed():
        raise UnreadableDocument(f"{name} is a picture: {NEEDS}")
    with _at_risk(name):
        image = Image.open(BytesIO(data))
        count = getattr(image, "n_frames", 1)
    if count > PAGE_LIMIT:
        raise UnreadableDocument(
            f"{name} has {count} pages, more than the {PAGE_LIMIT} that are read (页数过多)"
        )
    progress = Progress(name, count)
    for number in range(1, count + 1):
        with _at_risk(name):
            image.seek(number - 1)
            if image.width * image.height > PIXEL_LIMIT:
                raise UnreadableDocument(_LARGE.format(name=name, limit=PIXEL_LIMIT))
            frame = _flat(image)
        yield read_image(frame, number)
        progress.read(number)


@contextmanager
def _at_risk(name: str) -> Iterator[None]:
    """Turn what Pillow says of a damaged picture into one plain sentence.

    Raises:
        UnreadableDocument: it is damaged.
    """
    try:
        with warnings.catch_warnings():
            # A picture that opens in spite of what its head says is read.
            warnings.simplefilter("ignore")
            yield
    except UnreadableDocument:
        raise
    except Exception as error:  # Pillow raises whatever a damaged picture makes it stumble over
        raise UnreadableDocument(_DAMAGED.format(name=name)) from error


def read_image(image: Image.Image, number: int) -> Page:
    """Read a picture that is a page."""
    from budgetkit.readers.formats.scan.pages import read_picture

    return replace(read_picture(*pixels_of(image), number), notes=(READ.format(number=number),))


def picture_page(pictures: Sequence[tuple[Box, bytes]], size: tuple[float, float], number: int) -> Page:
    """Read a page of a size in points that shows nothing but pictures, each at its box, as one picture.

    Pictures that cannot be opened are left out; where none can, the page says so in ``refused``.
    """
    import numpy as np

    from budgetkit.readers.formats.scan.pages import read_picture

    found = paper_of(pictures, size)
    if found is None:
        return Page(number, (), *size, _UNOPENED.format(number=number))
    paper, resolution = found
    page = read_picture(np.ascontiguousarray(np.asarray(paper)), resolution, number)
    return replace(page, notes=(READ.format(number=number),))


def paper_of(
    pictures: Sequence[tuple[Box, bytes]], size: tuple[float, float]
) -> tuple[Image.Image, float] | None:
    """Return pictures, each at its box on a page of a size in points, as one with its dots an inch; ``None`` for none."""
    there = [(box, image) for box, data in pictures if (image := opened(data)) is not None]
    if not there:
        return None
    finest = max(72 * image.width / max(box[2] - box[0], 1.0) for box, image in there)
    most = 72 * (PIXEL_LIMIT / max(size[0] * size[1], 1.0)) ** 0.5
    resolution = min(max(finest, COARSEST), FINEST, most)
    paper = Image.new("RGB", (round(size[0] * resolution / 72), round(size[1] * resolution / 72)), "white")
    for box, image in there:
        left, top, right, bottom = (round(v * resolution / 72) for v in box)
        if right > left and bottom > top:
            paper.paste(image.resize((right - left, bottom - top), Image.Resampling.LANCZOS), (left, top))
    return paper, resolution


def picture_table(data: bytes, box: Box, number: int) -> Page | None:
    """Read a picture that stands at a box of a page with text of its own, ``None`` for one that shows no ruled table."""
    import numpy as np

    from budgetkit.readers.formats.scan.pages import read_table

    image = opened(data)
    if image is None:
        return None
    resolution = min(max(72 * image.width / max(box[2] - box[0], 1.0), COARSEST), FINEST)
    width, height = (max(1, round((box[n + 2] - box[n]) * resolution / 72)) for n in (0, 1))
    drawn = image.resize((width, height), Image.Resampling.LANCZOS)
    return read_table(np.ascontiguousarray(np.asarray(drawn)), resolution, box, number)


def opened(data: bytes, frame: int = 0) -> Image.Image | None:
    """Return a picture on white paper, with the resolution it states; ``None`` for one that is damaged or too large.

    ``frame`` is its page, from 0, where it has several.
    """
    try:
        with _at_risk(""), Image.open(BytesIO(data)) as image:
            image.seek(frame)
            return _flat(image) if image.width * image.height <= PIXEL_LIMIT else None
    except UnreadableDocument:
        return None


def _flat(image: Image.Image) -> Image.Image:
    """Return a picture on white paper."""
    shown = ImageOps.exif_transpose(image).convert("RGBA")
    paper = Image.new("RGBA", shown.size, "white")
    paper.alpha_composite(shown)
    flat = paper.convert("RGB")
    flat.info = dict(image.info)
    return flat


def resolution_of(image: Image.Image) -> float:
    """Return the dots an inch of a page: what the picture states where paper can be so large, else as if it were A4."""
    stated, short = image.info.get("dpi", (0, 0))[0], min(image.size)
    believed = bool(stated) and _PAPER[0] <= short / float(stated) <= _PAPER[1]
    return float(stated) if believed else short / SHORT_SIDE


def pixels_of(image: Image.Image) -> tuple[Any, float]:
    """Return a picture as red, green, blue pixels on white paper, and its dots an inch.

    A resolution that would make the page smaller or larger than paper is (72 dots an inch on a photograph) is not
    believed: the page is then taken for A4.
    """
    import numpy as np

    rgb, resolution = _flat(image), resolution_of(image)
    wanted = min(max(resolution, COARSEST), FINEST)
    if wanted != resolution:
        factor = wanted / resolution
        rgb = rgb.resize(
            (max(1, round(rgb.width * factor)), max(1, round(rgb.height * factor))), Image.Resampling.LANCZOS
        )
    return np.ascontiguousarray(np.asarray(rgb)), wanted
