"""The bundled Chinese font: given to matplotlib on request, never set behind anybody's back.

The file and its licence are in ``budgetkit/fonts``; matplotlib is imported when a function is called.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FAMILY = "Budgetkit Sans SC"
PATH = Path(__file__).parent / "fonts" / "BudgetkitSansSC-Regular.ttf"

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
