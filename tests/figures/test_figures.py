"""Figures: drawn from any disclosure, in every language, every character there, nothing over anything else."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from where import ROOT, TESTS

from budgetkit import figures
from budgetkit.checks.verdicts import check
from budgetkit.figures.display import figure_of, png, small_png
from budgetkit.forms.form import form_ids
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Claim, Disclosure, Row, Table
from budgetkit.package import load
from budgetkit.present.font import missing_glyphs
from budgetkit.readers.read import read
from budgetkit.report.page import write_report
from budgetkit.source import reference

NAMES = list(figures.FIGURES)
SAVED = ["fictitious-2025", "fictitious-shanghai-2025"]


def texts(axes: Axes) -> Iterator[Text]:
    """Yield every text drawn in an Axes and in those inside it."""
    yield from (t for t in axes.texts if t.get_text())
    for child in axes.child_axes:
        yield from texts(child)


def words(axes: Axes) -> str:
    """Return all that a figure says."""
    return " ".join(t.get_text() for t in texts(axes))


def boxes(axes: Axes) -> list[tuple[str, Bbox]]:
    """Return every text with the rectangle it covers, in pixels; a warning on the way fails the test."""
    figure = figure_of(axes)
    canvas = FigureCanvasAgg(figure)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        canvas.draw()
    return [(t.get_text(), t.get_window_extent(canvas.get_renderer())) for t in texts(axes)]


def check_layout(axes: Axes) -> None:
    """Fail where a text leaves the page or stands over another one."""
    page, found = figure_of(axes).bbox, boxes(axes)
    for text, box in found:
        inside = page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1
        assert inside, f"{text!r} leaves the page: {box} on {page}"
    for (one, a), (other, b) in combinations(found, 2):
        wide = min(a.x1, b.x1) - max(a.x0, b.x0)
        high = min(a.y1, b.y1) - max(a.y0, b.y0)
        # Lines of text touch: a third of the lower one's height is the space between letters and line.
        assert wide <= 1 or high <= min(a.height, b.height) / 3, f"{one!r} and {other!r} overlap"


@pytest.mark.parametrize("language", ["zh", "en", "both"])
@pytest.mark.parametrize("name", NAMES)
def test_the_reference_is_drawn_whole(name: str, language: str, reference: Disclosure) -> None:
    """Every character is in the font, no text leaves the page or covers another, nothing warns."""
    axes = figures.FIGURES[name](reference, language=language)
    assert missing_glyphs(words(axes)) == set()
    check_layout(axes)


@pytest.mark.parametrize("name", NAMES)
def test_an_english_figure_is_in_english(name: str, reference: Disclosure) -> None:
    """Names of bodies stay; units, bases, subjects and causes are in English, also in what the table of findings says."""
    said = words(figures.FIGURES[name](reference, language="en")).replace(reference.department, "")
    assert not re.search("[\u4e00-\u9fff]+", said), said


def test_one_rate_is_printed_one_way(reference: Disclosure, tmp_path: Path) -> None:
    """The growth of the whole that the figure draws is the one that the report tells first."""
    page = write_report(reference, check(reference), tmp_path / "report.html", "zh").read_text(
        encoding="utf-8"
    )
    drawn = re.search(r"285\.37 → 313\.82\s+\((\S+)\)", words(figures.change(reference, language="zh")))
    assert drawn and f"+28.45 万元（{drawn[1]}）" in page


@pytest.mark.parametrize("folder", SAVED)
@pytest.mark.parametrize("name", NAMES)
def test_other_disclosures_are_drawn_whole(name: str, folder: str) -> None:
    """The same holds of a fictitious budget of either form."""
    disclosure = load(TESTS / "documents" / folder)
    axes = figures.FIGURES[name](disclosure, language="both")
    check_layout(axes)
    assert disclosure.department in words(axes).replace(" ", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        "shanghai/commerce-2025-budget.pdf",
        "shanghai/wanli-2025-budget.pdf",
        "shanghai/finance-bureau-2024-final-accounts.pdf",
        "swu/swu-2023-budget.pdf",
        "swu/swu-2023-final-accounts.pdf",
    ],
)
def test_real_documents_are_drawn_whole(path: str, documents: Path) -> None:
    """Large amounts, many classes, long names, final accounts, missing tables: nothing leaves the page or overlaps."""
    disclosure = read(documents / path)
    for name in NAMES:
        for language in ("zh", "both"):
            check_layout(figures.FIGURES[name](disclosure, language=language))


@pytest.mark.parametrize("form", form_ids())
@pytest.mark.parametrize("name", NAMES)
def test_what_is_missing_is_said(name: str, form: str) -> None:
    """A disclosure without tables and statements gives a figure that says so in both languages."""
    kind = "final_accounts" if "accounts" in form else "budget"
    axes = figures.FIGURES[name](Disclosure("某单位", 2030, kind, form), language="both")
    said = words(axes)
    assert any(chinese in said for chinese in ("没有", "未公布")), said
    assert any(english in said for english in ("No ", "no ", "not ", "nothing")), said
    check_layout(axes)


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("flow", "revenue"),
        ("flow", "summary"),
        ("flow", "expenditure"),
        ("composition", "expenditure"),
        ("economic", "basic"),
        ("three_public", "three_public"),
        ("ledger", "summary"),
    ],
)
def test_any_table_may_be_missing(name: str, table: str, reference: Disclosure) -> None:
    """A figure without one of its tables is still a figure."""
    rest = {k: v for k, v in reference.tables.items() if k != table}
    check_layout(figures.FIGURES[name](replace(reference, tables=rest), language="zh"))


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_language_is_refused(name: str, reference: Disclosure) -> None:
    """The message names what was asked and what there is."""
    with pytest.raises(ValueError, match=r"'fr'; there are zh, en, both"):
        figures.FIGURES[name](reference, language="fr")


@pytest.mark.parametrize("name", NAMES)
def test_characters_the_font_lacks_are_replaced_and_named(name: str, reference: Disclosure) -> None:
    """A rare character becomes 〓, the note gives its number, nothing warns and nothing is an empty box."""
    axes = figures.FIGURES[name](replace(reference, department="\U00020bb7野县ภ局"), language="both")
    said = words(axes)
    assert missing_glyphs(said) == set()
    assert "〓野县〓局" in said
    assert "U+0E20" in said and "U+20BB7" in said
    boxes(axes)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_goes_where_it_is_told(name: str, reference: Disclosure) -> None:
    """With an Axes given it draws there, returns it, and leaves the Figure's size alone."""
    figure = Figure(figsize=(9, 12))
    axes = figure.add_axes((0.05, 0.05, 0.9, 0.9))
    assert figures.FIGURES[name](reference, axes, "zh") is axes
    assert tuple(figure.get_size_inches()) == (9, 12)
    assert figure.axes == [axes]
    assert axes.get_xlim() == (0, pytest.approx(9 * 72 * 0.9))


