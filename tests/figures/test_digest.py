"""The digest of a figure: the same for the same data whatever draws it, another for any other figure."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from matplotlib import rc_context
from matplotlib.figure import Figure
from where import ROOT

from budgetkit import figures
from budgetkit.figures.digest import MANY, checksum, digest_line, rounded
from budgetkit.figures.display import DIGEST, figure_of
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Disclosure

NAMES = list(figures.FIGURES)


def digest(name: str, disclosure: Disclosure, language: str = "both") -> dict[str, object]:
    """Return the digest of a figure of a disclosure."""
    return figures.figure_digest(figure_of(figures.FIGURES[name](disclosure, language=language)))


def with_cell(disclosure: Disclosure, table: str, row: str, column: str, value: str) -> Disclosure:
    """Return a disclosure with one printed figure changed."""
    old = disclosure[table]
    rows = tuple(
        replace(r, cells={**r.cells, column: Cell(Amount(Decimal(value), old.unit))}) if r.key == row else r
        for r in old.rows
    )
    return replace(disclosure, tables={**disclosure.tables, table: replace(old, rows=rows)})


def with_growth(disclosure: Disclosure) -> Disclosure:
    """Return a disclosure whose first stated growth is another."""
    claims = [*disclosure.claims]
    at = next(n for n, c in enumerate(claims) if c.growth is not None and c.growth.value)
    claims[at] = replace(claims[at], growth=Amount(Decimal("13.87"), "%"))
    return replace(disclosure, claims=tuple(claims))


CHANGES: dict[str, Callable[[Disclosure], Disclosure]] = {
    "flow": lambda d: with_cell(d, "expenditure", "210", "basic", "7.13"),
    "composition": lambda d: with_cell(d, "expenditure", "2101103", "basic", "0.43"),
    "economic": lambda d: with_cell(d, "basic", "30201", "operating", "1.97"),
    "change": with_growth,
    "three_public": lambda d: with_cell(d, "three_public", "receptions", "total", "1.51"),
    "ledger": lambda d: with_cell(d, "three_public", "receptions", "total", "1.51"),
}


@pytest.mark.parametrize("name", NAMES)
def test_one_figure_changed_is_seen(name: str, reference: Disclosure) -> None:
    """The smallest change of one printed figure that a figure shows changes its digest."""
    assert digest(name, CHANGES[name](reference)) != digest(name, reference)


@pytest.mark.parametrize("name", NAMES)
def test_the_digest_is_plain_small_and_repeats(name: str, reference: Disclosure) -> None:
    """It survives JSON unchanged, is the same every time, stays under twelve thousand characters."""
    found = digest(name, reference)
    text = json.dumps(found, ensure_ascii=False, allow_nan=False)
    assert json.loads(text) == found == digest(name, reference)
    assert len(text) < 12_000


@pytest.mark.parametrize("name", NAMES)
def test_neither_font_nor_resolution_counts(name: str, reference: Disclosure) -> None:
    """Another font, other sizes of the default style and another resolution give the same digest."""
    other = {"font.family": ["DejaVu Serif"], "font.size": 20, "figure.dpi": 37, "lines.linewidth": 9}
    with rc_context(other):
        figure = figure_of(figures.FIGURES[name](reference))
        figure.canvas.draw()
        assert figures.figure_digest(figure) == digest(name, reference)


def test_every_kind_of_mark_counts() -> None:
    """Lines, bars, paths, points and texts are told apart by kind, colour and place; invisible ones do not count."""
    drawn: list[Callable[[Figure], object]] = [
        lambda f: f.axes[0].plot([1, 2], [3, 4]),
        lambda f: f.axes[0].plot([1, 2], [3, 5]),
        lambda f: f.axes[0].plot([1, 2], [3, 4], color="red"),
        lambda f: f.axes[0].plot([1, 2], [3, 4], marker="x"),
        lambda f: f.axes[0].bar([1], [2]),
        lambda f: f.axes[0].bar([1], [2.001]),
        lambda f: f.axes[0].fill([1, 2, 3], [1, 2, 1]),
        lambda f: f.axes[0].scatter([1], [2]),
        lambda f: f.axes[0].scatter([1], [3]),
        lambda f: f.axes[0].fill_between([1, 2], [3, 4]),
        lambda f: f.axes[0].fill_between([1, 2], [3, 5]),
        lambda f: f.axes[0].imshow([[1, 2], [3, 4]]),
        lambda f: f.axes[0].imshow([[1, 2], [3, 3]]),
        lambda f: f.axes[0].text(0, 0, "words"),
        lambda f: f.axes[0].set_title("title"),
        lambda f: f.axes[0].set_xlim(0, 7),
    ]
    seen = set()
    for draw in drawn:
        figure = Figure()
        figure.add_subplot()
        draw(figure)
        seen.add(checksum(figures.figure_digest(figure)))
    assert len(seen) == len(drawn)
    empty, hidden = Figure(), Figure()
    empty.add_subplot()
    hidden.add_subplot().plot([1, 2], [3, 4], visible=False, scalex=False, scaley=False)
    assert figures.figure_digest(empty) == figures.figure_digest(hidden)


def test_many_marks_are_counted_and_summed() -> None:
    """Beyond the limit a change of one mark among many is still seen."""
    found = []
    for last in (1.0, 1.01):
        figure = Figure()
        axes = figure.add_subplot()
        for n in range(MANY):
            axes.plot([0, 9], [n, n])
        axes.plot([0, 9], [0, last])
        axes.set(xlim=(0, 9), ylim=(0, 99))
        found.append(figures.figure_digest(figure))
    assert found[0]["axes"][0]["marks"]["count"] == MANY + 1
    assert found[0] != found[1]
    assert digest_line(found[0]) != digest_line(found[1])


def test_rounding_keeps_what_can_be_seen() -> None:
    """Six digits stay, noise of the arithmetic goes, minus zero is zero."""
    assert rounded(0.1 + 0.2) == 0.3
    assert rounded(123456.4) == 123456.0
    assert str(rounded(-0.0)) == "0.0"


NOTEBOOK = """
import json, sys
from pathlib import Path
import nbformat
from nbclient import NotebookClient

