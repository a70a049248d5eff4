"""Hitting sets and clusters of what cannot all be right."""

from itertools import combinations, islice, product

from hypothesis import given
from hypothesis import strategies as st

from budgetkit.checks.joint.conflict import clusters, factors, hitting_sets

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
