"""Statements from exact amounts: what a narrative says of a figure, each number rounded on its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from budgetkit.forms.form import Form
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Claim
from synthesize.hidden import Entry, Pick, total
from synthesize.printing import growth, percent, printed


@dataclass(frozen=True, slots=True)
class Voice:
    """How one section speaks: its id, the unit of its amounts, the base of its changes and its name."""

    section: str
    unit: str = "万元"
    base: str = "上年预算"
    comparable: bool = True

    def amount(self, fen: int) -> Amount:
        """Return an amount as the prose prints it, to two places."""
        return printed(fen, self.unit)

    def say(self, subject: str, about: str, fen: int, code: str = "") -> Claim:
        """State an amount."""
        return Claim(self.section, subject, self.amount(fen), about=about, code=code)

    def share(self, claim: Claim, fen: int, whole_fen: int, whole: str) -> Claim:
        """Add the share of a whole."""
        return replace(claim, share=percent(fen, whole_fen), whole=whole)

    def change(self, claim: Claim, fen: int, before: int) -> Claim:
        """Add the change against the base and its growth; of a zero base a hundred, or nothing, is printed."""
        rate = growth(fen, before) if before or not fen or self.comparable else None
        return replace(claim, change=self.amount(fen - before), growth=rate, base=self.base)

    def moved(self, subject: str, about: str, fen: int, before: int, code: str = "") -> Claim:
        """State an amount with its change and growth."""
        return self.change(self.say(subject, about, fen, code), fen, before)

    def count(self, subject: str, about: str, number: int, unit: str, change: int | None = None) -> Claim:
        """State a number of things that are counted, and by how many it changed."""
        claim = Claim(self.section, subject, Amount(Decimal(number), unit), about=about)
        return claim if change is None else replace(claim, change=Amount(Decimal(change), unit))


@dataclass(frozen=True)
class Compared:
    """This year's exact amounts beside last year's, and whether changes on a zero base get a rate."""

    now: tuple[Entry, ...]
    before: tuple[Entry, ...]
    comparable: bool = True
    base: str = "上年预算"

    def both(self, *picks: Pick) -> tuple[int, int]:
        """Return the sums of this year and of last year."""
        return total(self.now, *picks), total(self.before, *picks)

    def voice(self, section: str) -> Voice:
        """Return the voice of a section."""
        return Voice(section, base=self.base, comparable=self.comparable)


def label(form: Form, section: str, about: str) -> str:
    """Return what a form calls the subject that a section states a cell of."""
    subjects = [s for part in form.sections if part.id == section for s in part.subjects]
    return next(s.label.zh for s in subjects if s.about == about)


def trimmed(amount: Amount) -> Amount:
    """Return an amount without trailing zeros, as allocations are often printed.

    >>> print(trimmed(Amount(Decimal("7.00"))), trimmed(Amount(Decimal("10.50"))))
    7 万元 10.5 万元
    """
    text = f"{amount.value:f}"
    return replace(amount, value=Decimal(text.rstrip("0").rstrip(".") if "." in text else text))
