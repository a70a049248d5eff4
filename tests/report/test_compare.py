"""Laws of the page of a comparison: what is wrong with the pair comes first, one unit a line, blanks are blank."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from browser import look
from synthesize import synthesize_years

from budgetkit.checks.comparison import compare
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.errors import BudgetkitError
from budgetkit.notebooks.job import run_all
from budgetkit.package import save
from budgetkit.report.compare import write_comparison


@pytest.fixture(scope="module")
def pair() -> tuple[Disclosure, Disclosure]:
    """A department's budgets of two years, the later first."""
    earlier, later = (made.disclosure for made in synthesize_years("shanghai-budget", (2024, 2025), 5))
    return later, earlier


def page(later: Disclosure, earlier: Disclosure, folder: Path, language: str = "en") -> str:
    """The page as text, without marks, styles and scripts."""
    html = write_comparison(later, earlier, folder / "compare.html", language).read_text(encoding="utf-8")
    return unescape(re.sub(r"<(script|style)>.*?</\1>|<[^>]+>", " ", html, flags=re.S))


def test_every_compared_cell_is_a_line(pair: tuple[Disclosure, Disclosure], tmp_path: Path) -> None:
    """As many lines as cells compared; a blank has no change, and what appeared or vanished never −100 %."""
    html = write_comparison(*pair, tmp_path / "compare.html", "en").read_text(encoding="utf-8")
    cells = html[html.index("Cell by cell") :]
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", cells, re.S)
    found = compare(*pair)
    assert len(rows) == len(found)
    for row, change in zip(rows, found, strict=True):
        texts = re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)
        assert (texts[1] == "") == (change.earlier is None) and (texts[2] == "") == (change.later is None)
        assert (texts[4] == "") == (change.change is None)


def test_what_is_wrong_with_the_pair_comes_first(pair: tuple[Disclosure, Disclosure], tmp_path: Path) -> None:
    """Two departments and swapped years are said above every figure."""
    later, earlier = pair
    text = page(earlier, replace(later, department="别的局"), tmp_path)
    assert 0 < text.index("two departments") < text.index("the wrong way round") < text.index("changed")
    assert "two departments" not in page(later, earlier, tmp_path)


def test_a_stated_change_is_held_only_against_its_own_base(
    pair: tuple[Disclosure, Disclosure], tmp_path: Path
) -> None:
    """What agrees, differs and cannot be held against the earlier document are as many as the comparison says."""
    found = [c for c in compare(*pair) if c.stated is not None or c.stated_growth is not None]
    text = page(*pair, tmp_path)
    held = sum(c.agrees is not None for c in found)
    assert (
        f"{held} statements are measured from the earlier document, {sum(c.agrees is False for c in found)} of them"
        in text
    )


@pytest.mark.slow
def test_the_main_job_puts_two_side_by_side(pair: tuple[Disclosure, Disclosure], tmp_path: Path) -> None:
    """``run --compare`` writes the page, the report leads to it; accounts before a budget are refused, nothing written."""
    later, earlier = (save(d, tmp_path / str(d.year)) for d in pair)
    done = run_all(later, tmp_path / "out", beside=earlier, slides=True)
    assert done.status == 0 and (tmp_path / "out" / "slides.html").exists()
    assert 'href="compare.html"' in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert (tmp_path / "out" / "compare.html").exists()
    accounts = save(
        replace(pair[1], kind="final_accounts", form="shanghai-final-accounts", tables={}),
        tmp_path / "accounts",
    )
    with pytest.raises(BudgetkitError, match="not compared"):
        run_all(later, tmp_path / "none", beside=accounts)
    assert not (tmp_path / "none").exists()


@pytest.mark.slow
def test_it_reads_on_a_phone(pair: tuple[Disclosure, Disclosure], tmp_path: Path) -> None:
    """In a browser nothing runs off the edge at either width, no script complains."""
    seen, said = look(write_comparison(*pair, tmp_path / "compare.html"), tmp_path)
    assert not said
    for width, found in seen.items():
        assert found["scroll"] <= found["client"] and found["cut"] == [], width


def test_the_table_with_most_lines_is_drawn(pair: tuple[Disclosure, Disclosure], tmp_path: Path) -> None:
    """Where the first table has only its total, the bars are those of a table that says where the money went."""
    only_total = []
    for one in pair:
        table = one["expenditure"]
        total = replace(table, rows=tuple(row for row in table.rows if row.item == "total"))
        only_total.append(replace(one, tables={**one.tables, "expenditure": total}))
    text = page(only_total[0], only_total[1], tmp_path)
    bars = text[text.index("The largest changes") :]
    assert bars[: bars.index("Cell by cell")].count(" → ") > 1
