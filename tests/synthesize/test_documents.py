"""Fictitious documents in every format: the readers return what is printed, bytes do not change, prose is our own."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from synthesize import (
    Layout,
    synthesize,
    write_docx,
    write_html,
    write_ofd,
    write_pdf,
    write_text,
    write_xlsx,
)
from synthesize.document import document
from synthesize.drawn_tables import DrawnTable
from where import DOCUMENTS, ROOT

from budgetkit.forms.form import form_ids
from budgetkit.model.amount import Amount
from budgetkit.model.codes import bundled
from budgetkit.model.disclosure import Claim, Disclosure
from budgetkit.readers.read import read

WRITERS: dict[str, Callable[..., Path]] = {
    "pdf": write_pdf,
    "docx": write_docx,
    "xlsx": write_xlsx,
    "html": write_html,
    "ofd": write_ofd,
}
REFERENCE = DOCUMENTS / "reference" / "000_c0c2db706806b599.txt"
RUN = 28

Fact = tuple[str, str, str, str, str, str]


def facts(disclosure: Disclosure) -> Counter[Fact]:
    """Return every printed amount of the tables with its place."""
    found: Counter[Fact] = Counter()
    for table in disclosure.tables.values():
        for row, column, cell in table.cells():
            who = row.item or row.project
            found[table.id, row.half, row.code, who, column, str(cell.amount)] += 1
    return found


def statements(disclosure: Disclosure) -> Counter[tuple[str, ...]]:
    """Return every statement with all its numbers and links; the name of its subject is the reader's choice."""
    return Counter(map(_statement, disclosure.claims))


def _statement(claim: Claim) -> tuple[str, ...]:
    numbers: tuple[Amount | None, ...] = (
        *(claim.amount, claim.share, claim.change, claim.growth, claim.base_amount),
    )
    return claim.section, claim.about, claim.code, claim.base, claim.whole, *map(str, numbers)


def indicators(disclosure: Disclosure) -> list[tuple[Any, ...]]:
    """Return every indicator as it is printed."""
    return [
        (i.table, i.owner, i.levels, i.target, i.basis, i.prior, i.weight, i.scoring)
        for i in disclosure.indicators
    ]


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize(("form_id", "seeds"), [(f, (28, 52)) for f in form_ids()])
def test_what_is_written_is_read(suffix: str, form_id: str, seeds: tuple[int, ...], tmp_path: Path) -> None:
    """Written and read again, a document has the same facts, statements and indicators, and nothing unplaced."""
    for seed in seeds:
        made = synthesize(form_id, 2025, seed).disclosure
        path = WRITERS[suffix](made, tmp_path / f"{seed}.{suffix}", Layout.of(seed))
        back = read(path)
        assert (back.department, back.year, back.form) == (made.department, 2025, form_id)
        assert facts(back) == facts(made), seed
        assert statements(back) == statements(made), seed
        assert indicators(back) == indicators(made)
        assert not back.unplaced


def test_a_department_without_projects_is_written_and_read(tmp_path: Path) -> None:
    """Where the general public budget pays for no project the narrative says so, and all else is as ever."""
    made = synthesize("xinjiang-budget", 2025, 445).disclosure
    assert not made["projects"].rows and not [c for c in made.claims if c.section == "7"]
    back = read(write_pdf(made, tmp_path / "445.pdf", Layout.of(445)))
    assert facts(back) == facts(made)
    assert statements(back) == statements(made)


def test_a_document_is_the_same_bytes_on_every_run(tmp_path: Path) -> None:
    """Two processes with other hashing write the same bytes, in every format."""
    code = (
        "import sys; import synthesize as s; from pathlib import Path;"
        "made = s.synthesize('shanghai-budget', 2025, 3).disclosure; folder = Path(sys.argv[1]); folder.mkdir();"
        "ways = dict(pdf=s.write_pdf, docx=s.write_docx, xlsx=s.write_xlsx, html=s.write_html, ofd=s.write_ofd);"
        "[w(made, folder / f'made.{x}', s.Layout.of(3)) for x, w in {**ways, 'txt': s.write_text}.items()]"
    )
    written = []
    for number in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": number}
        subprocess.run([sys.executable, "-c", code, tmp_path / number], check=True, cwd=ROOT, env=environment)
        files = sorted((tmp_path / number).iterdir())
        written.append({path.suffix[1:]: hashlib.sha256(path.read_bytes()).hexdigest() for path in files})
    assert written[0] == written[1] and written[0].keys() == {*WRITERS, "txt"}


def test_flattened_text_keeps_every_figure(tmp_path: Path) -> None:
    """Every printed amount of the tables stands in the flattened text, at least as often as in the tables."""
    for seed in range(5):
        made = synthesize("xinjiang-budget", 2025, seed).disclosure
        text = write_text(made, tmp_path / "made.txt", Layout(seed=seed)).read_text(encoding="utf-8")
        printed = Counter(
            f"{cell.amount.value:f}" for t in made.tables.values() for _, _, cell in t.cells() if cell.amount
        )
        there = Counter(re.findall(r"\d+\.\d{2}", text))
        assert all(there[figure] >= count for figure, count in printed.items())


def test_flattened_text_loses_its_geometry(tmp_path: Path) -> None:
    """A page begins with a space, figures are glued to the label left of them, and columns run downward."""
    glued = 0
    for seed in range(5):
        made = synthesize("xinjiang-budget", 2025, seed).disclosure
        text = write_text(made, tmp_path / "made.txt").read_text(encoding="utf-8")
        assert text.count("\n 表") == 11
        glued += len(re.findall(r"\d\.\d\d(?:\d{3} |[一-鿿])", text))
    assert glued


def test_the_prose_is_our_own() -> None:
    """No run of 28 characters is shared with the reference; official names of items and lines are taken out first."""
    if not REFERENCE.exists():
        pytest.skip(f"the reference text is not there: {REFERENCE}")
    text = re.sub(r"\s", "", REFERENCE.read_text(encoding="utf-8"))
    known = {text[n : n + RUN] for n in range(len(text) - RUN + 1)}
    names = sorted(
        {
            c.name_zh
            for kind in ("functional", "economic")
            for c in bundled(kind).values()
            if len(c.name_zh) > 3
        },  # type: ignore[arg-type]
        key=len,
        reverse=True,
    )
    official = re.compile("|".join(f"{re.escape(name)}(?:（[类款项]）)?" for name in names))
    for form_id in form_ids():
        for seed in range(10):
            made = document(synthesize(form_id, 2024, seed).disclosure, Layout.of(seed))
            for block in made.blocks:
                if not isinstance(block, DrawnTable):
                    prose = official.sub("□", re.sub(r"\s", "", block.text))
                    runs = {prose[n : n + RUN] for n in range(len(prose) - RUN + 1)}
                    assert not runs & known, (form_id, seed, runs & known)
