"""A digest of the data a figure shows: texts, limits, and every mark's coordinates; the same on every machine.

Nothing in it depends on the font, the resolution or the version of matplotlib; a change of one figure changes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch, Rectangle

DIGITS: Final = 6
"""Significant digits of a coordinate."""

MANY: Final = 80
"""Above so many marks the digest holds their number and checksum instead of every one."""


def figure_digest(figure: Figure) -> dict[str, Any]:
    """Return the texts, limits and marks of a figure as plain JSON data, the title first.

    Coordinates are those of the data, rounded to six significant digits.
    """
    parts = [_axes(axes) for axes in _all_axes(figure.axes)]
    return {"title": " | ".join(str(axes.get_label()) for axes in figure.axes), "axes": parts}


def digest_line(digest: dict[str, Any]) -> str:
    """Return one stable line that stands for a digest: its checksum and how much it covers."""
    return f"digest {checksum(digest)} · {len(digest['axes'])} axes · {digest['title']}"


def checksum(data: object) -> str:
    """Return sixteen hexadecimal digits that change with the data."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def _all_axes(axes: Iterable[object]) -> Iterator[Axes]:
    for each in axes:
        assert isinstance(each, Axes)
        yield each
        yield from _all_axes(each.child_axes)


def _axes(axes: Axes) -> dict[str, Any]:
    artists = (*axes.patches, *axes.lines, *axes.collections, *axes.images)
    named = (axes.get_title(), axes.get_xlabel(), axes.get_ylabel(), *(t.get_text() for t in axes.texts))
    marks = [mark for artist in artists for mark in _marks(artist)]
    found: dict[str, Any] = {
        "label": axes.get_label(),
        "limits": [rounded(n) for n in (*axes.get_xlim(), *axes.get_ylim())],
        "texts": [" ".join(text.split()) for text in named if text.strip()],
    }
    if len(marks) > MANY:
        return {**found, "marks": {"count": len(marks), "checksum": checksum(marks)}}
    return {**found, "marks": marks}


def rounded(number: float) -> float:
    """Return a coordinate to six significant digits; minus zero is zero.

    >>> rounded(1234567.0), rounded(-0.0)
    (1234570.0, 0.0)
    """
    return float(f"{number:.{DIGITS}g}") + 0.0


def _marks(artist: Artist) -> Iterator[list[Any]]:
    """Yield each mark as its kind, colour and coordinates."""
    if not artist.get_visible():
        return
    if isinstance(artist, Line2D):
        yield ["line", _hex(artist.get_color()), str(artist.get_marker()), *_flat(artist.get_xydata())]
    elif isinstance(artist, Rectangle):
        corner = (*artist.get_xy(), artist.get_width(), artist.get_height())
        yield ["bar", _hex(artist.get_facecolor()), *(rounded(n) for n in corner)]
    elif isinstance(artist, PathPatch):
        yield ["path", _hex(artist.get_facecolor()), *_flat(artist.get_path().vertices)]
    elif isinstance(artist, Patch):
        yield ["patch", _hex(artist.get_facecolor()), *_flat(artist.get_path().vertices)]
    elif isinstance(artist, Collection):
        colours = [_hex(c) for c in artist.get_facecolor()]
        shapes = [_flat(path.vertices) for path in artist.get_paths()]
        yield [type(artist).__name__, *colours, len(shapes), checksum(shapes), *_flat(artist.get_offsets())]
    elif isinstance(artist, AxesImage):
        array = artist.get_array()
        yield ["image", checksum([] if array is None else [rounded(float(n)) for n in array.ravel()])]


def _flat(points: Any) -> list[float]:
    return [rounded(float(n)) for point in points for n in point]


def _hex(colour: Any) -> str:
    return to_hex(colour, keep_alpha=False) if isinstance(colour, str) or len(colour) else "none"