code = '''import budgetkit as bk
from budgetkit import figures
figures.show(figures.three_public(bk.load({folder!r}), language="zh"))'''
book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
NotebookClient(book).execute()
nbformat.write(book, sys.argv[1])
"""


@pytest.mark.slow
def test_nbval_sees_a_change_that_only_the_picture_shows(tmp_path: Path, reference: Disclosure) -> None:
    """A notebook with a stored figure passes nbval; with one amount of its data changed it fails."""
    from budgetkit.package import save

    folder, book = tmp_path / "data", tmp_path / "figure.ipynb"
    save(reference, folder)
    root = str(ROOT)
    run = {"cwd": root, "capture_output": True, "text": True}
    code = NOTEBOOK.replace("{folder!r}", repr(str(folder)))
    subprocess.run([sys.executable, "-c", code, str(book)], check=True, **run)  # type: ignore[call-overload]
    outputs = json.loads(book.read_text(encoding="utf-8"))["cells"][0]["outputs"]
    assert [sorted(o["data"]) for o in outputs] == [[DIGEST, "image/png", "text/plain"]]
    assert outputs[0]["metadata"]["image/png"]["width"] == 672

    nbval = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        "-q",
        "-p",
        "no:cacheprovider",
        "-c",
        "/dev/null",
        str(book),
    ]
    same = subprocess.run(nbval, **run)  # type: ignore[call-overload]
    assert same.returncode == 0, same.stdout
    table = folder / "tables" / "three_public.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("1.50", "1.49"), encoding="utf-8")
    other = subprocess.run(nbval, **run)  # type: ignore[call-overload]
    assert other.returncode == 1 and "mismatch" in other.stdout, other.stdout
