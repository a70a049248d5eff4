"""Make small PDF, Word, Excel and HTML files for tests, part by part, without the libraries that read them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

import openpyxl
from openpyxl.styles import Border, Side

from budgetkit.readers.formats.tiling import Tile

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

ALTERNATIVES = "http://schemas.openxmlformats.org/markup-compatibility/2006"


@dataclass(frozen=True)
class Sheet:
    """One PDF page: content stream, size, turn, crop box, and forms by name as (matrix, content).

    ``says`` are the characters that the codes of font ``/T`` stand for; ``layers`` name layers and whether they
    are on (``/OC /name BDC … EMC``); ``annotations`` are (entries, box, drawing), the drawing empty for none.
    """

    content: str
    width: float = 400
    height: float = 300
    rotate: int = 0
    crop: tuple[float, float, float, float] | None = None
    forms: dict[str, tuple[str, str]] = field(default_factory=dict)
    picture: bool = False
    says: dict[str, str] = field(default_factory=dict)
    layers: dict[str, bool] = field(default_factory=dict)
    annotations: list[tuple[str, tuple[float, float, float, float], str]] = field(default_factory=list)


def pdf(*sheets: Sheet) -> bytes:
    """Return a PDF of these pages; ``/H`` is Helvetica, ``/U`` a font that tells no characters, ``/Im`` a picture."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    font = add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    system = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    bare = add(f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Bare {system} /DW 600 >>".encode())
    head = "/Type /Font /Subtype /Type0 /BaseFont /Bare /Encoding /Identity-H"
    untold = add(f"<< {head} /DescendantFonts [{bare} 0 R] >>".encode())
    image = add(
        _stream(
            b"\x80",
            "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray",
        )
    )
    kids, layers = [], {}
    for sheet in sheets:
        own = {"Im": image} if sheet.picture else {}
        mapped = add(_stream(_to_unicode(sheet.says)))
        head = "/Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding"
        named = add(f"<< {head} /ToUnicode {mapped} 0 R >>".encode())
        known_layers = {name: add(f"<< /Type /OCG /Name ({name}) >>".encode()) for name in sheet.layers}
        layers |= {number: sheet.layers[name] for name, number in known_layers.items()}
        properties = " ".join(f"/{name} {number} 0 R" for name, number in known_layers.items())
        fonts = f"/Font << /H {font} 0 R /U {untold} 0 R /T {named} 0 R >> /Properties << {properties} >>"
        resources = f"<< {fonts} /XObject << %s >> >>"
        for name, (matrix, content) in reversed(sheet.forms.items()):
            known = " ".join(f"/{n} {number} 0 R" for n, number in own.items())
            head = f"/Type /XObject /Subtype /Form /BBox [-999 -999 999 999] /Matrix [{matrix}]"
            own[name] = add(_stream(content.encode("latin-1"), f"{head} /Resources {resources % known}"))
        known = " ".join(f"/{n} {number} 0 R" for n, number in own.items())
        stream = add(_stream(sheet.content.encode("latin-1")))
        crop = f"/CropBox [{' '.join(map(str, sheet.crop))}]" if sheet.crop else ""
        notes = [_annotation(add, *annotation, resources % "") for annotation in sheet.annotations]
        kids.append(
            add(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {sheet.width} {sheet.height}] {crop} /Rotate {sheet.rotate} "
                f"/Annots [{' '.join(notes)}] /Resources {resources % known} /Contents {stream} 0 R >>".encode()
            )
        )
    pages = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Kids [{pages}] /Count {len(kids)} >>".encode()
    if layers:
        every, off = (
            " ".join(f"{n} 0 R" for n, on in layers.items() if not (wanted and on))
            for wanted in (False, True)
        )
        known = f"/OCProperties << /OCGs [{every}] /D << /OFF [{off}] >> >>"
        objects[0] = f"<< /Type /Catalog /Pages 2 0 R {known} >>".encode()
    return _file(objects)


def _to_unicode(says: dict[str, str]) -> bytes:
    pairs = "\n".join(
        f"<{ord(code):02x}> <{character.encode('utf-16-be').hex()}>" for code, character in says.items()
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(says)} beginbfchar\n{pairs}\nendbfchar endcmap end end"
    ).encode()


def _annotation(
    add: Callable[[bytes], int],
    entries: str,
    box: tuple[float, float, float, float],
    drawing: str,
    resources: str,
) -> str:
    x0, y0, x1, y1 = box
    head = f"/Type /XObject /Subtype /Form /BBox [0 0 {x1 - x0} {y1 - y0}] /Resources {resources}"
    look = f"/AP << /N {add(_stream(drawing.encode('latin-1'), head))} 0 R >>" if drawing else ""
    return f"{add(f'<< /Type /Annot {entries} /Rect [{x0} {y0} {x1} {y1}] {look} >>'.encode())} 0 R"


def _stream(data: bytes, head: str = "") -> bytes:
    return f"<< {head} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _file(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n"
    return out + f"{tail}startxref\n{len(out)}\n%%EOF\n".encode()


