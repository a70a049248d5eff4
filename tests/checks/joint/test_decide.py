"""Every answer of the joint judgement against pure algebra, on random small systems of statements."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product

import pytest
from fourier import Line, possible
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from budgetkit.checks.joint.component import Readings
from budgetkit.checks.joint.decide import System
from budgetkit.checks.joint.joint import judge_together
from budgetkit.checks.joint.programme import LinearProgramme, Range, base_of, programme
from budgetkit.checks.joint.ranges import ranges
from budgetkit.checks.joint.solve import solve_exactly
from budgetkit.checks.statement import Figure, Statement, Term
from budgetkit.forms.form import Label
from budgetkit.model.amount import Amount

NAMES = "abcdef"
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)


@st.composite
def systems(draw: st.DrawFn) -> list[Statement]:
    """Draw a few statements over a few figures with small printed numbers of either sign and either rounding."""
    amounts = st.builds(
        lambda k, places, mode: Amount(Decimal(k).scaleb(-places), "万元", mode),
        st.integers(-6, 40),
        st.integers(0, 2),
        st.sampled_from(["nearest", "nearest", "nearest", "truncated"]),
    )
    figures = {n: Figure(n, draw(amounts)) for n in NAMES[: draw(st.integers(2, 6))]}
    rates = st.builds(lambda k: Amount(Decimal(k).scaleb(-1), "%"), st.integers(0, 1200))
    terms = st.builds(Term, st.sampled_from(list(figures.values())), st.sampled_from([1, 1, 1, -1]))
    sides = st.lists(terms, min_size=1, max_size=3).map(tuple)
    found = []
    for n in range(draw(st.integers(1, 5))):
        rate = Figure(f"r{n}", draw(rates)) if draw(st.integers(0, 3)) == 0 else None
        relation = "=" if rate else draw(st.sampled_from(["=", "=", "<="]))
        found.append(Statement("x", "sum", Label("", ""), str(n), draw(sides), draw(sides), relation, rate))
    return found


def algebra(
    of: LinearProgramme, doubted: frozenset[str] = frozenset(), readings: Readings = frozenset()
) -> list[Line]:
    """Return a programme as lines for the oracle, from its rows and boxes, with other readings of some bases."""
    supposed = dict(readings)
    lines: list[Line] = [
        (dict(r.terms), r.relation, Fraction(0))
        for r in of.rows
        if not (r.rate and (r.rate in doubted or r.reading != supposed.get(r.base, "printed")))
    ]
    for name, box in of.boxes.items():
        if name not in doubted:
            lines += [({name: Fraction(1)}, "<=", box.high), ({name: Fraction(-1)}, "<=", -box.low)]
    return lines


def can_hold(of: LinearProgramme, doubted: frozenset[str] = frozenset()) -> bool:
    """Tell by elimination whether a programme can hold, whatever every base that is in doubt may be."""
    bases = {
        r.base for r in of.rows if r.rate and not all(n in of.boxes and n not in doubted for n, _ in r.base)
    }
    void = {r.base for r in of.rows if r.reading == "void"}
    choices = product(*(("printed", "turned", "void") if b in void else ("printed", "turned") for b in bases))
    return any(possible(algebra(of, doubted, frozenset(zip(bases, c, strict=True)))) for c in choices)


@settings(max_examples=100, deadline=None, phases=QUICK)
@given(systems())
def test_verdict_and_proof(statements: list[Statement]) -> None:
    """Always decided, as algebra decides it; every «no» carries certificates that prove, recomputed here."""
    of = programme(statements)
    found = judge_together(statements)
    assert found.feasible == ("yes" if can_hold(of) else "no")
    known = {(r.terms, r.relation) for r in of.rows}
    for certificate in (c for conflict in found.conflicts for c in conflict.proof.certificates):
        total: dict[str, Fraction] = {}
        for row, multiplier in certificate.multipliers:
            assert (row.terms, row.relation) in known and (row.relation == "=" or multiplier > 0)
            for name, coefficient in row.terms:
                total[name] = total.get(name, Fraction(0)) + multiplier * coefficient
        ends = [c * (of.boxes[n].low if c > 0 else of.boxes[n].high) for n, c in total.items() if c]
        assert sum(ends, Fraction(0)) > 0


@settings(max_examples=60, deadline=None, phases=QUICK)
@given(systems())
def test_conflicts_are_irreducible(statements: list[Statement]) -> None:
    """Doubting any one figure of a conflict, or leaving out any one statement, lets the others hold."""
    check_conflicts(statements)


def check_conflicts(statements: list[Statement]) -> None:
    """Check that every conflict of some statements needs all its figures and statements."""
    for conflict in judge_together(statements).conflicts:
        names = [f.figure.id for f in conflict.figures]
        of = programme(conflict.statements)
        believed = of.only(of.rows, names)
        assert not can_hold(believed)
        for name in names:
            assert can_hold(believed, frozenset({name}))
        for left_out in conflict.statements:
            assert can_hold(of.only([r for r in of.rows if r.statement is not left_out], names))


@settings(max_examples=60, deadline=None, phases=QUICK)
@given(systems())
def test_repairs_are_all_the_smallest(statements: list[Statement]) -> None:
    """Of one group: every set of that size that lets the rest hold is listed, no other, and no smaller one does."""
    of = programme(statements)
    found = judge_together(statements)
    if len(found.extents) != 1 or not (found.extents[0].complete and found.extents[0].smallest):
        return
    listed = sorted(map(sorted, (r.figures for r in found.repairs)))
    assert listed == smallest_repairs(of)


def smallest_repairs(of: LinearProgramme) -> list[list[str]]:
    """Return by elimination every smallest set of figures without which the others can hold.

    Doubting more figures never makes fewer things possible: of a set that does not do, figures are added to the
    doubted ones as long as the rest cannot hold; what is left must be met by every set that does.
    """
    names = sorted(of.believed)
    cores: list[frozenset[str]] = []
    for size in range(len(names) + 1):
        mending = []
        for chosen in map(frozenset, combinations(names, size)):
            if not all(chosen & core for core in cores):
                continue
            if can_hold(of, chosen):
                mending.append(sorted(chosen))
                continue
            doubted = chosen
            for name in names:
                if not can_hold(of, doubted | {name}):
                    doubted |= {name}
            cores.append(frozenset(names) - doubted)
        if mending:
            return mending
    raise AssertionError("nothing can hold even when every figure is doubted")


def test_a_conflict_names_no_statement_it_does_without() -> None:
    """Five figures contradict each other through four statements; a fifth that speaks of them only is not named."""
    printed = {"f": "2.8", "d": "0.12", "a": "26", "b": "1.7", "e": "2.4"}
    figures = {n: Figure(n, Amount(Decimal(v), "万元")) for n, v in printed.items()}
    figures["c"] = Figure("c", Amount(Decimal("24"), "万元", "truncated"))
    said = [("f d a", "-a", "=", "118.8"), ("b e -a", "d", "=", ""), ("-d", "b e -c", "<=", "")]
    said += [("c f", "d", "<=", ""), ("f e", "e", "=", "12.8")]
    statements = [
        Statement(
            "x",
            "sum",
            Label("", ""),
            str(n),
            *(tuple(Term(figures[w[-1]], -1 if w[0] == "-" else 1) for w in side.split()) for side in sides),
            relation,
            Figure(f"r{n}", Amount(Decimal(rate), "%")) if rate else None,
        )
        for n, (*sides, relation, rate) in enumerate(said)
    ]
    conflicts = judge_together(statements).conflicts
    assert conflicts
    assert all(len(c.statements) < len(statements) for c in conflicts)
    check_conflicts(statements)


def test_a_growth_in_doubt_leaves_its_base_to_the_other_rates() -> None:
    """A share on the base of a growth still speaks of that base when the growth's rate is doubted."""
    a, b, c = (Figure(n, Amount(Decimal(v), "万元")) for n, v in (("a", "25"), ("b", "14"), ("c", "3.3")))
    rated = [
        ((Term(b), Term(a)), (Term(b), Term(c)), "103.2"),
        ((Term(a),), (Term(b), Term(c)), "63.8"),
        ((Term(c), Term(b, -1)), (Term(b),), "15.4"),
    ]
    statements = [
        Statement(
            "x", "sum", Label("", ""), str(n), left, right, "=", Figure(f"r{n}", Amount(Decimal(v), "%"))
        )
        for n, (left, right, v) in enumerate(rated)
    ]
    listed = sorted(sorted(r.figures) for r in judge_together(statements).repairs)
    assert listed == [["b", "c"], ["b", "r2"], ["c", "r2"]]
    of = programme(statements)
    assert listed == [list(s) for s in combinations(sorted(of.believed), 2) if can_hold(of, frozenset(s))]


