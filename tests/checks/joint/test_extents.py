"""Ranges of hidden figures and of the implied prior year: never cut, never wider than the figure alone, tight."""

from fractions import Fraction

import pytest
from synthesize import synthesize

from budgetkit.checks.joint import Bound, Bounds, bounds
from budgetkit.checks.joint.extents import shown
from budgetkit.checks.joint.programme import programme
from budgetkit.checks.prior_year import prior_year
from budgetkit.checks.verdicts import all_statements
from budgetkit.model.disclosure import Disclosure
from budgetkit.source import reference as bundled_reference

WAN = 10_000


@pytest.fixture(scope="module")
def reference() -> Disclosure:
    """The bundled reference disclosure."""
    return bundled_reference()


@pytest.fixture(scope="module")
def found(reference: Disclosure) -> Bounds:
    """All bounds of the reference."""
    return bounds(reference)


def width(bound: Bound) -> Fraction:
    """Return how wide a range is."""
    assert bound.low is not None and bound.high is not None
    return bound.high - bound.low


def test_the_contradicting_share_is_set_aside(found: Bounds) -> None:
    """83.78 cannot be believed; its range is where it would have to lie, wholly outside what it stands for."""
    assert found.set_aside == {"claims/26/share"}
    share = found["claims/26/share"]
    assert share.low is not None and share.low > share.alone.high


def test_no_range_is_wider_than_the_figure_alone(found: Bounds) -> None:
    """Everything else printed can only narrow a range; every range holds something."""
    for bound in (*found.hidden, *found.prior):
        assert width(bound) >= 0
        if bound.id not in found.set_aside:
            assert bound.low is not None and bound.low >= bound.alone.low
            assert bound.high is not None and bound.high <= bound.alone.high
            assert 0 <= bound.narrowed <= 1


def test_many_figures_are_narrowed(found: Bounds) -> None:
    """Tables that repeat and sum one another leave less room than each figure's own rounding."""
    assert sum(b.narrowed > 0 for b in found.hidden) > 80


def test_rounding_of_the_medical_group(found: Bounds) -> None:
    """7.12 is printed for items of 6.66 + 0.42 + 0.05 = 7.13: the group cannot be low, nor the items high."""
    group = found["expenditure/21011/total"]
    assert group.low is not None and group.low > Fraction("7.119") * WAN
    assert group.high == Fraction("7.125") * WAN
    items = [found[f"expenditure/{code}/total"] for code in ("2101102", "2101103", "2101199")]
    assert sum(b.low for b in items if b.low is not None) >= Fraction("7.115") * WAN - 1
    assert any(b.narrowed > 0 for b in items)


def test_the_prior_year_of_the_reference(found: Bounds) -> None:
    """205.37 general public, 105.37 basic, 100.00 project, 10.06 agency running lie in ranges narrower than alone."""
    by_name = {tuple(b.name.zh.partition("，")[0].split()[1:]): b for b in found.prior}
    for key, value in {
        ("2", "一般公共预算"): "205.37",
        ("5.1", "基本支出"): "105.37",
        ("5.1", "项目支出"): "100.00",
        ("12.1", "机关运行经费"): "10.06",
    }.items():
        bound = by_name[key]
        assert bound.low is not None and bound.high is not None
        assert (
            bound.low <= Fraction(value) * WAN <= bound.high or abs(bound.high - Fraction(value) * WAN) < 100
        )
        assert bound.narrowed > Fraction(1, 5)


def test_joint_prior_ranges_lie_within_those_of_single_statements(
    reference: Disclosure, found: Bounds
) -> None:
    """What one statement implies of its prior figure can only be narrowed by all the others."""
    for prior in prior_year(reference):
        joint = found[f"prior/{prior.number}"]
        if prior.consistent and joint.low is not None and joint.high is not None:
            factor = Fraction(prior.claim.amount.factor) if prior.claim.amount else Fraction(1)
            slack = Fraction(1, 10**4) * factor / 100
            assert joint.low >= Fraction(prior.low) * factor - slack
            assert joint.high <= Fraction(prior.high) * factor + slack


@pytest.mark.parametrize("seed", range(4))
def test_the_truth_is_never_cut(seed: int) -> None:
    """Every figure's range holds a value from one and the same exact budget: the witness of feasibility."""
    from budgetkit.checks.joint.decide import System, decide

    disclosure = synthesize("xinjiang-budget", 2025, seed).disclosure
    ranges = bounds(disclosure)
    system = System(programme(all_statements(disclosure)))
    for component in system.components:
        point = decide(component).point
        assert point is not None
        for leader, value in point.items():
            for name in system.classes.members[leader]:
                if name.startswith("indicators/"):
                    continue
                bound = ranges[name]
                assert bound.low is not None and bound.low <= value
                assert bound.high is not None and value <= bound.high


def test_shown_ranges_are_rounded_outwards(found: Bounds) -> None:
    """The decimals that are shown hold the exact range."""
    for bound in found.prior:
        low, high = shown(bound)
        assert bound.low is not None and Fraction(low) * WAN <= bound.low
        assert bound.high is not None and Fraction(high) * WAN >= bound.high


def test_unknown_ids_are_refused(found: Bounds, reference: Disclosure) -> None:
    """A bound that is not there is a bad call, as is setting aside a figure that is not."""
    with pytest.raises(KeyError, match=r"no bound for 'x'; ids are"):
        found["x"]
    with pytest.raises(KeyError, match="no statement speaks of figure"):
        bounds(reference, ["x"])