def write(x: float, y: float, text: str, size: float = 8) -> str:
    """Return the drawing of a text whose baseline begins at a point."""
    return f"BT /H {size} Tf {x} {y} Td ({text}) Tj ET\n"


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    """Return the drawing of a black stroke."""
    return f"{x0} {y0} m {x1} {y1} l S\n"


def box(x0: float, y0: float, x1: float, y1: float, paint: str = "f") -> str:
    """Return the drawing of a box, filled, or stroked with ``S``."""
    return f"{x0} {y0} {x1 - x0} {y1 - y0} re {paint}\n"


def rule(x0: float, y0: float, x1: float, y1: float, how: str) -> str:
    """Return the drawing of a rule: as a stroke, a thin filled box, or many pieces of either."""
    if how == "stroke":
        return line(x0, y0, x1, y1)
    if how == "box":
        return box(x0 - 0.25, y0 - 0.25, x1 + 0.25, y1 + 0.25)
    steps = max(1, round(max(x1 - x0, y1 - y0) / (2 if how == "dots" else 11)))
    ends = [(x0 + (x1 - x0) * n / steps, y0 + (y1 - y0) * n / steps) for n in range(steps + 1)]
    if how == "dots":
        return "".join(box(x - 0.4, y - 0.4, x + 0.4, y + 0.4) for x, y in ends)
    return "".join(box(*a, b[0] + 0.48, b[1] + 0.48) for a, b in pairwise(ends))


def drawn(
    tiles: list[Tile], how: str, left: float = 30, bottom: float = 20, wide: float = 50, high: float = 16
) -> str:
    """Return the drawing of a table: every cell's four sides as rules and its text inside."""
    rows = max(tile.row + tile.rows for tile in tiles)
    parts = []
    for row, column, height, width, text, _ in tiles:
        x0, x1 = left + column * wide, left + (column + width) * wide
        y0, y1 = bottom + (rows - row - height) * high, bottom + (rows - row) * high
        parts += [rule(x0, y, x1, y, how) for y in (y0, y1)] + [rule(x, y0, x, y1, how) for x in (x0, x1)]
        parts += [write(x0 + 3, y1 - 11, text)] if text else []
    return "".join(parts)


def docx(body: str, **more: str) -> bytes:
    """Return a Word file with this body; ``numbering`` and ``styles`` are parts of their own."""
    parts = {"word/document.xml": _word("document", f"<w:body>{body}</w:body>")}
    parts |= {f"word/{name}.xml": _word(name, inner) for name, inner in more.items()}
    return zipped(parts)


def _word(root: str, inner: str) -> str:
    spaces = f'xmlns:mc="{ALTERNATIVES}" xmlns:v="urn:schemas-microsoft-com:vml"'
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} xmlns:w="{WORD}" {spaces}>{inner}</w:{root}>'


def zipped(parts: dict[str, str]) -> bytes:
    """Return a zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, str]:
    """Return the parts of a zip of texts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def paragraph(text: str, properties: str = "") -> str:
    """Return a Word paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space='preserve'>{escape(text)}</w:t></w:r></w:p>"


def word_table(tiles: list[Tile]) -> str:
    """Return a Word table: columns merged with gridSpan, rows with vMerge."""
    starts = {(tile.row, tile.column): tile for tile in tiles}
    covers = {(r, t.column): t for t in tiles for r in range(t.row + 1, t.row + t.rows)}
    rows = []
    for row in range(max(tile.row + tile.rows for tile in tiles)):
        cells = []
        for place in sorted(p for p in (starts | covers) if p[0] == row):
            tile = starts.get(place) or covers[place]
            merge = '<w:vMerge w:val="restart"/>' if tile.rows > 1 else ""
            merge = merge if place in starts else "<w:vMerge/>"
            span = f'<w:gridSpan w:val="{tile.columns}"/>' if tile.columns > 1 else ""
            text = tile.text if place in starts else ""
            cells.append(f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{paragraph(text)}</w:tc>")
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def html_table(tiles: list[Tile]) -> str:
    """Return an HTML table."""
    rows: dict[int, list[str]] = {row: [] for row in range(max(tile.row + tile.rows for tile in tiles))}
    for row, _, height, width, text, _ in sorted(tiles):
        rows[row].append(f'<td rowspan="{height}" colspan="{width}">{escape(text)}</td>')
    return (
        f"<table border='1'>{''.join(f'<tr>{chr(10).join(cells)}</tr>' for cells in rows.values())}</table>"
    )


def xlsx_table(
    sheet: openpyxl.worksheet.worksheet.Worksheet, tiles: list[Tile], top: int = 1, left: int = 1
) -> None:
    """Write a table with borders into a sheet."""
    thin = Side(style="thin")
    for row, column, height, width, text, _ in tiles:
        for r in range(top + row, top + row + height):
            for c in range(left + column, left + column + width):
                sheet.cell(r, c).border = Border(left=thin, right=thin, top=thin, bottom=thin)
        sheet.cell(top + row, left + column).value = text or None
        if height * width > 1:
            sheet.merge_cells(
                start_row=top + row,
                start_column=left + column,
                end_row=top + row + height - 1,
                end_column=left + column + width - 1,
            )


def saved(book: openpyxl.Workbook) -> bytes:
    """Return the bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
