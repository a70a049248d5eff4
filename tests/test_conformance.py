"""The conformance suite: budgetkit gives every verdict, and two independent oracles agree that it is the right one."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
from fourier import Line, possible
from where import TESTS

from budgetkit.checks.joint import judge_together
from budgetkit.checks.judge import judge
from budgetkit.checks.statement import Figure, Statement, Term
from budgetkit.forms.form import Label
from budgetkit.model.amount import Amount

FOLDER = TESTS / "conformance"
FACTORS = {
    u: Fraction(10) ** p
    for u, p in (("元", 0), ("千元", 3), ("万元", 4), ("百万元", 6), ("亿元", 8), ("%", -2))
}
COUNTED = list("人辆台个套次项家名")
CASES = [
    c for path in sorted(FOLDER.glob("*.json")) for c in json.loads(path.read_text(encoding="utf-8"))["cases"]
]
BY_ID = {c["id"]: c for c in CASES}
cases = pytest.mark.parametrize("case", CASES, ids=list(BY_ID))
Case = Mapping[str, Any]


def test_the_suite_is_large_and_balanced() -> None:
    """At least 300 cases, each once, with valid and invalid ones, and every verdict and family in it."""
    assert len(CASES) == len(BY_ID) >= 300
    assert sum(c["together"] == "no" for c in CASES) >= 100
    assert sum(c["together"] == "yes" for c in CASES) >= 100
    assert {v for c in CASES for v in c["alone"]} == {"exact", "rounded", "broken", "undefined"}
    assert all(len(c["why"]) > 20 and len(c["alone"]) == len(c["statements"]) for c in CASES)


# ---------------------------------------------------------------- budgetkit


def statements(case: Case) -> list[Statement]:
    """Return a case as the statements that budgetkit judges."""
    figures = {
        name: Figure(name, Amount(Decimal(f["value"]), f["unit"], f.get("rounding", "nearest")))
        for name, f in case["figures"].items()
    }

    def side(ids: list[str]) -> tuple[Term, ...]:
        return tuple(Term(figures[i.removeprefix("-")], -1 if i.startswith("-") else 1) for i in ids)

    return [
        Statement(
            "case", "sum", Label("", ""), case["id"], side(s["left"]), side(s["right"]),
            s.get("relation", "="), figures[s["rate"]] if "rate" in s else None,
        )
        for s in case["statements"]
    ]  # fmt: skip


@cases
def test_each_statement_alone(case: Case) -> None:
    """The judge gives the verdict of the suite on every statement by itself."""
    assert [judge(s).verdict for s in statements(case)] == case["alone"], case["why"]


@cases
def test_all_together(case: Case) -> None:
    """The joint judgement gives the suite's verdict, always decided, with a proof that proves."""
    found = judge_together(statements(case))
    assert found.feasible == case["together"], case["why"]
    assert all(c.proof.proves for c in found.conflicts)
    assert bool(found.conflicts) == (case["together"] == "no")


@cases
def test_smallest_repairs(case: Case) -> None:
    """The smallest sets of figures to doubt are the suite's, all of them and no other."""
    found = judge_together(statements(case))
    assert all(e.smallest and e.complete for e in found.extents)
    groups = [[sorted(r.figures) for r in found.of(e.group)] for e in found.extents]
    merged = (
        sorted(sorted({n for part in choice for n in part}) for choice in product(*groups)) if groups else []
    )
    assert merged == sorted(sorted(r) for r in case.get("repairs", [])), case["why"]


# ---------------------------------------------------------------- the oracles


def interval(figure: Mapping[str, str]) -> tuple[Fraction, Fraction]:
    """Return the closed interval of a printed figure by the rules in the suite's README, from the text alone."""
    text, unit = figure["value"], figure["unit"]
    value = Fraction(text) * FACTORS.get(unit, Fraction(1))
    if unit in COUNTED:
        return value, value
    step = Fraction(1, 10 ** len(text.partition(".")[2])) * FACTORS.get(unit, Fraction(1))
    if figure.get("rounding") == "truncated":
        return value - (step if value <= 0 else 0), value + (step if value >= 0 else 0)
    return value - step / 2, value + step / 2


def printed(case: Case, ids: list[str]) -> Fraction:
    """Return Σ of the printed values of a side."""
    return sum((signed(i)[1] * value(case, signed(i)[0]) for i in ids), Fraction(0))


def value(case: Case, name: str) -> Fraction:
    """Return one printed value, in yuan or as a pure number."""
    figure = case["figures"][name]
    return Fraction(figure["value"]) * FACTORS.get(figure["unit"], Fraction(1))


def signed(written: str) -> tuple[str, int]:
    """Part ``-name`` into name and sign."""
    return written.removeprefix("-"), -1 if written.startswith("-") else 1


def binds(case: Case, statement: Mapping[str, Any]) -> bool:
    """Tell whether a statement constrains anything: not a rate whose base may be zero."""
    if "rate" not in statement:
        return True
    low, high = side_range(case, statement["right"])
    return printed(case, statement["right"]) != 0 and not low <= 0 <= high


