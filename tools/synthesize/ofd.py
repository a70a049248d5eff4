"""A fictitious disclosure as OFD (GB/T 33190): the pages of the PDF, glyph for glyph and rule for rule.

Lengths are millimetres from the upper left corner. Steps between characters are written as programs write them, equal
ones as ``g n step``. The footer stands in a template behind each page, as in forms of public bodies.
"""

from __future__ import annotations

import zipfile
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from budgetkit.model.disclosure import Disclosure
from synthesize.document import document
from synthesize.layout import Layout
from synthesize.pdf import draw, register_font, width_of

NAMESPACE: Final = "http://www.ofdspec.org/2016"
_MILLIMETRES: Final = 25.4 / 72
_DATE: Final = (2000, 1, 1, 0, 0, 0)
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FONT: Final = 3


def write_ofd(disclosure: Disclosure, path: str | Path, layout: Layout | None = None) -> Path:
    """Write a disclosure as OFD, laid out as its PDF is.

    Raises:
        KeyError: the disclosure's form has no generator.
        ImportError: reportlab, whose font metrics it uses, is not installed (``pip install budgetkit[synthesize]``).
    """
    made = document(disclosure, layout)
    register_font()
    canvas: Any = OfdCanvas(Path(path))
    draw(made, canvas)
    return Path(path)