def test_nothing_needs_pyplot_or_leaves_a_trace() -> None:
    """Drawing, digesting and saving bring in no pyplot and change no setting of matplotlib."""
    code = (
        "import sys, tempfile, matplotlib\n"
        "import budgetkit as bk\n"
        "before = matplotlib.rcParams.copy()\n"
        "from budgetkit import figures\n"
        "axes = figures.three_public(bk.reference())\n"
        "figures.figure_digest(axes.figure)\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    figures.save_figure(axes, folder, 'x')\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
        "assert matplotlib.rcParams.copy() == before\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, cwd=ROOT)


def test_every_figure_is_saved(tmp_path: Path, reference: Disclosure) -> None:
    """Each figure becomes a PNG at 200 dpi and an SVG with its text as outlines and no date."""
    written = figures.save_figures(reference, tmp_path, "zh")
    assert [p.name for p in written] == [f"{n}.{kind}" for n in NAMES for kind in ("png", "svg")]
    for picture, drawing in zip(written[::2], written[1::2], strict=True):
        assert int.from_bytes(picture.read_bytes()[16:20], "big") == round(6.4 * 200)
        text = drawing.read_text(encoding="utf-8")
        assert "<path" in text and "<text" not in text and "dc:date" not in text


def test_a_drawing_is_the_same_every_time(tmp_path: Path, reference: Disclosure) -> None:
    """Two drawings of one disclosure are one file."""
    first = figures.save_figure(figures.three_public(reference), tmp_path / "a", "x")[1]
    second = figures.save_figure(figures.three_public(reference), tmp_path / "b", "x")[1]
    assert first.read_bytes() == second.read_bytes()


def test_titles_say_what_the_figures_show(reference: Disclosure) -> None:
    """The findings of the reference: shares, the largest change, what is broken."""
    said = {name: draw(reference, language="zh").get_label() for name, draw in figures.FIGURES.items()}
    assert "74.5% 来自一般公共预算" in said["flow"] and "87.9% 用于一般公共服务支出" in said["flow"]
    assert "项目支出占 57.4%" in said["composition"]
    assert "人员经费占 91.3%" in said["economic"]
    assert "8 项支出中 7 项增加、1 项不变" in said["change"] and "+19.89 万元" in said["change"]
    assert "3.50 万元" in said["three_public"]
    assert "1 条不成立" in said["ledger"]


def test_the_broken_share_is_told(reference: Disclosure) -> None:
    """The ledger names the share that cannot be, with both figures and the likely cause, and the zero base."""
    said = words(figures.ledger(reference, language="en"))
    assert "195.92÷233.82=83.790…%≠83.78%" in "".join(said.split()) and "likely cause" in said
    assert "stated as 100.00" in said


def test_zero_bases_and_leaps_are_marked(reference: Disclosure) -> None:
    """Growth on a zero base is not drawn but marked; a fall beyond the scale becomes an arrow at its edge."""
    axes = figures.change(reference, language="zh")
    assert "∅ 基数为零" in words(axes)
    markers = [line.get_marker() for line in axes.child_axes[1].lines]
    assert markers.count("<") == 1 and ">" not in markers


def test_a_prior_year_that_cannot_be_is_crossed(reference: Disclosure) -> None:
    """Where amount, change and growth allow no prior figure, the prior year is a cross, not a dot."""
    wrong = Claim(
        "5.3",
        "事业运行",
        Amount(Decimal("95.92")),
        change=Amount(Decimal("19.89")),
        growth=Amount(Decimal("99.00"), "%"),
        code="2010450",
        about="general_public/2010450/total",
    )
    axes = figures.change(replace(reference, claims=(wrong,)), language="zh")
    assert "x" in [line.get_marker() for line in axes.child_axes[0].lines]


def amount(text: str) -> Cell:
    """Return a cell of 万元."""
    return Cell(Amount(Decimal(text)) if text else None)


def spent(budget: str, actual: str) -> Disclosure:
    """Return final accounts that hold one line of the three public expenses."""
    row = Row("合计", {"budget": amount(budget), "actual": amount(actual)}, item="total")
    table = Table("three_public", "“三公”经费支出决算表", "万元", ("budget", "actual"), (row,))
    return Disclosure("某局", 2030, "final_accounts", "shanghai-final-accounts", {"three_public": table})


@pytest.mark.parametrize(
    ("budget", "actual", "said"),
    [
        ("4.00", "3.00", "决算 3.00 万元，为预算的 75.0%"),
        ("4.00", "0.00", "决算为零"),
        ("4.00", "", "预算 4.00 万元，决算合计为空白"),
        ("", "", "没有数字（全为空白）"),
    ],
)
def test_a_blank_is_not_a_zero(budget: str, actual: str, said: str) -> None:
    """The outturn is compared with the budget; nothing spent and nothing said are told apart."""
    assert said in words(figures.three_public(spent(budget, actual), language="zh")).replace("\n", "")


def test_money_that_does_not_meet_runs_through_one_pool(reference: Disclosure) -> None:
    """Sources by class that cannot be what is spent are not linked; the figure says so and still adds up."""
    table = reference["revenue"]
    rows = tuple(
        replace(r, cells={**r.cells, "nonfiscal_brought_forward": amount("79.00")}) if r.code == "201" else r
        for r in table.rows
    )
    tables = {**reference.tables, "revenue": replace(table, rows=rows)}
    axes = figures.flow(replace(reference, tables=tables), language="zh")
    said = words(axes)
    assert "汇入总计" in said and "总计" in said.split()
    assert "上年结转结余 80.00 (25.5%)" in said
    check_layout(axes)


def test_pictures_are_sharp(reference: Disclosure) -> None:
    """A picture has as many dots as asked for."""
    data = png(figure_of(figures.three_public(reference)), 100)
    assert data.startswith(b"\x89PNG") and int.from_bytes(data[16:20], "big") == 640


def test_pictures_are_whole_whatever_a_person_has_set() -> None:
    """A setting to cut saved figures to what is drawn, or to leave the paper out, changes no picture."""
    figure = figure_of(figures.three_public(reference(), language="zh"))
    plain = small_png(figure, 150.0), png(figure, 150.0)
    with rc_context({"savefig.bbox": "tight", "savefig.pad_inches": 0.7, "savefig.transparent": True}):
        assert (small_png(figure, 150.0), png(figure, 150.0)) == plain
