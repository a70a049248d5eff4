"""What the joint judgement says: conflicts with their proof, repairs with what each figure would need to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from budgetkit.checks.joint.causes import Cause, in_words
from budgetkit.checks.joint.certificate import Certificate, Refutation
from budgetkit.checks.joint.programme import Range
from budgetkit.checks.joint.ranges import OPEN, printings
from budgetkit.checks.missing_lines import MissingLine
from budgetkit.checks.statement import Figure, Statement
from budgetkit.forms.english import english_unit
from budgetkit.forms.form import Label
from budgetkit.model.amount import UNITS, Amount, shown
from budgetkit.model.fraction import Fraction

SPOKEN: Final = 6
"""How many alternative repairs of one group are said in words; all of them are in ``repairs``."""


@dataclass(frozen=True, slots=True)
class Named:
    """A printed figure with the name a reader finds it under."""

    figure: Figure
    name: Label

    def say(self, language: str) -> str:
        """Return name and figure as printed."""
        return f"{self.name[language]} {in_words(self.figure.amount)[language]}"


@dataclass(frozen=True)
class Conflict:
    """Figures and statements that cannot all be right; leave out any one figure and the others can.

    ``proof`` is the proof in exact arithmetic; ``group`` joins conflicts that share figures.
    """

    figures: tuple[Named, ...]
    statements: tuple[Statement, ...]
    proof: Refutation
    group: int

    @property
    def certificate(self) -> Certificate:
        """The proof for the signs as printed; ``proof`` has the others where a base might turn."""
        return self.proof.certificates[0]

    @property
    def margin(self) -> Fraction:
        """By how much (yuan) every interval would have to be widened on each side to end the conflict."""
        return self.proof.margin

    def say(self, language: str) -> str:
        """Return the conflict as one sentence in ``zh`` or ``en``."""
        listed = _listed([f.say(language) for f in self.figures], language)
        labels = _AND[language].join(dict.fromkeys(s.label[language] for s in self.statements))
        if language == "en":
            further = f"not even if each were {self._margin(language)} further from what is printed"
            return f"{listed} cannot all be right ({labels}), {further}."
        listed += " " if listed.endswith("%") else ""
        return f"{listed}不能同时成立（{labels}），即使各数再放宽 {self._margin(language)}也不行。"

    def _margin(self, language: str) -> str:
        """Return the margin in the unit of the figures: money in yuan, anything else as it is printed."""
        units = {f.figure.amount.unit for f in self.figures if f.figure.id in self.certificate.boxes}
        unit = units.pop() if len(units) == 1 else ""
        if unit.endswith("元") or not unit:
            return f"{_short(self.margin)} {english_unit('元') if language == 'en' else '元'}"
        of_unit = _short(self.margin / Fraction(UNITS.get(unit, Decimal(1))))
        return f"{of_unit} {english_unit(unit) if language == 'en' else unit}"


@dataclass(frozen=True)
class Correction:
    """A figure that a repair changes: the range it would need, how that is printed, and why it may be wrong."""

    named: Named
    required_range: Range
    printed: tuple[Amount, ...]
    causes: tuple[Cause, ...]

    @property
    def figure(self) -> Figure:
        """The printed figure."""
        return self.named.figure

    def say(self, language: str) -> str:
        """Return what the figure would need to be, and the likeliest cause."""
        said = [self.need(language), *(cause.say(language) for cause in self.causes[:1])]
        return f"{self.named.say(language)}{_COLON[language]}{_AND[language].join(said)}"

    def need(self, language: str) -> str:
        """Return what the figure would need to be."""
        if self.printed:
            values = (" or " if language == "en" else " 或 ").join(
                in_words(a)[language] for a in self.printed
            )
            if len(self.printed) > 2:
                first, last = self.printed[0], self.printed[-1]
                values = f"{first.value:f} – ".replace("-", "−") + in_words(last)[language]
            return f"should read {values}" if language == "en" else f"应为 {values}"
        if self.required_range == OPEN:
            return "what it should read is not known" if language == "en" else "应为多少未能确定"
        low, high = (
            unbounded if end is None else in_words(self._end(end, side))[language]
            for end, unbounded, side in (
                (self.required_range.low, "−∞", 1),
                (self.required_range.high, "∞", -1),
            )
        )
        return f"should lie between {low} and {high}" if language == "en" else f"应在 {low} 与 {high} 之间"

    def _end(self, end: Fraction, side: int) -> Amount:
        """Return the outermost number, as it would be printed, that reaches into the range from one of its ends."""
        amount = self.figure.amount
        ends = sorted((end, end + side * (amount.ulp or Fraction(amount.factor))))
        return printings(self.figure, Range(*ends))[0 if side > 0 else -1]


@dataclass(frozen=True)
class Repair:
    """A smallest set of figures whose change lets everything else of its group hold.

    ``restored`` counts the usual relations it brings back, less those it breaks; ``rank`` is 1 for the likeliest
    of its group. Repairs of one group are alternatives; every group needs one.
    """

    corrections: tuple[Correction, ...]
    group: int
    rank: int = 1
    restored: int = 0

    @property
    def figures(self) -> frozenset[str]:
        """The ids of the figures that it changes."""
        return frozenset(c.figure.id for c in self.corrections)

    def say(self, language: str) -> str:
        """Return every change in words."""
        return _AND[language].join(c.say(language) for c in self.corrections)


@dataclass(frozen=True, slots=True)
class Extent:
    """How far the search for repairs of one group went: ``size`` figures must change.

    ``smallest`` says that fewer cannot do (proved by the conflicts), ``complete`` that no other set is as small but
    ``barred`` ones, which would contradict figures that agree as printed and are not listed.
    """

    group: int
    size: int
    smallest: bool
    complete: bool
    barred: int = 0


@dataclass(frozen=True)
class Reconciliation:
    """Whether one unrounded budget can lie behind everything printed, with proof either way.

    ``feasible`` is yes (an exact budget was found), no (``certificate`` proves it) or undecided. ``repairs`` are
    ranked within their group, ``lacks`` are lines that seem to be missing; the sums over them are not judged.
    ``statements`` and ``figures`` count what was judged together; ``exhausted`` says that the budget ended the search.
    """

    feasible: str
    conflicts: tuple[Conflict, ...] = ()
    repairs: tuple[Repair, ...] = ()
    extents: tuple[Extent, ...] = ()
    statements: int = 0
    figures: int = 0
    lacks: tuple[MissingLine, ...] = ()
    exhausted: bool = False

    @property
    def certificate(self) -> Certificate | None:
        """The proof of the first conflict, ``None`` where there is none."""
        return self.conflicts[0].certificate if self.conflicts else None

    def of(self, group: int) -> tuple[Repair, ...]:
        """Return the alternative repairs of a group, likeliest first."""
        return tuple(r for r in self.repairs if r.group == group)

    @property
    def suspects(self) -> frozenset[str]:
        """The ids of all figures that stand in some smallest repair."""
        return frozenset(n for r in self.repairs for n in r.figures)

    @property
    def likeliest(self) -> frozenset[str]:
        """The ids of the figures of the likeliest repair of every group."""
        return frozenset(n for r in self.repairs if r.rank == 1 for n in r.figures)

    def say(self, language: str) -> str:
        """Return the whole judgement in sentences, one a line."""
        verdict, *more = self.verdict
        groups = (line for extent in self.extents for line in self.group(extent))
        lacks, last = more[: len(self.lacks)], more[len(self.lacks) :]
        return "\n".join(line[language] for line in (verdict, *lacks, *groups, *last))

    @property
    def verdict(self) -> tuple[Label, ...]:
        """Whether all can hold together, which lines seem to be missing, and whether the search was ended early."""
        if not self.statements:
            return (_NOTHING,)
        head = _HEAD[self.feasible]
        counts = (self.figures, self.statements)
        first = Label(head.zh.format(*counts), head.en.format(*counts))
        return (first, *(lack.label for lack in self.lacks), *([_EXHAUSTED] if self.exhausted else []))

    def group(self, extent: Extent) -> Iterable[Label]:
        """Yield of one group what contradicts, how many figures must change, and each way to change them."""
        conflict = next(c for c in self.conflicts if c.group == extent.group)
        ways = self.of(extent.group)
        yield Label(conflict.say("zh"), conflict.say("en"))
        yield Label(_enough(extent, len(ways), "zh"), _enough(extent, len(ways), "en"))
        yield from (Label(f"{r.rank}. {r.say('zh')}", f"{r.rank}. {r.say('en')}") for r in ways[:SPOKEN])
        if (rest := len(ways) - SPOKEN) > 0:
            yield Label(_REST.zh.format(rest), _REST.en.format(rest))


_COLON: Final = Label("：", ": ")
_AND: Final = Label("；", "; ")
_NOTHING: Final = Label(
    "没有可以核对的关系：没有读到数字，或数字之间没有已知的关系。",
    "Nothing to judge: no figure was read, or nothing is known to hold between them.",
)

_HEAD: Final = {
    "yes": Label(
        "公布的 {} 个数字与 {} 条关系可以同时成立：存在一套未经四舍五入的预算。",
        "All {} printed figures and {} statements can hold together: an unrounded budget behind them exists.",
    ),
    "no": Label(
        "公布的 {} 个数字不可能全对：无论舍入之前是多少，它们之间的 {} 条关系总有不成立的，已用精确算术证明。",
        "Not all of the {} printed figures can be right, whatever they were before rounding: the {} statements about "
        "them contradict each other, as exact arithmetic proves.",
    ),
    "undecided": Label(
        "{} 个数字与 {} 条关系能否同时成立未能判定：既未找到证明，也未找到一套预算。",
        "Undecided for {} figures and {} statements: neither a proof nor an unrounded budget was found.",
    ),
}
_REST: Final = Label("……另有 {} 种改法。", "… and more ways: {}.")
_BARRED: Final = Label(
    "（会与别处相符的数字抵触的改法不列）",
    " (ways that would contradict figures which agree elsewhere are left out)",
)
_EXHAUSTED: Final = Label(
    "限定的处理器时间已用完，以上未列尽；可用 --budget 放宽。",
    "The budget of processor time is exhausted, so there may be more; --budget allows more.",
)


def _enough(extent: Extent, ways: int, language: str) -> str:
    """Return how many figures must change, and in how many ways they can."""
    if language == "en":
        count = "one figure" if extent.size == 1 else f"{extent.size} figures"
        if not ways:
            return f"At least {count} must change{_BARRED.en if extent.barred else ''}; which could not be determined."
        fewer = "" if extent.size == 1 or extent.smallest or extent.barred else " (fewer may do, too)"
        there = "" if ways == 1 else f"; there are {ways} ways"
        more = "" if extent.complete else ", perhaps more" if there else "; there may be other ways"
        more += _BARRED.en if extent.barred else ""
        return f"It is enough to change {count}{fewer}{there}{more}:"
    if not ways:
        return f"至少须改动 {extent.size} 个数字{_BARRED.zh if extent.barred else ''}；未能确定是哪些。"
    more = "" if extent.complete else "（未列尽）"
    more += _BARRED.zh if extent.barred else ""
    fewer = "" if extent.size == 1 or extent.smallest or extent.barred else "（未证明不能更少）"
    return f"改动 {extent.size} 个数字即可{fewer}{'' if ways == 1 else f'，有 {ways} 种改法'}{more}："


def _listed(words: list[str], language: str) -> str:
    if language == "en":
        return " and ".join(["; ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
    return "、".join(words)


def _short(number: Fraction) -> str:
    return _places(number, 2) if number >= 1 else f"{float(number):.2g}"


def _places(number: Fraction, places: int) -> str:
    """Write a fraction with at most so many places, for display only."""
    text = f"{shown(number, places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
