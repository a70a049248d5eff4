"""The verdict on every identity and every statement of a disclosure."""

from __future__ import annotations

from typing import Final, NamedTuple
from weakref import ref

from budgetkit.checks import identities, missing_lines, readings
from budgetkit.checks import narrative as stated
from budgetkit.checks.causes import explained
from budgetkit.checks.doubts import of_several_tables, round_columns
from budgetkit.checks.judge import VERDICTS, Finding, judge
from budgetkit.checks.printed import Printed
from budgetkit.checks.statement import Statement
from budgetkit.checks.structure import structure
from budgetkit.model.disclosure import Claim, Disclosure, need_disclosure

SEVERITY = ("exact", "rounded", "unstated", "undefined", "broken")


class Findings(tuple[Finding, ...]):
    """All findings of one disclosure, in the order of the catalogue and then of the text."""

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each of the five verdicts, zeros included."""
        return {verdict: sum(f.verdict == verdict for f in self) for verdict in VERDICTS}

    def of(self, *verdicts: str) -> tuple[Finding, ...]:
        """Return the findings with one of these verdicts."""
        return tuple(f for f in self if f.verdict in verdicts)


def all_statements(disclosure: Disclosure) -> tuple[Statement, ...]:
    """Return every statement that can be made of a disclosure: identities of the tables, then the narrative.

    Those of the disclosure that was asked for last are kept: its verdicts, its joint judgement and its report need
    the same ones.
    """
    last = _LAST.get("made")
    if last is None or last[0]() is not disclosure:
        last = _LAST["made"] = (ref(disclosure), _made(disclosure))
    return last[1]


_LAST: dict[str, tuple[ref[Disclosure], tuple[Statement, ...]]] = {}


def _made(disclosure: Disclosure) -> tuple[Statement, ...]:
    made = (*identities.statements(disclosure), *stated.statements(disclosure))
    printed = Printed.of(disclosure)
    units = []
    for s in made:
        compared = {f.amount.unit for f in s.figures if f is not s.rate}
        mixed = "" in compared and any(unit.endswith("元") for unit in compared)
        missing = UNITLESS if mixed else s.missing
        units.append(s.about(_code(s, disclosure, printed) or s.code, missing))
    certain = of_several_tables(disclosure, units)
    doubted = round_columns(disclosure, missing_lines.doubted(disclosure, certain))
    return readings.doubted(doubted, printed)


def _code(statement: Statement, disclosure: Disclosure, printed: Printed) -> str:
    """Return the code of the line or the sentence that the first figure of a statement stands in."""
    for figure in statement.figures:
        kind, _, rest = figure.id.partition("/")
        if kind == "claims":
            return disclosure.claims[int(rest.partition("/")[0]) - 1].code
        place = printed.at(figure.id)
        if place is not None:
            return place[0].row.code
    return statement.place if statement.place.isdigit() else ""


UNITLESS: Final = "表未印单位 / no unit is printed above the table"
"""Why nothing is judged where money is compared with figures of a table that prints no unit."""


def check(disclosure: Disclosure) -> Findings:
    """Return the verdict on structure, every identity and every claim, one by one with exact arithmetic.

    Raises:
        KeyError: the disclosure names a form that does not exist.
        TypeError: it is no disclosure.

    >>> from budgetkit.source import reference
    >>> check(reference()).counts["broken"]
    1
    """
    need_disclosure(disclosure, "check")
    judged = explained([judge(s) for s in all_statements(disclosure)], disclosure)
    return Findings((*structure(disclosure), *judged))


class ClaimVerdict(NamedTuple):
    """The verdict on one statement, the worst of its parts, and the part it is of: ``share``, ``growth``, ``change``,
    ``completion``, or ``amount`` where it contradicts the table it repeats; empty where nothing could be judged."""

    number: int
    claim: Claim
    verdict: str
    of: str


def claim_verdicts(disclosure: Disclosure) -> tuple[ClaimVerdict, ...]:
    """Return the verdict on every statement with a share, a change or a growth, in the order of the text.

    A repeat of a table counts only where it is broken.
    """
    printed = Printed.of(disclosure)
    found = []
    for number, claim in enumerate(disclosure.claims, 1):
        if claim.is_quantified:
            judged = [judge(s) for s in stated.of_claim(claim, number, printed)]
            counted = [f for f in judged if f.identity != "claims.repeat" or f.verdict == "broken"]
            worst = max(counted, key=lambda f: SEVERITY.index(f.verdict), default=None)
            verdict, of = (
                ("unstated", "") if worst is None else (worst.verdict, worst.identity.partition(".")[2])
            )
            found.append(ClaimVerdict(number, claim, verdict, "amount" if of == "repeat" else of))
    return tuple(found)