class OfdCanvas:
    """Takes the calls of a reportlab canvas that the PDF writer makes, and writes an OFD file."""

    def __init__(self, path: Path) -> None:
        """Begin a file; it is written when it is saved."""
        self._path = path
        self._pages: list[tuple[tuple[float, float], list[str]]] = []
        self._objects: list[str] = []
        self._size = (595.27, 841.89)
        self._font, self._line, self._grey = 10.0, 1.0, 0
        self._number = 100

    def setPageSize(self, size: tuple[float, float]) -> None:  # noqa: N802
        """Set the size of the page in points."""
        self._size = size

    def setFont(self, name: str, size: float) -> None:  # noqa: N802, ARG002
        """Set the size of the text in points."""
        self._font = size

    def setLineWidth(self, width: float) -> None:  # noqa: N802
        """Set the width of rules in points."""
        self._line = width

    def setFillGray(self, grey: float) -> None:  # noqa: N802
        """Set the colour of fills and text, 0 black to 1 white."""
        self._grey = round(grey * 255)

    def drawString(self, x: float, y: float, text: str) -> None:  # noqa: N802
        """Draw a text from a point of its baseline on."""
        if not text:
            return
        steps = [width_of(character, self._font) * _MILLIMETRES for character in text[:-1]]
        size = self._font * _MILLIMETRES
        wide = sum(steps) + width_of(text[-1], self._font) * _MILLIMETRES
        left, base = x * _MILLIMETRES, (self._size[1] - y) * _MILLIMETRES
        boundary = f"{left:.4f} {base - size:.4f} {wide + 0.1:.4f} {size * 1.3:.4f}"
        across = f' DeltaX="{_deltas(steps)}"' if steps else ""
        self._add(
            f'<ofd:TextObject ID="{{}}" Boundary="{boundary}" Font="{_FONT}" Size="{size:.4f}">'
            f'{self._fill()}<ofd:TextCode X="0" Y="{size:.4f}"{across}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
        )

    def drawRightString(self, x: float, y: float, text: str) -> None:  # noqa: N802
        """Draw a text up to a point."""
        self.drawString(x - width_of(text, self._font), y, text)

    def drawCentredString(self, x: float, y: float, text: str) -> None:  # noqa: N802
        """Draw a text around a point."""
        self.drawString(x - width_of(text, self._font) / 2, y, text)

    def rect(self, x: float, y: float, width: float, height: float, stroke: int = 1, fill: int = 0) -> None:
        """Draw a box from its lower left corner."""
        corners = [(x, y + height), (x + width, y + height), (x + width, y), (x, y)]
        self._path_object(corners, closed=True, stroke=bool(stroke), fill=bool(fill))

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a stroke between two points."""
        self._path_object([(x0, y0), (x1, y1)], closed=False, stroke=True, fill=False)

    def showPage(self) -> None:  # noqa: N802
        """End a page."""
        self._pages.append((self._size, self._objects))
        self._objects = []

    def save(self) -> None:
        """End the last page and write the file."""
        self.showPage()
        with zipfile.ZipFile(self._path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self._parts():
                entry = zipfile.ZipInfo(name, _DATE)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, _HEAD + content)

    def _path_object(
        self, points: list[tuple[float, float]], *, closed: bool, stroke: bool, fill: bool
    ) -> None:
        placed = [(x * _MILLIMETRES, (self._size[1] - y) * _MILLIMETRES) for x, y in points]
        left, top = min(x for x, _ in placed), min(y for _, y in placed)
        right, bottom = max(x for x, _ in placed), max(y for _, y in placed)
        words = " ".join(
            f"{'L' if number else 'M'} {x - left:.4f} {y - top:.4f}" for number, (x, y) in enumerate(placed)
        )
        boundary = f"{left:.4f} {top:.4f} {right - left:.4f} {bottom - top:.4f}"
        self._add(
            f'<ofd:PathObject ID="{{}}" Boundary="{boundary}" LineWidth="{self._line * _MILLIMETRES:.4f}"'
            f' Stroke="{str(stroke).lower()}" Fill="{str(fill).lower()}">{self._fill() if fill else ""}'
            f"<ofd:AbbreviatedData>{words}{' C' if closed else ''}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def _fill(self) -> str:
        return f'<ofd:FillColor Value="{self._grey} {self._grey} {self._grey}"/>'

    def _add(self, drawing: str) -> None:
        self._number += 1
        self._objects.append(drawing.replace("{}", str(self._number), 1))

    def _parts(self) -> list[tuple[str, str]]:
        """Return the parts of the file: a template behind each page takes its last object, the footer."""
        pages, templates, parts = [], [], []
        for number, ((width, height), objects) in enumerate(self._pages):
            area = f"0 0 {width * _MILLIMETRES:.4f} {height * _MILLIMETRES:.4f}"
            page, template, layer = 10_000_000 + number, 20_000_000 + number, 30_000_000 + 2 * number
            pages.append(f'<ofd:Page ID="{page}" BaseLoc="Pages/Page_{number}/Content.xml"/>')
            templates.append(f'<ofd:TemplatePage ID="{template}" BaseLoc="Tpls/Tpl_{number}/Content.xml"/>')
            use = f'<ofd:Template TemplateID="{template}" ZOrder="Background"/>'
            parts.append((f"Doc_0/Pages/Page_{number}/Content.xml", _page(area, use, layer, objects[:-1])))
            parts.append((f"Doc_0/Tpls/Tpl_{number}/Content.xml", _page(area, "", layer + 1, objects[-1:])))
        common = (
            "<ofd:CommonData><ofd:MaxUnitID>40000000</ofd:MaxUnitID>"
            "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
            f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{''.join(templates)}</ofd:CommonData>"
        )
        root = (
            "<ofd:DocBody><ofd:DocInfo><ofd:DocID>00000000000000000000000000000000</ofd:DocID></ofd:DocInfo>"
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
        )
        font = f'<ofd:Font ID="{_FONT}" FontName={quoteattr("宋体")} FamilyName={quoteattr("宋体")}/>'
        return [
            ("OFD.xml", _element("OFD", root, ' Version="1.0" DocType="OFD"')),
            ("Doc_0/Document.xml", _element("Document", f"{common}<ofd:Pages>{''.join(pages)}</ofd:Pages>")),
            ("Doc_0/PublicRes.xml", _element("Res", f"<ofd:Fonts>{font}</ofd:Fonts>", ' BaseLoc="Res"')),
            *parts,
        ]


def _page(area: str, template: str, layer: int, objects: list[str]) -> str:
    return _element(
        "Page",
        f"<ofd:Area><ofd:PhysicalBox>{area}</ofd:PhysicalBox></ofd:Area>{template}"
        f'<ofd:Content><ofd:Layer ID="{layer}" Type="Body">{"".join(objects)}</ofd:Layer></ofd:Content>',
    )


def _element(name: str, inner: str, attributes: str = "") -> str:
    return f'<ofd:{name} xmlns:ofd="{NAMESPACE}"{attributes}>{inner}</ofd:{name}>'


def _deltas(steps: list[float]) -> str:
    """Write steps between characters, equal ones together."""
    words = []
    for step, group in groupby(f"{step:.4f}" for step in steps):
        times = len(list(group))
        words.append(f"g {times} {step}" if times > 2 else " ".join([step] * times))
    return " ".join(words)
