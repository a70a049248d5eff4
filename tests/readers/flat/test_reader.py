"""Laws of reading flattened text: every figure in its cell, or listed; never silently elsewhere."""

from pathlib import Path

from budgetkit.model.disclosure import Disclosure
from budgetkit.present.records import facts
from budgetkit.readers.read import read


def cells(disclosure: Disclosure) -> set[tuple[object, ...]]:
    """Every printed amount with its place."""
    heads = ("table", "half", "code", "name", "column", "value")
    return {tuple(row[h] for h in heads) for row in facts(disclosure)}


def test_the_reference_text_gives_every_amount_in_its_cell(reference: Disclosure, documents: Path) -> None:
    """All 230 amounts of the flattened text stand where the transcription has them, none is left over."""
    found = read(next((documents / "reference").glob("*.txt")))
    assert cells(found) == cells(reference)
    assert {u.reason for u in found.unplaced} <= {"in an explanation"}


def test_what_a_solver_placed_is_marked(documents: Path) -> None:
    """Figures that only the identities could place are inferred, those that the lines place_figures are not."""
    found = read(next((documents / "reference").glob("*.txt")))
    inferred = [row["inferred"] for row in facts(found)]
    assert any(inferred) and not all(inferred)
