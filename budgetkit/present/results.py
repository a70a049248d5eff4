"""Tidy records of what was judged: claims with verdicts, findings, the implied prior year, comparisons.

Figures are strings exactly as printed, without thousands separators; empty where nothing is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from budgetkit.checks.comparison import Change
from budgetkit.checks.judge import Finding
from budgetkit.checks.observations import Observation
from budgetkit.checks.prior_year import Prior
from budgetkit.checks.verdicts import claim_verdicts
from budgetkit.model.amount import plain_number
from budgetkit.model.disclosure import Disclosure
from budgetkit.present.narrative import Recomputed
from budgetkit.present.records import Record

CLAIMS: Final = (
    "section",
    "subject",
    "code",
    "amount",
    "unit",
    "share",
    "change",
    "growth",
    "base",
    "verdict",
    "page",
)
ALL_CLAIMS: Final = (*CLAIMS, "verdict_of")
FINDINGS: Final = (
    *("identity", "place", "left", "right", "gap", "allowance", "verdict", "message", "page", "code"),
)
PRIOR: Final = (
    "section",
    "subject",
    "code",
    "amount",
    "change",
    "growth",
    "prior",
    "low",
    "high",
    "unit",
    "consistent",
)
CHANGES: Final = (
    *("table", "row", "name", "column", "later", "earlier", "unit", "change", "growth"),
    *(
        "stated",
        "stated_growth",
        "base",
        "agrees",
        "status",
        "earlier_name",
        "completion",
        "page",
        "earlier_page",
    ),
)
RECOMPUTED: Final = ("section", "subject", "code", "rate", "stated", "recomputed", "low", "high", "verdict")
OBSERVATIONS: Final = ("id", "place", "zh", "en")


def claims(disclosure: Disclosure, everything: bool = False) -> Iterator[Record]:
    """Yield one record a statement with a share, a change or a growth.

    With ``everything`` plain amounts too, and of which part the verdict is (``verdict_of``).
    """
    columns = ALL_CLAIMS if everything else CLAIMS
    verdicts = {judged.number: judged for judged in claim_verdicts(disclosure)}
    for number, claim in enumerate(disclosure.claims, 1):
        if everything or number in verdicts:
            figures = (claim.share, claim.change, claim.growth)
            page = "" if claim.place.page is None else claim.place.page
            values = (
                *(claim.section, claim.subject, claim.code, plain_number(claim.amount), claim.unit),
                *map(plain_number, figures),
                claim.base,
                *((v.verdict, page, v.of) if (v := verdicts.get(number)) else ("", page, "")),
            )
            yield dict(zip(columns, values, strict=False))


def findings(
    found: Iterable[Finding], seen: Iterable[Observation] = (), language: str = "both"
) -> Iterator[Record]:
    """Yield one record a finding, numbers as printed, blank where nothing could be computed, its message in ``language``.

    What was ``seen`` besides follows with the verdict ``observed``: a person should look at it, it is no error.
    """
    for f in found:
        numbers = map(plain_number, (f.left, f.right, f.gap, f.allowance))
        where = ("" if f.page is None else f.page, f.code)
        values = (
            f.identity,
            f.place,
            *numbers,
            f.verdict,
            f.message if language == "both" else f.say(language),
            *where,
        )
        yield dict(zip(FINDINGS, values, strict=True))
    for o in seen:
        page = "" if o.page is None else o.page
        words = {"zh": o.zh, "en": o.en or o.zh}.get(language, f"{o.zh} | {o.en}")
        values = (o.id, o.place, "", "", "", "", "observed", words, page, o.code)
        yield dict(zip(FINDINGS, values, strict=True))


def prior_year(priors: Iterable[Prior]) -> Iterator[Record]:
    """Yield one record a statement with a change: the prior figure it implies and its range."""
    for p in priors:
        c = p.claim
        stated = (
            c.section,
            c.subject,
            c.code,
            plain_number(c.amount),
            plain_number(c.change),
            plain_number(c.growth),
        )
        implied = (*map(plain_number, (p.value, p.low, p.high)), p.unit, p.consistent)
        yield dict(zip(PRIOR, (*stated, *implied), strict=True))


def changes(found: Iterable[Change]) -> Iterator[Record]:
    """Yield one record a cell of two disclosures, all its money in one unit."""
    for c in found:
        actual = map(plain_number, (c.change, c.growth))
        agrees = "" if c.agrees is None else c.agrees
        pages = ("" if page is None else page for page in c.pages)
        values = (
            *(c.table, c.row, c.name, c.column, c.shown(c.later), c.shown(c.earlier), c.unit, *actual),
            *(c.shown(c.stated), plain_number(c.stated_growth), c.base, agrees, c.status, c.earlier_name),
            *(plain_number(c.completion), *pages),
        )
        yield dict(zip(CHANGES, values, strict=True))


def recomputed(found: Iterable[Recomputed]) -> Iterator[Record]:
    """Yield one record a stated rate: as printed, as the printed figures give it, and the range it can have."""
    for r in found:
        numbers = map(plain_number, (r.value, r.low, r.high))
        where = (r.claim.section, r.claim.subject, r.claim.code, r.rate)
        yield dict(zip(RECOMPUTED, (*where, plain_number(r.stated), *numbers, r.verdict), strict=True))


def observations(found: Iterable[Observation]) -> Iterator[Record]:
    """Yield one record an observation, in both languages."""
    for o in found:
        yield dict(zip(OBSERVATIONS, (o.id, o.place, o.zh, o.en), strict=True))
