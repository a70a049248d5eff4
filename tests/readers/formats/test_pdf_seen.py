"""A cell holds what is seen in it, and nothing else that the file writes at the same place."""

import math

import pytest
from made_files import Sheet, box, drawn, line, pdf, write

from budgetkit.readers.formats.page import Page
from budgetkit.readers.formats.pdf.pages import pdf_pages
from budgetkit.readers.formats.tiling import Tile

MANY = 60
FIGURES = ["637.50", "12.00", "33.49", "671.00"]
TABLE = [Tile(n // 2, n % 2, 1, 1, text, 1) for n, text in enumerate(FIGURES)]
X, Y = 33, 41
"""Where the first figure is written: its cell reaches from 30 to 80 and from 36 to 52."""
OTHERS = [Tile(n // 2, n % 2, 1, 1, text, 1) for n, text in enumerate(["", *FIGURES[1:]])]


def read(sheet: Sheet) -> Page:
    """Read a PDF of this page."""
    (page,) = pdf_pages(pdf(sheet), "made.pdf")
    return page


def first(content: str, before: str = "", **more: object) -> str:
    """Return the text of the first cell of a table over which something is drawn, the others being as they were."""
    page = read(Sheet(before + drawn(TABLE, "stroke") + content, **more))  # type: ignore[arg-type]
    ((one, *others),) = [[cell.text for cell in grid.cells] for grid in page.grids]
    assert others == FIGURES[1:]
    return one


def shown_in(text: str, size: float = 8, font: str = "/H") -> str:
    """Return the drawing of a text at the place of the first figure."""
    return f"BT {font} {size} Tf {X} {Y} Td ({text}) Tj ET "


HIDDEN = {
    "white": "1 g {} 0 g",
    "nearly white": "0.99 g {} 0 g",
    "white in a form": "/F Do",
    "unpainted": "3 Tr {} 0 Tr",
    "only a clip": "q 7 Tr {} Q",
    "half a point": "BT /H 0.5 Tf 33 41 Td (600.00) Tj ET",
    "scaled to nothing": "q 0.01 0 0 0.01 33 41 cm BT /H 8 Tf (600.00) Tj ET Q",
    "squeezed to nothing": "BT /H 8 Tf 1 Tz 33 41 Td (600.00) Tj ET BT 100 Tz ET",
    "layer off": "/OC /Off BDC {} EMC",
    "clipped": "q 200 200 10 10 re W n {} Q",
}


@pytest.mark.parametrize("how", HIDDEN)
@pytest.mark.parametrize("order", ["below", "above"])
def test_hidden_text_is_no_text_of_its_cell(how: str, order: str) -> None:
    """Text that nobody sees, painted before the figure or after it, changes nothing in the cell."""
    hidden = HIDDEN[how].format(shown_in("600.00"))
    page = read(
        Sheet(
            f"{hidden} 0 g {drawn(TABLE, 'stroke')}"
            if order == "below"
            else f"{drawn(TABLE, 'stroke')} {hidden} 0 g",
            forms={"F": ("1 0 0 1 0 0", f"1 g {shown_in('600.00')} 0 g")},
            layers={"Off": False, "On": True},
        )
    )
    assert [cell.text for cell in page.grids[0].cells] == FIGURES


@pytest.mark.parametrize(("layer", "rows"), [("Off", 2), ("On", 3)])
def test_rules_of_a_layer_that_is_off_part_no_cell(layer: str, rows: int) -> None:
    """A rule through a row parts it where its layer is on, and does not where the layer is off."""
    rule = f"/OC /{layer} BDC {line(30, 44, 130, 44) * 2} EMC "
    page = read(Sheet(drawn(TABLE, "stroke") + rule, layers={"Off": False, "On": True}))
    assert page.grids[0].rows == rows


COVERS = {
    "white box": "1 g 31 37 48 14 re f 0 g",
    "yellow box": "1 1 0 rg 31 37 48 14 re f 0 g",
    "picture": "q 48 0 0 14 31 37 cm /Im Do Q",
    "form": "/F Do",
}


@pytest.mark.parametrize("cover", COVERS)
@pytest.mark.parametrize("old", ["600.00", "637.50", "6", "9,999,999"])
def test_covered_text_is_no_text_of_its_cell(cover: str, old: str) -> None:
    """Of a figure that a surface or a picture covers and another printed upon it, the other is read."""
    ink = " 1 0 0 rg " if cover == "picture" else " 0 g "
    page = read(
        Sheet(
            drawn(OTHERS, "stroke") + shown_in(old) + COVERS[cover] + ink + shown_in("637.50"),
            picture=True,
            forms={"F": ("1 0 0 1 0 0", COVERS["white box"])},
        )
    )
    assert [cell.text for cell in page.grids[0].cells] == FIGURES


@pytest.mark.parametrize("ink", ["0 g", "1 0 0 rg", "0.6 g", "/OC /On BDC", "1 Tr"])
def test_visible_text_stays(ink: str) -> None:
    """Text in colour, grey, outlined, white upon a dark cell or upon a layer that is on is read."""
    end = "EMC" if ink.endswith("BDC") else "0 g 0 Tr"
    page = read(Sheet(f"{drawn(OTHERS, 'stroke')} {ink} {shown_in('637.50')} {end}", layers={"On": True}))
    assert page.grids[0].cells[0].text == "637.50"
    dark = read(
        Sheet(f"0.2 0.3 0.6 rg {box(30, 36, 80, 52)} 0 g {drawn(OTHERS, 'stroke')} 1 g {shown_in('637.50')}")
    )
    assert dark.grids[0].cells[0].text == "637.50"


@pytest.mark.parametrize("shift", [0.0, 0.9, 1.8, 2.6])
def test_figures_printed_over_one_another_are_no_number(shift: float) -> None:
    """Two figures both seen at one place, at whatever shift, give no number that neither of them is."""
    over = first(f"BT /H 8 Tf {X + shift} {Y} Td (600.00) Tj ET ")
    assert "\ufffd" in over


MARKS = [
    (44, 5, "1"),
    (44, 5, "12"),
    (44, 5, "(1)"),
    (44.5, 8, "2"),
    (39.5, 5, "1"),
    (41, 5, "1"),
    (44, 4, "*"),
]


@pytest.mark.parametrize(("y", "size", "mark"), MARKS)
def test_the_mark_of_a_note_is_no_digit(y: float, size: float, mark: str) -> None:
    """A raised, lowered or small figure beside a number is written as such, so that it is none of its digits."""
    text = first(f"BT /H {size} Tf 57.5 {y} Td ({mark}) Tj ET ")
    assert text.startswith("637.50") and text != "637.50"
    assert not any(sign in "0123456789" for sign in text[6:])


@pytest.mark.parametrize("says", ["\u00ad", "\u001f", "\u00a0", "\u2002", "\u3000", "\uf02d", "\u200b"])
def test_a_stroke_before_a_number_is_its_sign(says: str) -> None:
    """A minus is read whatever character its font says it is: soft hyphen, control, space, sign of a symbol font."""
    page = read(Sheet(drawn(OTHERS, "stroke") + shown_in("-637.50", font="/T"), says={"-": says}))
    assert page.grids[0].cells[0].text == "-637.50"


@pytest.mark.parametrize("says", ["\u0000", "\u0003", "\u001d", "\u200b", "\ufeff"])
def test_a_figure_that_does_not_decode_leaves_a_trace(says: str) -> None:
    """A digit whose font says a control or a sign of no width is not left out of the number."""
    page = read(Sheet(drawn(OTHERS, "stroke") + shown_in("637.50", font="/T"), says={"3": says}))
    assert page.grids[0].cells[0].text == "6\ufffd7.50"


def test_a_repeat_beside_is_a_text_of_its_own() -> None:
    """Equal figures written one by one close together are both read; printed twice to look bold they are read once."""
    digits = "".join(f"BT /H 8 Tf {X + 4.45 * n} {Y} Td ({d}) Tj ET " for n, d in enumerate("1100"))
    page = read(Sheet(drawn(OTHERS, "stroke") + digits))
    assert page.grids[0].cells[0].text == "1100"
    assert first(f"BT /H 8 Tf {X + 0.3} {Y} Td (637.50) Tj ET ") == "637.50"


@pytest.mark.parametrize("angle", [5, 30, 45, 60, -45, 135])
@pytest.mark.parametrize("words", [["Internal 2025"], ["Draft 1", "2 Copy"]])
def test_a_watermark_belongs_to_no_cell(angle: float, words: list[str]) -> None:
    """Words that lie across the page at any angle, one or many, are in no cell and no line."""
    a, b = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    marks = "".join(
        f"BT /H 30 Tf {a:.4f} {b:.4f} {-b:.4f} {a:.4f} {20 + 40 * n} 40 Tm ({word}) Tj ET "
        for n, word in enumerate(words)
    )
    page = read(Sheet(f"0.8 g {marks} 0 g {drawn(TABLE, 'stroke')}"))
    assert [cell.text for cell in page.grids[0].cells] == FIGURES and page.lines == ()


@pytest.mark.parametrize("ink", ["0.75 g", "1 0.6 0.6 rg"])
def test_a_level_watermark_belongs_to_no_cell(ink: str) -> None:
    """Pale words printed level over a table are left out, also where they touch nothing."""
    tiled = "".join(f"BT /H 20 Tf {30 + 60 * n} {30} Td (2025) Tj ET " for n in range(3))
    page = read(Sheet(f"{ink} {tiled} 0 g {drawn(TABLE, 'stroke')}"))
    assert [cell.text for cell in page.grids[0].cells] == FIGURES and page.lines == ()


@pytest.mark.parametrize("turn", ["0 1 -1 0 60 15", "-1 0 0 -1 110 50", "0 -1 1 0 45 60"])
def test_a_watermark_on_its_side_belongs_to_no_cell(turn: str) -> None:
    """Pale words over a table that run up, down or upside down are in no cell and no line."""
    page = read(Sheet(f"0.75 g BT /H 20 Tf {turn} Tm (2025) Tj ET 0 g {drawn(TABLE, 'stroke')}"))
    assert [cell.text for cell in page.grids[0].cells] == FIGURES and page.lines == ()


def test_a_seal_belongs_to_no_cell() -> None:
    """Red words in a ring, whichever of them stand upright, and the number inside it are in no cell and no line."""
    ring = ""
    for n, letter in enumerate("SEAL3301020012345"):
        angle = math.pi / 2 - 2 * math.pi * n / 17
        a, b = math.sin(angle), -math.cos(angle)
        x, y = 80 - 30 * b, 36 + 30 * a
        ring += f"BT /H 8 Tf {a:.4f} {b:.4f} {-b:.4f} {a:.4f} {x:.2f} {y:.2f} Tm ({letter}) Tj ET "
    page = read(Sheet(drawn(TABLE, "stroke") + f"1 0 0 rg {ring} {write(70, 30, '12345')} 0 g"))
    assert [cell.text for cell in page.grids[0].cells] == FIGURES and page.lines == ()


def test_text_too_hidden_to_be_tried_is_not_told() -> None:
    """Of more texts over one another than are tried, those that are not are unknown, so that no number is made of them."""
    under = "".join(f"BT /H 8 Tf {X + 0.9 * (n % 7)} {Y} Td ({n:02}.00) Tj ET " for n in range(MANY))
    (cell, *others) = read(Sheet(f"1 g {under} 0 g {drawn(OTHERS, 'stroke')}")).grids[0].cells
    assert "\ufffd" in cell.text or not cell.text
    assert [other.text for other in others] == FIGURES[1:]


@pytest.mark.parametrize(
    "kind",
    ["/Subtype /FreeText /Contents (637.50)", "/Subtype /Widget /FT /Tx /V (637.50)", "/Subtype /Square"],
)
def test_what_annotations_show_is_read(kind: str) -> None:
    """A figure that an annotation or a form field prints into a cell is read there, a hidden one is not."""
    place, look = (30.0, 36.0, 80.0, 52.0), "BT /H 8 Tf 3 5 Td (637.50) Tj ET"
    shown = read(Sheet(drawn(OTHERS, "stroke"), annotations=[(f"{kind} /F 4", place, look)]))
    assert [cell.text for cell in shown.grids[0].cells] == FIGURES and shown.hidden == ()
    hidden = read(Sheet(drawn(OTHERS, "stroke"), annotations=[(f"{kind} /F 2", place, look)]))
    assert hidden.grids[0].cells[0].text == ""


def test_what_of_annotations_is_not_read_is_said() -> None:
    """A field without a look is named with its value; stamps, signatures and links are no text of the page."""
    place, look = (30.0, 36.0, 80.0, 52.0), "BT /H 8 Tf 3 5 Td (1) Tj ET"
    bare = read(
        Sheet(drawn(OTHERS, "stroke"), annotations=[("/Subtype /Widget /FT /Tx /V (637.50)", place, "")])
    )
    assert "a form field that is not read: 637.50" in bare.hidden[0]
    for kind in ("/Subtype /Stamp", "/Subtype /Widget /FT /Sig", "/Subtype /Link"):
        page = read(Sheet(drawn(TABLE, "stroke"), annotations=[(f"{kind} /F 4", place, look)]))
        assert [cell.text for cell in page.grids[0].cells] == FIGURES
        assert bool(page.hidden) == kind.endswith("Stamp")


@pytest.mark.parametrize("turn", ["0 1 -1 0 {} {}", "0 -1 1 0 {} {}", "-1 0 0 -1 {} {}"])
def test_a_turned_table_under_an_upright_title_is_read(turn: str) -> None:
    """A table turned by any quarters stands upright in its grid, after the title that is printed upright above it."""
    table = f"q {turn.format(200, 150)} cm {drawn(TABLE, 'stroke', left=0, bottom=0)} Q "
    page = read(Sheet(write(30, 280, "Title of the table, upright") + table + write(200, 5, "- 4 -")))
    kinds = [getattr(block, "text", None) or [cell.text for cell in block.cells] for block in page.blocks]  # type: ignore[union-attr]
    assert kinds == ["Title of the table, upright", FIGURES, "- 4 -"]


def test_a_name_written_sideways_stays_in_its_cell() -> None:
    """Text that runs upward inside a cell of an upright table is text of that cell."""
    page = read(Sheet(drawn(OTHERS, "stroke") + "BT /H 6 Tf 0 1 -1 0 50 38 Tm (abc) Tj ET"))
    assert [cell.text for cell in page.grids[0].cells] == ["abc", *FIGURES[1:]]
