"""Figures shown in a notebook and saved in files: sharp pictures, with a digest that guards the data they show."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from budgetkit.figures.digest import digest_line, figure_digest
from budgetkit.present.font import FONT_RC, use_font

COLUMN: Final = 672
"""Width of a shown figure in CSS pixels: a column of 7 inches."""

SHARP: Final = 2
"""Dots of the picture for each CSS pixel."""

PRINT_DPI: Final = 200

DIGEST: Final = "application/vnd.budgetkit.digest+json"
"""The type of a digest in an output: beside the picture, and no program renders it."""

COMPRESSION: Final = 3
"""Of saved pictures: drawings of few colours come out no larger than with zlib's usual 6, and sooner."""

# The page is as large as it was made: a person's own setting to cut it to what is drawn would shift every pixel.
_SAVING: Final[Mapping[Any, Any]] = MappingProxyType(
    {
        **FONT_RC,
        "svg.hashsalt": "budgetkit",
        "svg.fonttype": "path",
        "savefig.facecolor": "white",
        "savefig.bbox": None,
        "savefig.transparent": False,
    }
)


def figure_of(drawn: Axes | Figure) -> Figure:
    """Return the Figure an Axes stands in."""
    if isinstance(drawn, Figure):
        return drawn
    figure = drawn.get_figure(root=True)
    assert isinstance(figure, Figure)
    return figure


def show(drawn: Axes | Figure) -> None:
    """Show a figure in a notebook: its picture, with the digest of its data in the same output.

    The digest goes under a type of its own, which nothing renders and nbval compares: pictures differ between machines
    and are never compared. Outside a notebook only its line is printed.
    """
    from IPython import get_ipython
    from IPython.display import display

    figure = figure_of(drawn)
    digest = figure_digest(figure)
    if get_ipython() is None:
        print(digest_line(digest))
        return
    wide, high = figure.get_size_inches()
    size = {"width": COLUMN, "height": round(COLUMN * high / wide), "alt": digest["title"]}
    picture = {"image/png": small_png(figure, COLUMN * SHARP / wide), "text/plain": digest["title"]}
    display(picture | {DIGEST: digest}, raw=True, metadata={"image/png": size})  # type: ignore[no-untyped-call]


def png(figure: Figure, dpi: float) -> bytes:
    """Return the picture of a figure as PNG."""
    buffer, level = io.BytesIO(), {"compress_level": COMPRESSION}
    with _settings():
        figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None}, pil_kwargs=level)
    return buffer.getvalue()


def small_png(figure: Figure, dpi: float) -> bytes:
    """Return the picture of a figure as PNG in 256 colours: a quarter of the size, for notebooks."""
    from PIL import Image

    drawn, pixels = io.BytesIO(), [int(inches * dpi) for inches in figure.get_size_inches()]
    with _settings():
        figure.savefig(drawn, format="raw", dpi=dpi)
    picture = Image.frombytes("RGBA", (pixels[0], pixels[1]), drawn.getvalue()).convert("RGB")
    reduced = picture.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    # The reduction makes paper almost white; the corner is paper.
    paper, palette = reduced.tobytes()[0], list(reduced.getpalette() or ())
    palette[3 * paper : 3 * paper + 3] = picture.tobytes()[:3]
    reduced.putpalette(palette)
    buffer = io.BytesIO()
    reduced.save(buffer, "PNG")
    return buffer.getvalue()


def save_figure(drawn: Axes | Figure, folder: Path | str, name: str) -> tuple[Path, Path]:
    """Write ``name.png`` (200 dpi) and ``name.svg`` (text as outlines, no date) into a folder; return both paths.

    Raises:
        OSError: the folder cannot be made or written to.
    """
    figure, place = figure_of(drawn), Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    picture, drawing = place / f"{name}.png", place / f"{name}.svg"
    picture.write_bytes(png(figure, PRINT_DPI))
    with _settings():
        figure.savefig(drawing, format="svg", metadata={"Date": None, "Creator": "budgetkit"})
    return picture, drawing


@contextmanager
def _settings() -> Iterator[None]:
    use_font()
    with rc_context(dict(_SAVING)):
        yield
