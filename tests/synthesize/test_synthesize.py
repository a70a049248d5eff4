"""Fictitious disclosures: consistent before rounding, never broken after it, the same on every run, errors known."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from synthesize import KINDS, Synthetic, synthesize, synthesize_years
from synthesize.hidden import of_budget, total
from synthesize.printing import percent, printed
from where import ROOT, TESTS

from budgetkit.checks.comparison import compare
from budgetkit.checks.judge import judge
from budgetkit.checks.narrative import of_claim
from budgetkit.checks.printed import Printed
from budgetkit.checks.verdicts import check
from budgetkit.forms.form import form_ids
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Disclosure
from budgetkit.package import load, save

FORMS = form_ids()
SEEDS = range(40)

of_2025 = cache(lambda form_id, seed: synthesize(form_id, 2025, seed))
findings_of = cache(lambda form_id, seed: check(of_2025(form_id, seed).disclosure))
MARKS = ("虚构", "假想", "拟设", "例示")


def value(disclosure: Disclosure, figure: str) -> Amount | None:
    """Return the amount at a figure's id."""
    first, _, rest = figure.partition("/")
    if first == "claims":
        number, field = rest.split("/")
        found: Amount | None = getattr(disclosure.claims[int(number) - 1], field)
        return found
    row, column = Printed(disclosure).cell(figure) or (None, "")
    cell = row.figure(column) if row else None
    return cell.amount if cell else None


@pytest.mark.parametrize("form_id", FORMS)
def test_nothing_is_broken_without_errors(form_id: str) -> None:
    """Figures rounded one by one from exact amounts that fit never make an identity or a statement impossible."""
    for seed in SEEDS:
        broken = findings_of(form_id, seed).of("broken")
        assert not broken, (seed, [f.message for f in broken])


@pytest.mark.parametrize("form_id", FORMS)
def test_rounding_shows(form_id: str) -> None:
    """The figures are really rounded: somewhere a sum as printed is off and agrees only thanks to rounding."""
    verdicts: Counter[str] = Counter()
    for seed in range(10):
        verdicts.update(findings_of(form_id, seed).counts)
    assert verdicts["rounded"] and verdicts["exact"] > verdicts["rounded"]


@pytest.mark.parametrize("form_id", FORMS)
def test_every_department_is_plainly_fictitious(form_id: str) -> None:
    """Every name begins with a word for invented, and the disclosure says of itself that it is fictitious."""
    for seed in SEEDS:
        disclosure = of_2025(form_id, seed).disclosure
        assert disclosure.department.startswith(MARKS) and disclosure.fictitious


def test_what_not_every_department_has_occurs_and_is_missing() -> None:
    """Over many seeds funds, state capital, money brought forward and zero bases are there and are not there."""
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        made = of_2025("xinjiang-budget", seed)
        tables, claims = made.disclosure.tables, made.disclosure.claims
        seen["funds"] += bool(tables["government_funds"].rows)
        seen["capital"] += bool(tables["state_capital"].rows)
        seen["carried"] += any(e.carried for e in made.hidden.plan)
        seen["fiscal"] += any(e.carried and of_budget()(replace(e, carried=False)) for e in made.hidden.plan)
        seen["zero base"] += any(f.verdict == "undefined" for f in findings_of("xinjiang-budget", seed))
        money = [c for c in claims if c.unit.endswith("元") and c.change is not None]
        seen["unstated growth"] += any(c.growth is None for c in money)
    assert all(0 < count < len(SEEDS) for count in seen.values()), seen


def test_codes_appear_and_vanish_between_years() -> None:
    """Of two years of one department, some have codes that the other lacks, both ways."""
    new = gone = 0
    for seed in range(20):
        one, two = synthesize_years("xinjiang-budget", (2024, 2025), seed)
        before, after = ({e.code for e in made.hidden.plan} for made in (one, two))
        new, gone = new + bool(after - before), gone + bool(before - after)
    assert new and gone


@pytest.mark.parametrize("form_id", form_ids())
def test_no_year_contradicts_the_year_before(form_id: str) -> None:
    """Every change that a disclosure states can be the one from the disclosure of the year before."""
    judged = 0
    for seed in (1, 3, 14):
        years = [made.disclosure for made in synthesize_years(form_id, (2023, 2024, 2025), seed)]
        for one, two in pairwise(years):
            stated = [change for change in compare(two, one) if change.agrees is not None]
            assert all(change.agrees for change in stated)
            judged += len(stated)
    assert judged