def test_a_base_that_equal_figures_make_may_be_zero() -> None:
    """Where a = b, a growth on a − b says nothing: no conflict is proved by leaving that out."""
    a, b = (Figure(n, Amount(Decimal(v), "万元")) for n, v in (("a", "0.28"), ("b", "0.07")))
    same = Statement("x", "sum", Label("", ""), "0", (Term(b),), (Term(a),))
    rate = Figure("r", Amount(Decimal("18.1"), "%"))
    growth = Statement(
        "x", "sum", Label("", ""), "1", (Term(a), Term(a), Term(a)), (Term(b, -1), Term(a)), "=", rate
    )
    check_conflicts([same, growth])


def test_bases_are_one_for_multiples_and_two_for_sum_and_difference() -> None:
    """2 · b and −b can only be zero where b is; a + b may be zero where a − b is not."""
    a, b = (Figure(n, Amount(Decimal("1"), "万元")) for n in "ab")

    def rated(n: int, left: tuple[Term, ...], right: tuple[Term, ...]) -> Statement:
        rate = Figure(f"r{n}", Amount(Decimal("0.0"), "%"))
        return Statement("x", "sum", Label("", ""), str(n), left, right, "=", rate)

    statements = [
        rated(0, (Term(a), Term(b)), (Term(a),)),
        rated(1, (Term(a),), (Term(b), Term(b))),
        rated(2, (Term(a), Term(b)), (Term(b),)),
    ]
    assert [base_of(s) for s in statements[1:]] == [(("b", Fraction(1)),)] * 2
    assert base_of(rated(3, (), (Term(a), Term(b)))) != base_of(rated(3, (), (Term(a), Term(b, -1))))
    listed = sorted(sorted(r.figures) for r in judge_together(statements).repairs)
    assert listed == smallest_repairs(programme(statements))


