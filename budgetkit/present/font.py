"""The bundled font, cut down to the characters of one page: a report shows Chinese where no Chinese font is installed."""

from __future__ import annotations

import base64
import io
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FAMILY = "Budgetkit Sans SC"
PATH = Path(__file__).parents[1] / "fonts" / "BudgetkitSansSC-Regular.ttf"

FONT_RC: Mapping[Any, Any] = MappingProxyType(
    {
        "font.family": [FAMILY, "DejaVu Sans"],
        # Unhinted: matplotlib's automatic hinting moves the digits of an unhinted font apart.
        "text.hinting": "no_hinting",
        # The whole outlines, so that a PDF's text can be searched and edited.
        "pdf.fonttype": 42,
    }
)
"""Settings for ``matplotlib.rc_context`` after ``use_font()``; DejaVu Sans, matplotlib's own, fills gaps."""


def use_font() -> str:
    """Make the bundled font known to matplotlib, once, and return its family name; no setting is changed.

    >>> use_font()
    'Budgetkit Sans SC'
    """
    from matplotlib.font_manager import fontManager

    if all(entry.fname != str(PATH) for entry in fontManager.ttflist):
        fontManager.addfont(PATH)
    return FAMILY


@contextmanager
def font_context() -> Iterator[str]:
    """Draw with the bundled font inside a ``with`` block and give every setting back after it.

    >>> import matplotlib
    >>> with font_context() as family:
    ...     matplotlib.rcParams["font.family"][0] == family
    True
    """
    from matplotlib import rc_context

    family = use_font()
    with rc_context(dict(FONT_RC)):
        yield family


def missing_glyphs(text: str) -> set[str]:
    r"""Return the characters of ``text`` that the bundled font cannot draw; line breaks and tabs are not drawn.

    >>> missing_glyphs("“三公”经费\n3.50 万元，−12.5 %")
    set()
    >>> missing_glyphs("ภาษา 100 ㎡") == set("ภาษา")
    True
    """
    return {c for c in text if ord(c) not in _drawable() and unicodedata.category(c) != "Cc"}


@cache
def _drawable() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(PATH)).get_charmap())


def font_face(text: str) -> str:
    """Return a CSS ``@font-face`` rule with the glyphs of a text, as a WOFF in a data URI.

    Source: CSS Fonts Module Level 4.
    """
    data = base64.b64encode(woff(text)).decode("ascii")
    return f'@font-face {{ font-family: "{FAMILY}"; src: url(data:font/woff;base64,{data}) format("woff"); }}'


def woff(text: str) -> bytes:
    """Return the font with the glyphs of a text alone.

    Source: WOFF 1.0.
    """
    # Whoever only draws or measures need not wait for it.
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(
        flavor="woff", hinting=False, layout_features=[], notdef_outline=True, glyph_names=False
    )
    buffer = io.BytesIO()
    # The boxes of the whole font hold for a part of it too, and measuring every glyph again takes time.
    with TTFont(PATH, recalcTimestamp=False, recalcBBoxes=False) as font:
        # What glyphs are called is left out of the result, and to make names of all of them takes long.
        font.setGlyphOrder([f"glyph{n}" for n in range(font["maxp"].numGlyphs)])
        # Without features nothing looks at these tables, and to read them takes longer than all the rest.
        for table in {"GSUB", "GPOS", "GDEF", "BASE"} & set(font.keys()):
            del font[table]
        subsetter = Subsetter(options)
        subsetter.populate(text="".join(sorted(set(text))))
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(buffer, reorderTables=False)
    return buffer.getvalue()