@pytest.mark.parametrize("form_id", ["xinjiang-budget", "shanghai-final-accounts"])
def test_changes_are_measured_from_the_year_before(form_id: str) -> None:
    """What a statement says last year was (amount − change) can be what last year's disclosure printed there."""
    compared = 0
    for seed in range(15):
        one, two = (made.disclosure for made in synthesize_years(form_id, (2024, 2025), seed))
        earlier = {(c.section, c.about): c for c in one.claims}
        for claim in two.claims:
            before = earlier.get((claim.section, claim.about))
            if claim.amount is None or claim.change is None or before is None or before.amount is None:
                continue
            if claim.base_amount is None and claim.about.startswith(
                ("general_public", "three_public", "basic")
            ):
                implied = claim.amount.interval - claim.change.interval
                assert implied.meets(before.amount.interval), (seed, claim)
                compared += 1
    assert compared > 50


def test_a_budget_is_measured_by_the_outturn_of_the_year_before() -> None:
    """The outturn that a Shanghai budget prints for an item is the exact spending of that item a year before."""
    compared = 0
    for seed in range(15):
        made = synthesize("shanghai-budget", 2025, seed)
        for claim in made.disclosure.claims:
            if claim.code and claim.base_amount is not None:
                spent = [e for e in made.hidden.outturn_before.spending if e.budget == "general_public"]
                fen = total(spent, lambda e, code=claim.code: e.code == code)
                assert claim.base_amount.interval.holds(Fraction(fen, 100))
                compared += 1
    assert compared > 30


@pytest.mark.parametrize("form_id", FORMS)
def test_every_balance_holds_exactly(form_id: str) -> None:
    """Opening, receipts and used reserves are spending, distribution and closing, to the fen."""
    for seed in SEEDS:
        book = synthesize(form_id, 2025, seed).hidden.outturn
        came = total(book.opening) + total(book.receipts) + total(book.reserves)
        assert came == total(book.spending) + total(book.distribution) + total(book.closing)


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("kind", KINDS)
def test_an_error_changes_its_figure_and_nothing_else(form_id: str, kind: str) -> None:
    """The truth names the figure, what it should be and what is printed; every other figure is untouched."""
    for seed in range(3):
        right = synthesize(form_id, 2025, seed).disclosure
        try:
            made = synthesize(form_id, 2025, seed, errors=(kind,))
        except ValueError:
            assert kind in ("growth of wrong sign", "share shaved", "unit mistaken")
            continue
        for error in made.truth:
            assert (
                value(right, error.figure)
                == error.right
                != error.printed
                == value(made.disclosure, error.figure)
            )
        undone = sum(a != b for a, b in zip(right.claims, made.disclosure.claims, strict=True))
        undone += sum(
            cell != row.cells[column]
            for name, table in right.tables.items()
            for row, other in zip(table.rows, made.disclosure[name].rows, strict=True)
            for column, cell in other.cells.items()
        )
        assert undone == len(made.truth)


@pytest.mark.parametrize(
    "kind", ["total not updated", "growth of wrong sign", "decimal shifted", "unit mistaken"]
)
def test_gross_errors_come_out(kind: str) -> None:
    """A gross error in a figure that anything else depends on makes something impossible, nearly always."""
    found = 0
    for seed in range(20):
        found += bool(
            check(synthesize("xinjiang-budget", 2025, seed, errors=(kind,)).disclosure).of("broken")
        )
    assert found >= 15


def test_several_errors_strike_several_figures() -> None:
    """Errors asked for together are all put in, each on figures of its own."""
    made = synthesize(
        "xinjiang-budget", 2025, 3, errors=("last digit", "share shaved", "neighbours exchanged")
    )
    figures = [e.figure for e in made.truth]
    assert Counter(e.kind for e in made.truth) == {
        "last digit": 1,
        "share shaved": 1,
        "neighbours exchanged": 2,
    }
    assert len(figures) == len(set(figures))


def test_the_same_seed_gives_the_same_disclosure() -> None:
    """Equal arguments give equal disclosures, another seed or year another one; a year alone is a year of several."""
    one, same, other = (synthesize("shanghai-budget", 2025, seed) for seed in (4, 4, 5))
    assert one == same and one.disclosure != other.disclosure
    years = synthesize_years("shanghai-budget", (2025, 2026), 4)
    assert years[0] == one and years[1].disclosure != one.disclosure


