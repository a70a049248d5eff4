"""What the national vocabulary alone says of documents whose form is known: each is read with its form and without.

    python benchmarks/leave_one_form_out.py [--documents DIR] [--number 12] [--least 97]

Documents are those below --documents that fit a known form, and --number fictitious ones of every form. For each form
the share of amounts that keep table, half, code and column without it is printed, with the commonest losses, and every
contradiction: an amount that both readings name, and name differently. Exit status: 0 when every form keeps at least
--least percent and nothing is contradicted, else 1.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from synthesize import Layout, synthesize, write_docx, write_html, write_pdf, write_xlsx

from budgetkit.forms.form import form_ids
from budgetkit.forms.layout import national_form
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.errors import BudgetkitError
from budgetkit.readers.formats.kinds import SUFFIXES
from budgetkit.readers.formats.page import Paper
from budgetkit.readers.read import read_paper
from budgetkit.readers.together import open_together

Key = tuple[str, str, str, str]
"""Table, half, code and column of an amount."""

WRITERS = (write_pdf, write_docx, write_xlsx, write_html)
SHOWN = 12


def papers(root: Path | None, number: int) -> Iterator[Paper]:
    """Yield the documents to read: published ones, then fictitious ones of every form in every file format."""
    if root:
        for file in sorted(p for p in root.rglob("*") if p.suffix.lower() in SUFFIXES):
            try:
                yield open_together([file])
            except BudgetkitError as error:
                print(f"passed over: {error}", file=sys.stderr)
    with TemporaryDirectory() as folder:
        for form in form_ids():
            for seed in range(number):
                writer = WRITERS[seed % len(WRITERS)]
                target = Path(folder, f"{form}-{seed}.{writer.__name__.removeprefix('write_')}")
                writer(synthesize(form, 2023 + seed % 3, seed).disclosure, target, Layout.of(seed))
                yield open_together([target])


def named(disclosure: Disclosure) -> dict[tuple[object, ...], Key]:
    """Return the name of every amount by where it is printed: page, box and value, and how many are printed alike."""
    found: dict[tuple[object, ...], Key] = {}
    alike: Counter[tuple[object, ...]] = Counter()
    for table in disclosure.tables.values():
        for row, column, cell in table.cells():
            assert cell.amount is not None
            # Files without pages have no boxes: there, an amount is known by its printed words.
            words = () if cell.place.box else (table.title, row.half, row.label, cell.head)
            place = (cell.place.page, cell.place.box, cell.amount.value, *words)
            alike[place] += 1
            known = (table.id, row.half, row.code, column)
            found[(*place, alike[place])] = known if cell.named_by and table.named_by else ("", "", "", "")
    return found


def main() -> int:
    """Read every document twice and print what each form adds."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path)
    parser.add_argument("--number", type=int, default=12)
    parser.add_argument("--least", type=float, default=97.0)
    options = parser.parse_args()
    kept: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    losses: dict[str, Counter[str]] = defaultdict(Counter)
    contradictions: list[str] = []
    for paper in papers(options.documents, options.number):
        try:
            with_form = read_paper(paper)
            if not with_form.form or paper.format == "text":
                continue
            without = read_paper(paper, national_form(with_form.kind))
        except BudgetkitError as error:
            print(f"passed over: {error}", file=sys.stderr)
            continue
        alone = named(without)
        for place, key in named(with_form).items():
            if not key[0]:
                continue
            other = alone.get(place)
            whole[with_form.form] += 1
            kept[with_form.form] += other == key
            if other is None or not other[0]:
                losses[with_form.form]["/".join(key[:2]) + "//" + key[3]] += 1
            elif other != key:
                contradictions.append(f"{paper.name}: {'/'.join(key)} is {'/'.join(other)}")
    for form in sorted(whole):
        share = 100 * kept[form] / whole[form]
        print(f"{form:34} {share:6.2f} % of {whole[form]} amounts keep their names")
        for name, count in losses[form].most_common(SHOWN):
            print(f"    {count:5} without a name: {name}")
    print(f"{len(contradictions)} contradictions")
    for line in contradictions:
        print(f"    {line}")
    return int(bool(contradictions) or any(100 * kept[f] < options.least * whole[f] for f in whole))


if __name__ == "__main__":
    sys.exit(main())
