"""Exercises on any disclosure: what is asked, whether an answer is right, and how it is found, all from the figures loaded.

The texts are data (``reference/exercises.toml``). Where a disclosure lacks what an exercise needs, the exercise says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from html import escape
from importlib.resources import files
from typing import Final

from budgetkit.checks.joint import Repair, reconcile
from budgetkit.checks.joint.causes import in_words
from budgetkit.checks.joint.context import names
from budgetkit.checks.judge import Finding, side_text
from budgetkit.checks.prior_year import WHOLES, Prior, prior_year
from budgetkit.checks.verdicts import check
from budgetkit.checks.worked import worked
from budgetkit.forms.data import parse, structure
from budgetkit.forms.english import amount_in_both, base_in_both, english_unit, subject_in_both
from budgetkit.forms.form import Label
from budgetkit.forms.layout import form_of
from budgetkit.model.amount import Amount, share_range, shown
from budgetkit.model.codes import official_name
from budgetkit.model.disclosure import Disclosure, Row
from budgetkit.model.fraction import Fraction
from budgetkit.notebooks.answers import Accepts, is_amount, is_rate, number_of
from budgetkit.present.frames import known_language
from budgetkit.present.readable import said

FILE: Final = "reference/exercises.toml"
ORDER: Final = (
    *("total", "interval", "share", "class", "three_public", "rounding"),
    *("last_year", "growth", "zero", "wrong", "right", "weights"),
)
"""The exercises by number, from 1."""

FOR_A_CLASS: Final = (3, 7, 10)
"""Those that end a talk: a share, the hidden year before, the errors."""

_BY_CLASS: Final = ("expenditure", "general_public", "appropriations_expenditure")
"""The tables that may list functional classes, the first that does."""

_NOT_YET: Final = Label("还没有作答", "not answered yet")
_RIGHT: Final = Label("对", "right")
_NOT_RIGHT: Final = Label("还不对，再想想", "not right yet, think again")
_ANSWER: Final = Label("答案（点开）", "The answer (click)")
_LACKS: Final = Label("这道题在这份披露上做不了", "This exercise cannot be done on this disclosure")

Words = Mapping[str, object]
Solved = tuple[Words, Accepts] | None
"""What the texts are filled in with, and what answers are right; ``None`` where the disclosure lacks it."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one exercise in both languages, with words in braces to be filled in."""

    ask: Label
    lacks: Label
    why: Label


@dataclass(frozen=True, slots=True)
class Reply:
    """What an exercise says: lines of text, or with a ``summary`` an answer to be unfolded."""

    lines: tuple[str, ...]
    summary: str = ""

    def __repr__(self) -> str:
        return "\n".join((*([self.summary] if self.summary else ()), *self.lines))

    def _repr_html_(self) -> str:
        body = "".join(f"<p>{escape(line)}</p>" for line in self.lines)
        if self.summary:
            body = f"<details><summary>{escape(self.summary)}</summary>{body}</details>"
        return f"<div class='budgetkit exercise'>{body}</div>"


@cache
def texts() -> Mapping[str, Texts]:
    """Return the texts of the exercises, by id."""
    data = parse((files("budgetkit") / FILE).read_text(encoding="utf-8"), FILE)
    return {name: structure(entry, Texts, f"{FILE}: {name}") for name, entry in data.items()}