def side_range(case: Case, ids: list[str]) -> tuple[Fraction, Fraction]:
    """Return the least and the most that a side can be; a figure on it twice is one unknown."""
    weights: dict[str, int] = {}
    for name, sign in map(signed, ids):
        weights[name] = weights.get(name, 0) + sign
    ends = [sorted(w * e for e in interval(case["figures"][n])) for n, w in weights.items()]
    return sum((e[0] for e in ends), Fraction(0)), sum((e[1] for e in ends), Fraction(0))


def corners(case: Case, ids: list[str]) -> Iterator[dict[str, Fraction]]:
    """Yield every corner of the intervals of some figures."""
    names = sorted({signed(i)[0] for i in ids})
    for ends in product(*(interval(case["figures"][n]) for n in names)):
        yield dict(zip(names, ends, strict=True))


def at(corner: Mapping[str, Fraction], ids: list[str]) -> Fraction:
    """Return Σ of a side at a corner."""
    return sum((signed(i)[1] * corner[signed(i)[0]] for i in ids), Fraction(0))


def by_corners(case: Case, statement: Mapping[str, Any]) -> str:
    """Return the verdict on one statement by trying every corner: linear functions and their ratios end there."""
    left, right = statement["left"], statement["right"]
    if "rate" in statement:
        return _rate_by_corners(case, left, right, statement["rate"])
    gap = printed(case, left) - printed(case, right)
    at_most = statement.get("relation") == "<="
    if gap == 0 or (at_most and gap < 0):
        return "exact"
    reach = [at(c, left) - at(c, right) for c in corners(case, [*left, *right])]
    return "rounded" if min(reach) <= 0 and (at_most or max(reach) >= 0) else "broken"


def _rate_by_corners(case: Case, left: list[str], right: list[str], rate: str) -> str:
    low, high = interval(case["figures"][rate])
    base = printed(case, right)
    if base == 0:
        return "exact" if printed(case, left) == 0 == value(case, rate) else "undefined"
    if low <= printed(case, left) / base <= high:
        return "exact"
    bottom = side_range(case, right)
    if bottom[0] <= 0 <= bottom[1]:
        return "rounded"
    ratios = [at(c, left) / at(c, right) for c in corners(case, [*left, *right])]
    return "rounded" if min(ratios) <= high and max(ratios) >= low else "broken"


@cases
def test_corners_agree(case: Case) -> None:
    """Trying every corner of the intervals gives the suite's verdict on every statement by itself."""
    assert [by_corners(case, s) for s in case["statements"]] == case["alone"]


def can_hold(case: Case, doubted: frozenset[str]) -> bool:
    """Tell by elimination whether a case can hold with some figures not believed, whatever a base in doubt may be."""
    rated = [n for n, s in enumerate(case["statements"]) if "rate" in s and binds(case, s)]
    signs = []
    for n in rated:
        right = case["statements"][n]["right"]
        usual = 1 if printed(case, right) > 0 else -1
        growth = {signed(i)[0] for i in case["statements"][n]["left"]} & {signed(i)[0] for i in right}
        open_signs = (usual, -usual, 0) if growth else (usual, -usual)
        signs.append(open_signs if doubted & {signed(i)[0] for i in right} else (usual,))
    return any(
        possible(lines(case, doubted, dict(zip(rated, choice, strict=True)))) for choice in product(*signs)
    )


def lines(case: Case, doubted: frozenset[str], signs: Mapping[int, int]) -> list[Line]:
    """Return a case as linear (in)equalities with some figures not believed and a sign (or 0) for every base."""
    found: list[Line] = []
    used: set[str] = set()
    for n, s in enumerate(case["statements"]):
        used |= {signed(i)[0] for i in (*s["left"], *s["right"])}
        if "rate" not in s:
            found.append((weights(s["left"], s["right"], Fraction(1)), s.get("relation", "="), Fraction(0)))
        elif n in signs and s["rate"] not in doubted:
            low, high = interval(case["figures"][s["rate"]])
            if not signs[n]:
                found.append((weights(s["right"], [], Fraction(1)), "=", Fraction(0)))
                continue
            under, over = weights(s["left"], s["right"], low), weights(s["left"], s["right"], high)
            found.append(({x: -signs[n] * c for x, c in under.items()}, "<=", Fraction(0)))
            found.append(({x: signs[n] * c for x, c in over.items()}, "<=", Fraction(0)))
    for name in sorted(used - doubted):
        low, high = interval(case["figures"][name])
        found += [({name: Fraction(1)}, "<=", high), ({name: Fraction(-1)}, "<=", -low)]
    return found


def weights(left: list[str], right: list[str], factor: Fraction) -> dict[str, Fraction]:
    """Return the coefficients of left − factor × right."""
    total: dict[str, Fraction] = {}
    for side, weight in ((left, Fraction(1)), (right, -factor)):
        for name, sign in map(signed, side):
            total[name] = total.get(name, Fraction(0)) + sign * weight
    return {n: c for n, c in total.items() if c}


@cases
def test_elimination_agrees(case: Case) -> None:
    """Eliminating the unknowns one by one gives the suite's joint verdict and its smallest repairs."""
    assert can_hold(case, frozenset()) == (case["together"] == "yes")
    if case["together"] == "yes":
        assert "repairs" not in case
        return
    names = sorted(case["figures"])
    for size in range(1, len(names) + 1):
        mending = [list(s) for s in combinations(names, size) if can_hold(case, frozenset(s))]
        if mending:
            assert mending == sorted(sorted(r) for r in case["repairs"])
            return
