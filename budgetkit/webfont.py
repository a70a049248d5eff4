"""The bundled font, cut down to the characters of one page: a report shows Chinese where no Chinese font is installed."""

from __future__ import annotations

import base64
import io

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from budgetkit.font import FAMILY, PATH


def font_face(text: str) -> str:
    """Return a CSS ``@font-face`` rule with the glyphs of a text, as a WOFF in a data URI.

    Source: CSS Fonts Module Level 4, WOFF 1.0.
    """
    options = Options(
        flavor="woff", hinting=False, layout_features=[], notdef_outline=True, glyph_names=False
    )
    buffer = io.BytesIO()
    # The boxes of the whole font hold for a part of it too, and measuring every glyph again takes time.
    with TTFont(PATH, recalcTimestamp=False, recalcBBoxes=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text="".join(sorted(set(text))))
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(buffer, reorderTables=False)
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return f'@font-face {{ font-family: "{FAMILY}"; src: url(data:font/woff;base64,{data}) format("woff"); }}'