class Exercises:
    """The twelve exercises on one disclosure, in ``zh``, ``en`` or ``both``; KeyError for a number that none of them has.

    >>> from budgetkit.source import reference
    >>> exercises = Exercises(reference(), "en")
    >>> exercises.check(1, None)
    How much is to be spent in the year, in all? (Look in “Expenditure by function”.)
    not answered yet
    >>> exercises.check(1, "313.82").lines[-1], exercises.check(1, 3138200).lines[-1], exercises.check(1, 300).lines[-1]
    ('right', 'right', 'not right yet, think again')
    """

    def __init__(self, disclosure: Disclosure, language: str = "both") -> None:
        """Take a disclosure; nothing is computed until it is asked for."""
        known_language(language)
        self.disclosure = disclosure
        self.language = language

    def check(self, number: int, answer: object) -> Reply:
        """Return what exercise ``number`` (from 1) asks of this disclosure, and whether an answer is right.

        ``None`` (or an empty text) is no answer yet. Numbers may be given as text, with their unit or without.
        """
        solved, text = self._solved(number)
        if solved is None:
            return self._lacking(text)
        words, accepts = solved
        verdict = _NOT_YET
        if answer is not None and answer != "":
            verdict = _RIGHT if accepts(answer) else _NOT_RIGHT
        return Reply((self._say(_filled(text.ask, words)), self._say(verdict)))

    def answer(self, number: int) -> Reply:
        """Return how exercise ``number`` is solved on this disclosure, folded."""
        solved, text = self._solved(number)
        if solved is None:
            return self._lacking(text, self._say(_ANSWER))
        return Reply((self._say(_filled(text.why, solved[0])),), self._say(_ANSWER))

    def question(self, number: int) -> Label | None:
        """Return what exercise ``number`` asks, in both languages; ``None`` where the disclosure lacks what it needs."""
        solved, text = self._solved(number)
        return None if solved is None else _filled(text.ask, solved[0])

    def _solved(self, number: int) -> tuple[Solved, Texts]:
        if not 1 <= number <= len(ORDER):
            raise KeyError(f"no exercise {number}; there are 1 to {len(ORDER)} (budgetkit/{FILE})")
        name = ORDER[number - 1]
        solve: Callable[[], Solved] = getattr(self, f"_{name}")
        return solve(), texts()[name]

    def _say(self, label: Label) -> str:
        return said(label, self.language)

    def _lacking(self, text: Texts, summary: str = "") -> Reply:
        return Reply((f"{self._say(_LACKS)}: {self._say(text.lacks)}",), summary)

    def _amount(self, row: str, column: str = "total", table: str = "expenditure") -> Amount | None:
        """Return a figure of a table, ``None`` where the disclosure does not print it."""
        if table not in self.disclosure:
            return None
        return next((a for r in self.disclosure[table].find(row) if (a := r.amount(column))), None)

    def _title(self, table: str) -> Label:
        layouts = {t.id: t.title for t in form_of(self.disclosure).tables}
        return Label(self.disclosure[table].title, layouts[table].en if table in layouts else "")

    @cached_property
    def _prior(self) -> Prior | None:
        """The statement with the largest amount whose change is not zero and whose prior figure cannot be."""
        fit = [p for p in prior_year(self.disclosure) if p.consistent and p.low > 0 and p.claim.change]
        moved = [p for p in fit if p.claim.change and p.claim.change.value and p.claim.amount]
        return max(
            moved, key=lambda p: (p.claim.amount.exact if p.claim.amount else 0, -p.number), default=None
        )

    @cached_property
    def _repairs(self) -> dict[int, list[Repair]] | None:
        """The smallest repairs by group, ``None`` where it was not decided whether all figures can be right."""
        judged = reconcile(self.disclosure)
        if judged.feasible == "undecided":
            return None
        groups: dict[int, list[Repair]] = {}
        for repair in judged.repairs:
            groups.setdefault(repair.group, []).append(repair)
        return groups

    def _whole(self) -> tuple[Amount, Label] | None:
        """Return the whole expenditure and where it stands: in its table, else in the narrative."""
        if (amount := self._amount("total")) is not None:
            return amount, self._title("expenditure")
        said_of = (c.amount for c in self.disclosure.claims if c.about in WHOLES and c.amount is not None)
        amount = next(said_of, None)
        return None if amount is None else (amount, Label("文字说明", "the narrative"))

    def _total(self) -> Solved:
        found = self._whole()
        return None if found is None else ({"table": found[1], "amount": found[0]}, is_amount(found[0]))

    def _interval(self) -> Solved:
        found = self._whole()
        if found is None:
            return None
        amount = found[0]
        half = (amount.high - amount.low) / 2
        words = {"amount": amount, "half": f"{half:f}", "low": f"{amount.low:f}", "high": f"{amount.high:f}"}
        return words, lambda given: number_of(given) == amount.low

    def _share(self) -> Solved:
        part, whole = self._amount("total", "basic"), self._amount("total")
        if part is None or whole is None or not whole.value:
            return None
        reach = share_range(part.interval, whole.interval)
        words = {"part": part, "whole": whole, "rate": _rate(part.exact / whole.exact)}
        return words, is_rate(reach)

    def _class(self) -> Solved:
        classes: list[tuple[Fraction, Row, Amount]] = []
        for table in _BY_CLASS:
            rows = self.disclosure[table].rows if table in self.disclosure and not classes else ()
            listed = ((row, row.amount("total")) for row in rows if len(row.code) == 3 and not row.project)
            classes += [(amount.exact, row, amount) for row, amount in listed if amount is not None]
        if not classes:
            return None
        most = max(exact for exact, _, _ in classes)
        best = [(row, amount) for exact, row, amount in classes if exact == most]
        row, amount = best[0]
        name = Label(row.name, official_name(row.code, "en") or row.name)
        right = {r.code for r, _ in best} | {r.name for r, _ in best}
        return {"code": row.code, "name": name, "amount": amount}, lambda given: str(given).strip() in right

    def _three_public(self) -> Solved:
        table = self.disclosure.tables.get("three_public")
        column = next((c for c in ("total", "budget", "actual") if table and c in table.columns), "")
        amount = self._amount("total", column, "three_public") if column else None
        if table is None or amount is None:
            return None
        layout, shown = form_of(self.disclosure).table("three_public"), []
        for row in (r for r in table.rows if r.item in ("overseas_trips", "receptions", "vehicles")):
            label = layout.row_label(row.item, row.half) or Label(row.name, row.name)
            shown.append((label, f" {row.amount(column) or '—'}"))
        parts = Label("；".join(n.zh + a for n, a in shown), "; ".join(n.en + a for n, a in shown))
        return {"unit": amount.unit, "parts": parts, "amount": amount}, is_amount(amount)

    def _rounding(self) -> Solved:
        sums = [f for f in check(self.disclosure).of("rounded") if _is_plain_sum(f)]
        if not sums:
            return None
        found = min(sums, key=lambda f: len(f.statement.right))
        parts, whole = side_text(found.statement.right), side_text(found.statement.left)
        numbers = {"gap": found.gap, "allowance": found.allowance, "unit": found.unit}
        words = {"parts": parts, "whole": whole, **numbers, "worked": worked(found)}
        return words, lambda given: (n := number_of(given)) is not None and abs(n) == found.gap

    def _said_of(self, prior: Prior) -> dict[str, object]:
        claim = prior.claim
        subject = subject_in_both(claim, form_of(self.disclosure))
        base = base_in_both(claim.base or "上年")
        numbers = {"prior": f"{prior.value:f}", "low": f"{prior.low:f}", "high": f"{prior.high:f}"}
        assert claim.change is not None
        change = in_words(claim.change)
        taken = Label(f"({change.zh})", f"({change.en})") if claim.change.value < 0 else change
        words = {"subject": subject, "amount": claim.amount, "change": change, "taken": taken, "base": base}
        return {**words, **numbers, "unit": prior.unit}

    def _last_year(self) -> Solved:
        prior = self._prior
        if prior is None:
            return None

        def accepts(given: object) -> bool:
            number = number_of(given)
            return number is not None and (number == prior.value or prior.low <= number <= prior.high)

        return self._said_of(prior), accepts

    def _growth(self) -> Solved:
        prior = self._prior
        if prior is None or prior.claim.amount is None or prior.claim.change is None:
            return None
        amount, change = prior.claim.amount, prior.claim.change
        reach = share_range(change.interval, amount.interval - change.interval)
        rate = _rate(change.exact / (amount.exact - change.exact))
        return {**self._said_of(prior), "rate": rate}, is_rate(reach)

    def _zero(self) -> Solved:
        found = check(self.disclosure).of("undefined")
        places = "、".join(dict.fromkeys(f.place for f in found))
        words = {"count": len(found), "places": Label(f"（{places}）", f" ({places})") if found else ""}
        return words, lambda given: number_of(given) == len(found)

    def _wrong(self) -> Solved:
        if self._repairs is None:
            return None
        groups = list(self._repairs.values())
        nothing = Label("没有：所有数字可以同时成立。", "None: all figures can be right together.")
        found = nothing if not groups else Label(*(_repaired(groups, language) for language in ("zh", "en")))

        def accepts(given: object) -> bool:
            answers = {number_of(x) for x in (given if isinstance(given, list | tuple | set) else [given])}
            wanted = [[{c.figure.amount.value for c in r.corrections} for r in repairs] for repairs in groups]
            every = {value for alternatives in wanted for one in alternatives for value in one}
            return answers <= every and all(any(one <= answers for one in group) for group in wanted)

        return {"found": found}, accepts

    def _right(self) -> Solved:
        # Where one change alone serves, so that the answer is the only one.
        repairs = [r[0] for r in (self._repairs or {}).values() if len(r) == 1 and len(r[0].corrections) == 1]
        if not repairs:
            return None
        change = repairs[0].corrections[0]
        amount, reach = change.figure.amount, change.required_range
        name = names(self.disclosure).get(change.figure.id, Label(change.figure.id, change.figure.id))

        def accepts(given: object) -> bool:
            number = number_of(given)
            if number is None or number == amount.value:
                return False
            given_as = Amount(number, amount.unit)
            inside = (reach.low is None or given_as.interval.high >= reach.low) and (
                reach.high is None or given_as.interval.low <= reach.high
            )
            return inside and given_as.places >= min(amount.places, 2)

        found = Label(change.say("zh"), change.say("en"))
        return {"name": name, "printed": amount, "found": found}, accepts

    def _weights(self) -> Solved:
        owners: dict[tuple[str, str], list[Decimal]] = {}
        for indicator in self.disclosure.indicators:
            if indicator.weight is not None:
                owners.setdefault((indicator.table, indicator.owner), []).append(indicator.weight.value)
        if not owners:
            return None
        (_, owner), weights = max(owners.items(), key=lambda item: len(item[1]))
        words = {"owner": owner, "parts": " + ".join(f"{w:f}" for w in weights), "sum": f"{sum(weights):f}"}
        return words, lambda given: number_of(given) == sum(weights)


