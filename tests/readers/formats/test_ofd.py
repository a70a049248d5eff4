"""Pages of OFD (GB/T 33190) into ruled cells and lines; its writer against the element definitions."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from lxml import etree
from made_files import zipped
from synthesize import Layout, synthesize, write_ofd

from budgetkit.model.errors import UnreadableDocument
from budgetkit.readers.formats.ofd.pages import ofd_pages
from budgetkit.readers.formats.page import Page

OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
AREA = "<ofd:PhysicalBox>0 0 100 80</ofd:PhysicalBox>"


def text(x: float, y: float, words: str, size: float = 4, step: float = 2, **more: str) -> str:
    """Return a text object whose baseline begins at a point in millimetres."""
    given = "".join(f' {key}="{value}"' for key, value in more.items() if key not in ("inner", "deltas"))
    deltas = more.get("deltas", f"g {len(words) - 1} {step}")
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y - size} 90 {size * 1.3}" Font="3" Size="{size}"{given}>'
        f"{more.get('inner', '')}"
        f'<ofd:TextCode X="0" Y="{size}" DeltaX="{deltas}">{words}</ofd:TextCode></ofd:TextObject>'
    )


def path(x0: float, y0: float, x1: float, y1: float, data: str = "", **more: str) -> str:
    """Return a path object between two points: a stroke, or what is given."""
    given = "".join(f' {key}="{value}"' for key, value in more.items() if key != "inner")
    return (
        f'<ofd:PathObject ID="2" Boundary="{x0} {y0} {x1 - x0} {y1 - y0}"{given}>{more.get("inner", "")}'
        f"<ofd:AbbreviatedData>{data or f'M 0 0 L {x1 - x0} {y1 - y0}'}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def surface(x0: float, y0: float, x1: float, y1: float, colour: str) -> str:
    """Return a filled box."""
    wide, high = x1 - x0, y1 - y0
    data = f"M 0 0 L {wide} 0 L {wide} {high} L 0 {high} C"
    return path(x0, y0, x1, y1, data, Stroke="false", Fill="true", inner=f'<ofd:FillColor Value="{colour}"/>')


def ruled() -> str:
    """Return the rules of a table of two by two cells, each 30 by 10 millimetres, from (10, 20) on."""
    return "".join(path(10, y, 70, y) for y in (20, 30, 40)) + "".join(
        path(x, 20, x, 40) for x in (10, 40, 70)
    )


TABLE = (
    ruled() + text(12, 27, "637.50") + text(42, 27, "12.00") + text(12, 37, "33.49") + text(42, 37, "671.00")
)
FIGURES = ["637.50", "12.00", "33.49", "671.00"]
EMPTY = TABLE.replace(">637.50<", "> <").replace("g 5 2", "0", 1)


def file(body: str, document: str = "", **parts: str | bytes) -> bytes:
    """Return an OFD file of one page."""
    common = f"<ofd:PageArea>{AREA}</ofd:PageArea><ofd:PublicRes>Res.xml</ofd:PublicRes>{document}"
    found: dict[str, str | bytes] = {
        "OFD.xml": f"<ofd:OFD {OFD}><ofd:DocBody><ofd:DocRoot>D/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "D/Document.xml": (
            f"<ofd:Document {OFD}><ofd:CommonData>{common}</ofd:CommonData>"
            '<ofd:Pages><ofd:Page ID="9" BaseLoc="P.xml"/></ofd:Pages>'
            "<ofd:Annotations>A.xml</ofd:Annotations></ofd:Document>"
        ),
        "D/P.xml": page_part(body),
    }
    found |= {name.replace("__", "/").replace("_xml", ".xml"): part for name, part in parts.items()}
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in found.items():
            archive.writestr(name, part)
    return out.getvalue()


def page_part(body: str, before: str = "") -> str:
    """Return a page or template with one layer."""
    return (
        f'<ofd:Page {OFD}>{before}<ofd:Content><ofd:Layer ID="5">{body}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def read(data: bytes) -> Page:
    """Read an OFD file of one page."""
    (page,) = ofd_pages(data, "made.ofd")
    return page


def cells(page: Page) -> list[str]:
    """Return the texts of the cells of the only table of a page."""
    (grid,) = page.grids
    return [cell.text for cell in grid.cells]


def test_cells_and_lines_of_a_page() -> None:
    """Rules part the cells, text outside them is lines, and boxes are points from the upper left corner."""
    page = read(file(TABLE + text(10, 10, "第一部分 概况", step=4)))
    assert cells(page) == FIGURES and [line.text for line in page.lines] == ["第一部分 概况"]
    assert (page.width, page.height) == pytest.approx((100 / 25.4 * 72, 80 / 25.4 * 72))
    assert page.grids[0].box == pytest.approx([mm / 25.4 * 72 for mm in (10, 20, 70, 40)])


def clip(path: str, **more: str) -> str:
    """Return a clip of a text object, in its own space."""
    given = "".join(f' {key}="{value}"' for key, value in more.items())
    inner = f'<ofd:Path Boundary="0 0 90 9"><ofd:AbbreviatedData>{path}</ofd:AbbreviatedData></ofd:Path>'
    return f"<ofd:Clips><ofd:Clip><ofd:Area{given}>{inner}</ofd:Area></ofd:Clip></ofd:Clips>"


WHITE = '<ofd:FillColor Value="255 255 255"/>'


@pytest.mark.parametrize(
    "hidden",
    [
        text(12, 27, "600.00", Visible="false"),
        text(12, 27, "600.00", Alpha="0"),
        text(12, 27, "600.00", Fill="false"),
        text(12, 27, "600.00", inner=WHITE),
        text(12, 27, "600.00", inner='<ofd:FillColor Value="1" Alpha="0"/>'),
        text(12, 27, "600.00", size=0.3, step=0.2),
        f'<ofd:PageBlock ID="3" Visible="false">{text(12, 27, "600.00")}</ofd:PageBlock>',
        text(12, 27, "600.00") + surface(11, 21, 39, 29, "255 255 255"),
        surface(11, 21, 39, 29, "200 220 255")
        + text(12, 27, "600.00", inner='<ofd:FillColor Value="201 220 250"/>'),
        text(150, 27, "600.00"),
        text(12, 27, "600.00", Alpha="12"),
        text(12, 27, "600.00", inner='<ofd:FillColor Value="0 0 0" Alpha="12"/>'),
        text(12, 27, "600.00", inner=clip("M 40 0 L 60 0 L 60 9 L 40 9 C")),
        text(12, 27, "600.00", inner=clip("M 0 0 L 9 0 L 9 9 L 0 9 C", CTM="1 0 0 1 50 0")),
    ],
)
def test_what_is_not_seen_is_no_text_and_said(hidden: str) -> None:
    """Invisible, clear, white, covered, tiny or clipped text and text outside the page is in no cell, and counted."""
    page = read(file(hidden + TABLE))
    assert cells(page) == FIGURES
    assert [said.split(" letters")[0] for said in page.hidden] == ["page 1 holds 5"]


def test_text_across_the_page_is_a_watermark() -> None:
    """Text that climbs is no text of the page and no loss."""
    page = read(file(text(12, 27, "600.00", CTM="0.7 0.7 -0.7 0.7 0 0") + TABLE))
    assert cells(page) == FIGURES and not page.hidden


@pytest.mark.parametrize(
    "shown",
    [
        text(12, 27, "637.50", deltas="2 2 g 3 2"),
        text(12, 27, "637.50", deltas="2 2 2 2 2"),
        '<ofd:TextObject ID="1" Boundary="12 23 30 6" Font="3" Size="8" CTM="0.5 0 0 0.5 -10 -10">'
        '<ofd:TextCode X="20" Y="28" DeltaX="g 5 4">637.50</ofd:TextCode></ofd:TextObject>',
        f'<ofd:PageBlock ID="3">{text(12, 27, "637.50")}</ofd:PageBlock>',
        '<ofd:CompositeObject ID="4" Boundary="10 20 50 20" ResourceID="8"/>',
        surface(11, 21, 39, 29, "0 0 120") + text(12, 27, "637.50", inner=WHITE),
        text(12, 27, "637.50", inner=clip("M 0 0 L 40 0 L 40 9 L 0 9 C")),
        text(12, 27, "637.50", Alpha="128"),
    ],
)
def test_what_is_drawn_in_any_way_is_read(shown: str) -> None:
    """Steps in groups, matrices, blocks, composite drawings and white text upon a dark cell are read."""
    unit = f'<ofd:CompositeGraphicUnit ID="8"><ofd:Content>{text(2, 7, "637.50")}</ofd:Content></ofd:CompositeGraphicUnit>'
    resources = f"<ofd:Res {OFD}><ofd:CompositeGraphicUnits>{unit}</ofd:CompositeGraphicUnits></ofd:Res>"
    assert cells(read(file(EMPTY + shown, D__Res_xml=resources))) == FIGURES


def test_a_template_is_part_of_the_page() -> None:
    """Rules that a template draws behind the page part its cells."""
    template = '<ofd:TemplatePage ID="6" BaseLoc="T.xml"/>'
    use = page_part(TABLE.removeprefix(ruled()), '<ofd:Template TemplateID="6"/>')
    assert cells(read(file("", template, D__T_xml=page_part(ruled()), D__P_xml=use))) == FIGURES


def test_white_and_filled_rules() -> None:
    """White rules upon a coloured surface are rules; on white paper they are none."""
    white = ruled().replace("><ofd:Abbr", '><ofd:StrokeColor Value="255 255 255"/><ofd:Abbr')
    words = TABLE.removeprefix(ruled())
    assert cells(read(file(surface(10, 20, 70, 40, "200 220 255") + white + words))) == FIGURES
    assert read(file(white + words)).grids == ()


def test_a_turned_table_is_read_upright() -> None:
    """A table that stands on its side under an upright title is a grid of its own, the title before it."""
    turned = '<ofd:CompositeObject ID="4" Boundary="0 0 100 80" CTM="0 1 -1 0 70 5" ResourceID="8"/>'
    unit = f'<ofd:CompositeGraphicUnit ID="8"><ofd:Content>{TABLE}</ofd:Content></ofd:CompositeGraphicUnit>'
    resources = f"<ofd:Res {OFD}><ofd:CompositeGraphicUnits>{unit}</ofd:CompositeGraphicUnits></ofd:Res>"
    page = read(file(text(10, 6, "一般公共预算支出表", step=4) + turned, D__Res_xml=resources))
    assert cells(page) == FIGURES and page.lines[0] == page.blocks[0]


def test_glyphs_say_what_codes_do_not() -> None:
    """Where an embedded font tells another character for a glyph than the code, the glyph is what is seen."""
    names = [".notdef", "three", "six"]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord("3"): "three", ord("6"): "six"})
    builder.setupGlyf({name: TTGlyphPen(None).glyph() for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    builder.setupHorizontalHeader()
    builder.setupPost()
    stream = BytesIO()
    builder.save(stream)
    resources = (
        f'<ofd:Res {OFD} BaseLoc="R"><ofd:Fonts><ofd:Font ID="3" FontName="x"><ofd:FontFile>f.ttf</ofd:FontFile>'
        "</ofd:Font></ofd:Fonts></ofd:Res>"
    )
    change = '<ofd:CGTransform CodePosition="0" CodeCount="2" GlyphCount="2"><ofd:Glyphs>2 1</ofd:Glyphs></ofd:CGTransform>'
    for codes, seen in (("637.50", "637.50"), ("¤¤7.50", "637.50"), ("897.50", "637.50")):
        parts = {"D__Res_xml": resources, "D/R/f.ttf": stream.getvalue()}
        assert cells(read(file(EMPTY + text(12, 27, codes, inner=change), **parts)))[0] == seen
    assert cells(read(file(EMPTY + text(12, 27, "¤37.50", inner=change))))[0] == "\ufffd37.50"


@pytest.mark.parametrize(("kind", "said"), [("Stamp", False), ("Watermark", False), ("Path", True)])
def test_annotations_are_no_text(kind: str, said: bool) -> None:
    """Stamps and watermarks are passed over; another annotation that prints text is said not to be read."""
    annot = f'<ofd:Annot ID="7" Type="{kind}"><ofd:Appearance>{text(12, 27, "600.00")}</ofd:Appearance></ofd:Annot>'
    place = '<ofd:Page PageID="9"><ofd:FileLoc>N.xml</ofd:FileLoc></ofd:Page>'
    known = {
        "D__A_xml": f"<ofd:Annotations {OFD}>{place}</ofd:Annotations>",
        "D__N_xml": f"<ofd:PageAnnot {OFD}>{annot}</ofd:PageAnnot>",
    }
    page = read(file(TABLE, **known))
    assert cells(page) == FIGURES and bool(page.hidden) == said


def test_drawings_without_end_are_refused() -> None:
    """Composite drawings that draw themselves, deep or wide, refuse the page; the file is no danger."""
    units = "".join(
        f'<ofd:CompositeGraphicUnit ID="{n}"><ofd:Content>'
        + f'<ofd:CompositeObject ID="4" Boundary="0 0 9 9" ResourceID="{target}"/>' * 10
        + "</ofd:Content></ofd:CompositeGraphicUnit>"
        for n, target in ((8, 8), (10, 11), (11, 12), (12, 13), (13, 14), (14, 15), (15, 16))
    )
    resources = f"<ofd:Res {OFD}><ofd:CompositeGraphicUnits>{units}</ofd:CompositeGraphicUnits></ofd:Res>"
    for start in (8, 10):
        body = f'<ofd:CompositeObject ID="4" Boundary="0 0 9 9" ResourceID="{start}"/>'
        assert "draws more than can be read" in read(file(body, D__Res_xml=resources)).refused


def test_bombs_and_damaged_files_are_refused_in_one_sentence() -> None:
    """A part that unpacks to far more than it weighs, a broken part, a file without pages raise one sentence."""
    for data, words in (
        (file(TABLE, D__P_xml=" " * 40_000_000), "unpacks to far more"),
        (file(TABLE, D__Document_xml="<ofd:Document"), "damaged"),
        (
            file(TABLE, OFD_xml=f"<ofd:OFD {OFD}><ofd:Encryptions>E.xml</ofd:Encryptions></ofd:OFD>"),
            "is encrypted",
        ),
        (zipped({"OFD.xml": f"<ofd:OFD {OFD}/>"}), "has no pages"),
    ):
        with pytest.raises(UnreadableDocument, match=words):
            list(ofd_pages(data, "made.ofd"))


@pytest.mark.parametrize(
    "parts",
    [
        {"D__P_xml": "<ofd:Page"},
        {"D__P_xml": ""},
        {"D__P_xml": page_part("", '<ofd:Template TemplateID="7"/>')},
    ],
    ids=["broken", "missing", "without its template"],
)
def test_a_damaged_page_is_said(parts: dict[str, str]) -> None:
    """A page whose part, or whose template, is missing or no XML is refused by itself."""
    assert "is damaged" in read(file(TABLE, **parts)).refused


@pytest.mark.parametrize("first", ["\ue123", "\U000f0001", "\u00a4"])
def test_codes_that_tell_nothing_refuse_their_page(first: str) -> None:
    """Codes for private use, or placeholders, without a font that tells what they draw are no characters."""
    page = read(file(ruled() + text(12, 27, first * 6) + text(42, 27, "12.00") + text(12, 37, first * 9)))
    assert "fonts that do not tell" in page.refused
    few = read(file(TABLE + text(12, 70, first)))
    assert cells(few) == FIGURES and not few.refused


def test_attached_files_are_said() -> None:
    """Files attached to the document are named on its first page; what is not shown to readers is not."""
    listed = "".join(
        f'<ofd:Attachment ID="{n}" Name="{n}.xlsx"{more}><ofd:FileLoc>a</ofd:FileLoc></ofd:Attachment>'
        for n, more in enumerate(["", ' Visible="false"'])
    )
    plain = file(TABLE)
    with zipfile.ZipFile(BytesIO(plain)) as archive:
        document = archive.read("D/Document.xml").decode()
    document = document.replace("</ofd:Document>", "<ofd:Attachments>L.xml</ofd:Attachments></ofd:Document>")
    page = read(
        file(TABLE, D__Document_xml=document, D__L_xml=f"<ofd:Attachments {OFD}>{listed}</ofd:Attachments>")
    )
    assert len(page.notes) == 1 and "0.xlsx" in page.notes[0] and "1.xlsx" not in page.notes[0]


def test_comments_part_no_text() -> None:
    """A comment inside the text of an object is none of it and does not end it."""
    assert cells(read(file(TABLE.replace("637.50<", "637<!-- x -->.50<")))) == FIGURES


def test_changed_files_are_read_or_refused() -> None:
    """Files with numbers, names and brackets changed at random are read or refused, never anything else."""
    body, random = page_part(TABLE + text(10, 10, "概况")), Random(5)
    for _ in range(300):
        changed = list(body)
        for _ in range(random.randint(1, 6)):
            changed[random.randrange(len(changed))] = random.choice('0123456789-. gMLC"<>/e\u00a4nx')
        try:
            list(ofd_pages(file("", D__P_xml="".join(changed)), "made.ofd"))
        except UnreadableDocument as error:
            assert "made.ofd" in str(error)


CHILDREN = {
    "OFD": "DocBody",
    "DocBody": "DocInfo DocRoot",
    "DocInfo": "DocID",
    "Document": "CommonData Pages",
    "CommonData": "MaxUnitID PageArea PublicRes TemplatePage",
    "PageArea": "PhysicalBox",
    "Pages": "Page",
    "Res": "Fonts",
    "Fonts": "Font",
    "Page": "Area Template Content",
    "Area": "PhysicalBox",
    "Content": "Layer",
    "Layer": "TextObject PathObject",
    "TextObject": "FillColor TextCode",
    "PathObject": "FillColor AbbreviatedData",
}
NEEDED = {
    "OFD": "Version DocType",
    "TemplatePage": "ID BaseLoc",
    "Template": "TemplateID",
    "Res": "BaseLoc",
    "Font": "ID FontName",
    "Layer": "ID",
    "TextObject": "ID Boundary Font Size",
    "PathObject": "ID Boundary",
    "FillColor": "Value",
}
"""Elements that the writer uses, their children in order and the attributes they must have, as GB/T 33190 defines them."""


def test_written_files_follow_the_element_definitions(tmp_path: Path) -> None:
    """Every element that is written has the children, the order, the attributes and the unique number of the standard."""
    made = synthesize("shanghai-budget", 2025, 3).disclosure
    with zipfile.ZipFile(write_ofd(made, tmp_path / "a.ofd", Layout.of(3))) as archive:
        roots = [etree.fromstring(archive.read(name)) for name in archive.namelist()]
    numbers: list[str] = []
    for element in (e for root in roots for e in root.iter()):
        name = etree.QName(element).localname
        children = [etree.QName(child).localname for child in element]
        order = CHILDREN.get(name, "").split()
        assert all(child in order for child in children), name
        if name != "Layer":
            assert children == sorted(children, key=order.index), name
        assert all(element.get(key) for key in NEEDED.get(name, "").split()), name
        numbers += [element.get("ID", "")] if element.get("ID") and name != "Page" else []
        if name == "TextCode":
            steps = re.sub(
                r"g (\d+) (\S+)",
                lambda found: " ".join([found[2]] * int(found[1])),
                element.get("DeltaX", ""),
            )
            assert len(steps.split()) == len(element.text or "") - 1
    assert len(numbers) == len(set(numbers))
