"""Hitting sets and clusters of what cannot all be right."""

from decimal import Decimal
from itertools import combinations, islice, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkit.checks.joint import judge_together
from budgetkit.checks.joint.conflict import clusters, factors, hitting_sets
from budgetkit.checks.statement import Figure, Statement, Term
from budgetkit.forms.form import Label
from budgetkit.model.amount import Amount

cores = st.lists(st.frozensets(st.sampled_from("abcdefg"), min_size=1, max_size=4), min_size=1, max_size=7)


@given(cores)
def test_hitting_sets_are_all_the_smallest(sets: list[frozenset[str]]) -> None:
    """Every subset of that size that meets all sets is found, and no smaller one meets them."""
    found = list(hitting_sets(sets))
    size = len(found[0])
    subsets = [[frozenset(c) for c in combinations("abcdefg", n)] for n in (size, size - 1) if n >= 0]
    assert len(found) == len(set(found))
    assert set(found) == {c for c in subsets[0] if all(c & s for s in sets)}
    assert not any(all(c & s for s in sets) for c in (subsets[1] if len(subsets) > 1 else []))


@given(cores)
def test_clusters_part_what_shares_nothing(sets: list[frozenset[str]]) -> None:
    """Every set is in one cluster, and clusters share no members."""
    groups = clusters(sets)
    assert sorted(map(sorted, (s for g in groups for s in g))) == sorted(map(sorted, sets))
    members = [frozenset().union(*g) for g in groups]
    assert all(not a & b for a, b in combinations(members, 2))


@given(cores)
def test_factors_multiply_to_the_sets(sets: list[frozenset[str]]) -> None:
    """Joining one set of every factor gives the sets again, each once, and factors share no members."""
    found = list(hitting_sets(sets))
    parts = factors(found)
    joined = [frozenset().union(*choice) for choice in product(*parts)]
    assert sorted(map(sorted, joined)) == sorted(map(sorted, found))
    members = [frozenset().union(*part) for part in parts]
    assert all(not a & b for a, b in combinations(members, 2))


def test_sets_are_found_one_by_one() -> None:
    """The first of very many smallest sets is there at once: nobody has to wait for the others."""
    sets = [frozenset(f"{letter}{digit}" for digit in range(10)) for letter in "abcdefghijklmnop"]
    assert [len(s) for s in islice(hitting_sets(sets), 3)] == [16, 16, 16]


def _growth(name: str, amount: Decimal, change: Decimal, rate: str) -> Statement:
    """Return the statement growth = change ÷ (amount − change), each figure printed to its last place."""
    now, more = (
        Figure(f"{name}/{of}", Amount(value)) for of, value in (("amount", amount), ("change", change))
    )
    right = (Term(now), Term(more, -1))
    growth = Figure(f"{name}/growth", Amount(Decimal(rate), "%"))
    return Statement("growth", "growth", Label("", ""), "", (Term(more),), right, rate=growth)


@pytest.mark.parametrize("count", [1, 2, 4, 7])
def test_growths_of_a_list_are_mended_however_many_are_wrong(count: int) -> None:
    """Growths a tenth of what they should be, of amounts that add to a printed total: each has a repair of its own."""
    amounts = [Decimal(f"{1000 + 100 * n}.00") for n in range(count)]
    statements = [_growth(f"{n}", amount, Decimal("-100.00"), "-0.91") for n, amount in enumerate(amounts)]
    parts = tuple(s.right[0] for s in statements)
    total = Term(Figure("total", Amount(sum(amounts, Decimal("0.00")))))
    found = judge_together([*statements, Statement("sum", "equal", Label("", ""), "", (total,), parts)])
    assert [(e.size, e.smallest) for e in found.extents] == [(1, True)] * count
    mended = [{f for r in found.of(e.group) for f in r.figures} for e in found.extents]
    assert mended == [{f"{n}/growth", f"{n}/change"} for n in range(count)]