@settings(max_examples=60, deadline=None, phases=QUICK)
@given(systems())
def test_ranges_never_cut_and_are_tight(statements: list[Statement]) -> None:
    """No end cuts off a possible value, and within a hair of every end there is one."""
    of = programme(statements)
    if not can_hold(of):
        return
    hair = Fraction(1, 10**6)
    system = System(of)
    for component in system.components:
        for leader, reach in ranges(component).items():
            for name in system.classes.members[leader]:
                check_end(of, name, reach, hair)


def check_end(of: LinearProgramme, name: str, reach: Range, hair: Fraction) -> None:
    """Check both ends of one range against the oracle."""
    lines = algebra(of)
    assert reach.low is not None and reach.high is not None
    assert not possible([*lines, ({name: Fraction(1)}, "<=", reach.low - hair / 10**6)])
    assert not possible([*lines, ({name: Fraction(-1)}, "<=", -reach.high - hair / 10**6)])
    assert possible([*lines, ({name: Fraction(1)}, "<=", reach.low + hair * 10**4)])
    assert possible([*lines, ({name: Fraction(-1)}, "<=", -reach.high + hair * 10**4)])


@settings(max_examples=60, deadline=None, phases=QUICK)
@given(st.data())
def test_exact_solver(data: st.DataObject) -> None:
    """A system made from a solution is solved, every equation exactly; a contradiction is seen."""
    size = data.draw(st.integers(1, 7))
    truth = {
        str(n): Fraction(data.draw(st.integers(-9, 9)), data.draw(st.integers(1, 5))) for n in range(size)
    }
    rows = data.draw(
        st.lists(
            st.dictionaries(st.sampled_from(list(truth)), st.sampled_from([-2, -1, 1, 3])), max_size=size
        )
    )
    equations = [
        ({n: Fraction(c) for n, c in row.items()}, sum((c * truth[n] for n, c in row.items()), Fraction(0)))
        for row in rows
    ]
    solved = solve_exactly(equations)
    assert solved is not None
    for coefficients, right in equations:
        assert sum((c * solved.get(n, Fraction(0)) for n, c in coefficients.items()), Fraction(0)) == right
    if equations and equations[0][0]:
        assert solve_exactly([*equations, (equations[0][0], equations[0][1] + 1)]) is None


def test_the_solver_is_told_the_same_in_the_same_order_in_every_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sets of texts are ordered differently in every process; what a judgement says must not depend on it."""
    figures = [Figure(n, Amount(Decimal(v), "万元")) for n, v in zip("abcdefg", "1111116", strict=True)]
    *parts, whole = map(Term, figures)
    (component,) = System(
        programme([Statement("x", "sum", Label("", ""), "", (whole,), tuple(parts))])
    ).components
    solver, bounded = component.solver, list[str]()
    monkeypatch.setattr(solver, "bound", lambda name, *_: bounded.append(name))
    component.relax("gecafdb")
    assert component.solver is solver
    assert bounded == sorted("abcdefg")