def test_the_seed_alone_decides_not_the_process(tmp_path: Path) -> None:
    """Another process with other hashing saves the same bytes."""
    made = synthesize("xinjiang-budget", 2025, 8)
    here = save(made.disclosure, tmp_path / "here")
    code = (
        "from budgetkit.package import save; from synthesize import synthesize; import sys;"
        "save(synthesize('xinjiang-budget', 2025, 8).disclosure, sys.argv[1])"
    )
    root = ROOT
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "there")],
        check=True,
        cwd=root,
        env={**os.environ, "PYTHONHASHSEED": "1"},
    )
    for path in sorted(here.rglob("*.*")):
        assert path.read_bytes() == (tmp_path / "there" / path.relative_to(here)).read_bytes()


@pytest.mark.parametrize("form_id", FORMS)
def test_a_saved_disclosure_comes_back(form_id: str, tmp_path: Path) -> None:
    """Saved and loaded, every figure and statement is what it was."""
    made = synthesize(form_id, 2025, 2).disclosure
    back = load(save(made, tmp_path / "saved"))
    assert back.claims == made.claims and back.indicators == made.indicators and back.fictitious
    for name, table in made.tables.items():
        cells = [(r.key, c, cell.amount) for r, c, cell in table.cells()]
        assert cells == [(r.key, c, cell.amount) for r, c, cell in back[name].cells()]


def test_bad_calls_say_what_there_is() -> None:
    """An unknown form or error, and years that do not follow, are refused with what there is."""
    with pytest.raises(KeyError, match="xinjiang-budget"):
        synthesize("atlantis", 2025, 1)
    with pytest.raises(ValueError, match="share shaved"):
        synthesize("xinjiang-budget", 2025, 1, errors=("typo",))
    with pytest.raises(ValueError, match="follow"):
        synthesize_years("xinjiang-budget", (2024, 2026), 1)


@pytest.mark.parametrize(
    ("folder", "form_id", "seed", "rows", "figure"),
    [
        ("fictitious-2025", "xinjiang-budget", 105, 3, "general_public/2070104/project"),
        ("fictitious-shanghai-2025", "shanghai-budget", 46, 2, "claims/15/amount"),
    ],
)
def test_the_saved_examples_hold_the_one_error_they_say(
    folder: str, form_id: str, seed: int, rows: int, figure: str
) -> None:
    """A saved example differs from what its seed makes in the one figure its README names, and check finds it."""
    saved = load(TESTS / "documents" / folder)
    made = synthesize(form_id, 2025, seed, rows=rows).disclosure
    assert value(saved, figure) != value(made, figure)
    differing = [c for c, d in zip(saved.claims, made.claims, strict=True) if c != d]
    for name, table in made.tables.items():
        right = {(r.key, r.half, c): cell.amount for r, c, cell in table.cells()}
        wrong = {(r.key, r.half, c): cell.amount for r, c, cell in saved[name].cells()}
        differing += [k for k in right if right[k] != wrong.get(k)]
    assert len(differing) == 1
    assert any(figure in {g.id for g in f.figures} for f in check(saved).of("broken"))


def test_printing_rounds_half_up_to_what_can_be_read_back() -> None:
    """A printed amount's interval holds the exact one, and a rate is rounded like an amount."""
    for fen in (0, 1, 49, 50, 4_999, 5_000, 712_499, 712_500, 99_999_999):
        for unit, places in (("元", 0), ("元", 2), ("万元", 2)):
            assert printed(fen, unit, places).interval.holds(Fraction(fen, 100))
    assert str(percent(1, 8)) == "12.50%" and str(percent(-1, 3)) == "-33.33%"


def test_shares_of_the_synthetic_whole_are_judged() -> None:
    """Every share that is stated has its whole in a table: none is left unjudged."""
    made: Synthetic = synthesize("central-university-budget", 2025, 6)
    index = Printed(made.disclosure)
    shares = [
        judge(s)
        for n, c in enumerate(made.disclosure.claims, 1)
        for s in of_claim(c, n, index)
        if s.identity == "claims.share"
    ]
    assert shares and all(f.verdict in ("exact", "rounded") for f in shares)