def _filled(text: Label, words: Words) -> Label:
    """Return a text in both languages with its words."""
    both = {key: _in_both(key, value) for key, value in words.items()}
    of = [(x, {key: label[x] for key, label in both.items()}) for x in ("zh", "en")]
    return Label(*(text[x].format(**filled) for x, filled in of))


def _in_both(key: str, value: object) -> Label:
    """Return a word of a text in both languages: amounts and units with English units, any other as it is."""
    if isinstance(value, Label):
        return value
    if isinstance(value, Amount):
        return amount_in_both(value)
    return Label(str(value), english_unit(str(value)) if key == "unit" else str(value))


def _is_plain_sum(finding: Finding) -> bool:
    """Tell whether a finding is a total of several parts in one unit: what a learner can add up by hand."""
    statement = finding.statement
    shapes = {(t.figure.amount.unit, t.sign) for t in (*statement.left, *statement.right)}
    several = len(statement.left) == 1 < len(statement.right)
    return statement.rate is None and several and len(shapes) == 1 and next(iter(shapes))[1] == 1


def _repaired(groups: list[list[Repair]], language: str) -> str:
    """Return every group's likeliest repair in words, and how many others are as small."""
    said_each = []
    for repairs in groups:
        more = len(repairs) - 1
        other = ("", f"（另有 {more} 种改法）" if language == "zh" else f" ({more} more ways)")[more > 0]
        said_each.append(repairs[0].say(language) + other)
    return ("；" if language == "zh" else "; ").join(said_each)


def _rate(rate: Fraction) -> str:
    return f"{shown(rate * 100, 4):f}".replace("-", "−")
