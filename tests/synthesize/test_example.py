"""The second disclosure that ships is what its maker makes, and its errors are the ones a check finds."""

import csv
from collections.abc import Iterator
from filecmp import cmp
from pathlib import Path

from synthesize.example import TRUTH, write

from budgetkit.checks.joint import reconcile
from budgetkit.checks.verdicts import check
from budgetkit.package import load
from budgetkit.source import REFERENCE, bundled

SHIPPED = bundled("data") / "fictitious-shanghai-2025"


def files(folder: Path) -> Iterator[str]:
    """Yield the names of all files below a folder."""
    return (p.relative_to(folder).as_posix() for p in sorted(folder.rglob("*")) if p.is_file())


def test_it_is_what_its_maker_makes(tmp_path: Path) -> None:
    """Made anew, every file is the same byte for byte."""
    made = write(tmp_path / "made")
    assert list(files(made)) == list(files(SHIPPED))
    assert all(cmp(made / name, SHIPPED / name, shallow=False) for name in files(made))


def test_it_is_fictitious_and_of_another_form() -> None:
    """It says that it is invented, and teaches another layout than the reference."""
    example = load(SHIPPED)
    assert example.fictitious and example.form != load(bundled("data") / REFERENCE).form


def test_its_errors_are_found_and_nothing_else_is_accused() -> None:
    """All that cannot hold touches a figure that is wrong; judged together, each of the three is a repair of its own."""
    with (SHIPPED / TRUTH).open(encoding="utf-8", newline="") as file:
        wrong = {row["figure"]: row for row in csv.DictReader(file)}
    example = load(SHIPPED)
    assert len(wrong) == 3
    for finding in check(example).of("broken"):
        assert {figure.id for figure in finding.figures} & set(wrong), finding.message
    assert set(wrong) <= {figure for repair in reconcile(example).repairs for figure in repair.figures}
