"""Real documents judged as a whole: what people found in them is found, what is sound is not accused."""

import pytest
from where import DOCUMENTS

from budgetkit.checks.joint import Reconciliation, reconcile
from budgetkit.readers.read import read


def judged(name: str) -> Reconciliation:
    """Return the joint judgement of a document, or skip where it is not there."""
    path = DOCUMENTS / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return reconcile(read(path))


@pytest.mark.parametrize("name", ["shanghai/commerce-2025-budget.pdf", "shanghai/wanli-2025-budget.pdf"])
def test_sound_documents_are_not_accused(name: str) -> None:
    """Everything these print can hold together."""
    assert judged(name).feasible == "yes"


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("shanghai/wanli-2024-budget.pdf", "352.67", "350.35"),
        ("shanghai/justice-bureau-2026-budget.pdf", "201.50", "208.80"),
        ("shanghai/justice-bureau-2026-budget.pdf", "43269.3", "3269.3"),
        ("shanghai/justice-bureau-2026-budget.pdf", "17.66", "17.93"),
        ("shanghai/finance-bureau-2024-final-accounts.pdf", "71.73", "71.65"),
        ("swu/swu-2023-final-accounts.pdf", "0.56", "0.55"),
    ],
)
def test_known_errors_are_located(name: str, wrong: str, right: str) -> None:
    """The figure that people found wrong is the likeliest of a proved smallest set, with what it should read."""
    found = judged(name)
    assert found.feasible == "no" and all(e.smallest and e.complete for e in found.extents)
    first = [
        c for r in found.repairs if r.rank == 1 for c in r.corrections if str(c.figure.amount.value) == wrong
    ]
    assert first, [r.say("en") for r in found.repairs]
    assert right in {str(a.value) for a in first[0].printed}
    assert all(c.proof.proves for c in found.conflicts)
