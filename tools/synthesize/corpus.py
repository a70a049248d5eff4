"""The corpus that ships: fictitious departments over three years, in several formats, with errors that are known.

``python -m synthesize.corpus FILE.zip`` makes it anew: written by ``synthesize``, read back by the readers like
any document, judged like any document. ``truth.csv`` beside the tables names every error that was put in.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from budgetkit.corpus.build import build
from budgetkit.corpus.rows import failed_rows, rows_of
from budgetkit.corpus.schema import KEPT
from budgetkit.corpus.sources import Work
from budgetkit.corpus.staging import Outcome, put
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.errors import BudgetkitError
from budgetkit.source import open_source
from synthesize import (
    KINDS,
    SeededError,
    Synthetic,
    synthesize,
    synthesize_years,
    with_figure,
    write_docx,
    write_html,
    write_pdf,
    write_xlsx,
)

YEARS: Final = (2023, 2024, 2025)
TRUTH: Final = "truth.csv"
_DEPARTMENTS: Final = (
    *(("xinjiang-budget", seed) for seed in (1, 2, 3, 4)),
    *(("shanghai-budget", seed) for seed in (1, 2, 4)),
    *(("shanghai-final-accounts", seed) for seed in (1, 2)),
    *(("central-university-budget", seed) for seed in (1, 3)),
    ("central-university-final-accounts", 1),
)
_WRITERS: Final[Mapping[str, Callable[[Disclosure, Path], Path]]] = {
    "pdf": write_pdf,
    "docx": write_docx,
    "xlsx": write_xlsx,
    "html": write_html,
}
_FORMATS: Final = ("pdf", "pdf", "docx", "pdf", "xlsx", "pdf", "html")
"""The formats of the documents, in turn."""

_EVERY: Final = 4
"""Every fourth disclosure has an error."""

_MISSTATED: Final = ("central-university-budget", 3, 2)
"""The form, seed and place of the year in which a change is misstated that no identity of the document can show."""

_HEAD: Final = (
    *("path", "department", "year", "form", "kind", "figure"),
    *("right", "right_unit", "printed", "printed_unit"),
)


@dataclass(frozen=True, slots=True)
class Made:
    """A fictitious disclosure and the name of its document."""

    name: str
    synthetic: Synthetic


def disclosures() -> Iterator[Made]:
    """Yield every disclosure of the corpus in order; every fourth has an error, of the kind that was rarest so far."""
    number, kinds = 0, dict.fromkeys(sorted(KINDS), 0)
    for form, seed in _DEPARTMENTS:
        for place, made in enumerate(synthesize_years(form, YEARS, seed)):
            if number % _EVERY == _EVERY - 1:
                made = _with_error(form, seed, place, kinds)
            elif (form, seed, place) == _MISSTATED:
                made = _misstated(made)
            yield Made(f"{form}-{seed}-{YEARS[place]}.{_FORMATS[number % len(_FORMATS)]}", made)
            number += 1


def _with_error(form: str, seed: int, place: int, kinds: dict[str, int]) -> Synthetic:
    """Return a year of a department with an error, and count its kind; not every kind can happen to every one."""
    for kind in sorted(kinds, key=lambda k: kinds[k]):
        with suppress(ValueError):
            made = synthesize_years(form, YEARS, seed, errors=(kind,))[place]
            kinds[kind] += 1
            return made
    raise AssertionError("every disclosure has figures whose digits can be wrong")


def _misstated(made: Synthetic) -> Synthetic:
    """Misstate the first change without a growth: only the document of the year before contradicts it."""
    claims = enumerate(made.disclosure.claims, 1)
    number, change = next((n, c.change) for n, c in claims if c.change and not c.growth)
    wrong = replace(change, value=change.value + 10)
    figure = f"claims/{number}/change"
    error = SeededError(figure, change, wrong, "change misstated")
    return replace(made, disclosure=with_figure(made.disclosure, figure, wrong), truth=(error,))


def write(folder: Path) -> Path:
    """Make the corpus in a folder that is empty or not there.

    Raises:
        CorpusError: the folder holds something.
    """
    made = {one.name: one for one in disclosures()}
    with tempfile.TemporaryDirectory() as scratch:
        for one in made.values():
            _WRITERS[one.name.rpartition(".")[2]](one.synthetic.disclosure, Path(scratch) / one.name)
        _cut(Path(scratch))
        build([Path(scratch)], folder, stager=_stage)
    (folder / ".lock").unlink(missing_ok=True)
    with (folder / TRUTH).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _HEAD, lineterminator="\n")
        writer.writeheader()
        writer.writerows(_truth(made.values()))
    return folder


def _cut(folder: Path) -> None:
    """Add a document that nobody can read: half a file."""
    whole = write_pdf(
        synthesize("shanghai-budget", YEARS[-1], 9).disclosure, folder / "shanghai-budget-9.pdf"
    )
    content = whole.read_bytes()
    whole.write_bytes(content[: len(content) // 2])


def _stage(todo: Iterable[Work], folder: Path) -> Iterator[Outcome]:
    """Read documents here; their rows bear plain names in place of paths, and say that they are fictitious."""
    for work in todo:
        named = Work(Path(work.path).name, work.document)
        try:
            disclosure = replace(open_source(work.path), fictitious=True)
            # It is there to be looked at, and stays half as large without what judging it again would need.
            rows = {t: r for t, r in rows_of(disclosure, named.path, work.document).items() if t != KEPT}
        except BudgetkitError as error:
            reason = str(error).replace(work.path, named.path)
            (row,) = failed_rows(named.path, work.document, reason)["documents"]
            rows = {"documents": [{**row, "fictitious": True}]}
        yield put(folder, named, rows)


def _truth(made: Iterable[Made]) -> Iterator[dict[str, Any]]:
    for one in made:
        d = one.synthetic.disclosure
        for error in one.synthetic.truth:
            figures = {
                **{"right": f"{error.right.value:f}", "right_unit": error.right.unit},
                **{"printed": f"{error.printed.value:f}", "printed_unit": error.printed.unit},
            }
            about = {"path": one.name, "department": d.department, "year": d.year, "form": d.form}
            yield {**about, "kind": error.kind, "figure": error.figure, **figures}


def pack(folder: Path, target: Path) -> Path:
    """Pack a corpus into one zip file, the same bytes for the same corpus: names in order, no dates."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            packed.writestr(zipfile.ZipInfo(path.relative_to(folder).as_posix()), path.read_bytes())
    return target


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        pack(write(Path(scratch) / "corpus"), Path(sys.argv[1]))
