"""What the text states of a year's change, line by line: last year as it follows, this year, the growth allowed.

Values are exact, in yuan; ranges hold every unrounded figure that would be printed like this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from budgetkit.checks.prior_year import Before, Prior
from budgetkit.forms.english import english_subject, statement_in_words
from budgetkit.forms.form import Label
from budgetkit.forms.label import plain
from budgetkit.forms.layout import form_of
from budgetkit.model.amount import Amount, Interval, growth_range
from budgetkit.model.codes import classification
from budgetkit.model.disclosure import Claim, Disclosure
from budgetkit.model.fraction import Fraction
from budgetkit.present.wording import clean, code_label


@dataclass(frozen=True, slots=True)
class Step:
    """One line: last year and this year in yuan, the range of either, the growth stated and the range allowed."""

    label: Label
    prior: Prior
    before: Fraction
    reach: Interval
    now: Fraction
    about: Interval
    growth: Fraction | None
    allowed: Interval | None

    @property
    def step(self) -> Fraction:
        """This year less last year, in yuan."""
        return self.now - self.before

    @property
    def rate(self) -> Fraction | None:
        """The growth as stated, else as it follows from the printed figures; ``None`` on a zero base."""
        if self.growth is not None or not self.before:
            return self.growth
        return self.step / self.before

    @property
    def ends(self) -> list[Fraction]:
        """The range of growth allowed, as far as there is one, and last the growth itself."""
        found = [] if self.allowed is None else [self.allowed.low, self.allowed.high]
        return found if self.rate is None else [*found, self.rate]

    @property
    def zero_base(self) -> bool:
        """Tell whether there was nothing last year, so that growth has no meaning."""
        return self.before == 0 and self.now != 0


def steps(disclosure: Disclosure, priors: Sequence[Prior]) -> tuple[list[Step], list[Step]]:
    """Return totals in the order of the text and items by the size of their change; what is 0 and was 0 is left out."""
    by_about: dict[str, Prior] = {}
    for prior in priors:
        by_about.setdefault(prior.claim.about, prior)
    coded = {a: p for a, p in by_about.items() if classification(_row(a)) == "functional"}
    codes = {_row(a) for a in coded}
    lowest = [p for a, p in coded.items() if not any(c != _row(a) and c.startswith(_row(a)) for c in codes)]
    tables = {a.split("/")[0] for a in by_about}
    general = () if "expenditure" in tables else ("general_public", "appropriations_expenditure")
    wanted = ("revenue", "summary", "expenditure", *general)
    totals = [p for a, p in by_about.items() if a not in coded and a.split("/")[0] in wanted]
    moved = [[s for s in (_step(disclosure, p) for p in ps) if s.before or s.now] for ps in (totals, lowest)]
    return moved[0], sorted(moved[1], key=lambda s: (-abs(s.step), -s.now))


def others(
    disclosure: Disclosure, priors: Sequence[Prior], drawn: Sequence[Step]
) -> tuple[list[Step], Counter[str]]:
    """Return the steps of what is neither total nor lowest item, and why the rest of the statements have none.

    The rest is ``zero`` in both years, a ``repeat`` of a line (same name, same figures) or a ``sum`` of items that have
    lines of their own. Where another line has the name of one, its section stands before it.
    """
    taken = {id(s.prior) for s in drawn}
    lines, named = {_printed(s.prior) for s in drawn}, {s.label.zh for s in drawn}
    codes = [_row(s.prior.claim.about) for s in drawn]
    found, left_out = [], Counter[str]()
    for prior in (p for p in priors if id(p) not in taken):
        row, step = _row(prior.claim.about), _step(disclosure, prior)
        if not (step.before or step.now):
            left_out["zero"] += 1
        elif _printed(prior) in lines:
            left_out["repeat"] += 1
        elif classification(row) == "functional" and any(c != row and c.startswith(row) for c in codes):
            left_out["sum"] += 1
        else:
            lines.add(_printed(prior))
            if step.label.zh in named:
                step = replace(step, label=statement_in_words(prior.claim, form_of(disclosure)))
            named.add(step.label.zh)
            found.append(step)
    return found, left_out


_REASONS: Final = {
    "repeat": Label("与另一条同名同数", "repeating another"),
    "sum": Label("是各项的合计", "sums of items"),
    "zero": Label("两年均为零", "zero in both years"),
    "smaller": Label("变动较小", "smaller changes"),
    "other": Label("既非总额也非支出项目", "neither totals nor items of expenditure"),
}
"""Why a statement of a change has no line."""


def counted(every: int, left_out: Mapping[str, int]) -> Label:
    """Return how many of all statements of a change in money have a line, and why the others have none.

    >>> counted(23, {"zero": 3, "repeat": 1}).en
    'Of 23 statements of a change in money 19 are shown; the other 4: 1 repeating another, 3 zero in both years.'
    """
    rest = sum(left_out.values())
    zh, en = f"写有金额增减的表述共 {every} 条", f"statement{'s'[: every != 1]} of a change in money"
    if not rest:
        whole = f"The one {en} is shown." if every == 1 else f"All {every} {en} are shown."
        return Label(f"{zh}，都在这里。", whole)
    found = [(word, left_out[key]) for key, word in _REASONS.items() if left_out.get(key)]
    shown = every - rest
    return Label(
        f"{zh}，这里有 {shown} 条；其余 {rest} 条：{'，'.join(f'{word.zh} {n} 条' for word, n in found)}。",
        f"Of {every} {en} {shown} {'is' if shown == 1 else 'are'} shown; "
        f"the other {rest}: {', '.join(f'{n} {word.en}' for word, n in found)}.",
    )


def _printed(prior: Prior) -> tuple[object, ...]:
    """Return name and figures of a statement, alike where the text says the same twice."""
    claim = prior.claim
    name = _row(claim.about) if classification(_row(claim.about)) == "functional" else plain(claim.subject)
    return name, claim.amount, claim.change, claim.growth, claim.base


def whole_step(before: Before) -> Step:
    """Return the step of the whole budget, which follows from the statements of its parts."""
    claim = Claim("", "", before.now, change=Amount(before.change, before.unit))
    label = Label("总计（推算）", "Whole (implied)")
    return _as_step(label, Prior(0, claim, before.value, before.low, before.high, before.unit, True))


def _row(about: str) -> str:
    return about.split("/")[1].split(".")[-1] if about.count("/") >= 2 else ""


def _step(disclosure: Disclosure, prior: Prior) -> Step:
    return _as_step(_name(disclosure, prior.claim), prior)


def _as_step(label: Label, prior: Prior) -> Step:
    claim = prior.claim
    assert claim.amount is not None and claim.change is not None
    factor = Fraction(claim.amount.factor)
    reach = Interval(Fraction(prior.low) * factor, Fraction(prior.high) * factor)
    allowed = growth_range(claim.amount.interval, claim.change.interval)
    stated = claim.growth.exact if claim.growth is not None else None
    before = Fraction(prior.value) * factor
    return Step(
        label,
        prior,
        before,
        reach,
        claim.amount.exact,
        claim.amount.interval,
        stated,
        allowed,
    )


def _name(disclosure: Disclosure, claim: Claim) -> Label:
    if classification(_row(claim.about)) == "functional":
        return code_label(_row(claim.about), claim.subject)
    return clean(Label(claim.subject, english_subject(claim, form_of(disclosure))))
