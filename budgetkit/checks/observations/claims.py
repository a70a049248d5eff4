"""Observations on statements: rates printed unlike the others, increases larger than their amount, 持平 that is none."""

from __future__ import annotations

from collections.abc import Iterator

from budgetkit.checks.observations.observation import Observation, by_rule
from budgetkit.checks.prior_year import prior_year
from budgetkit.model.disclosure import Disclosure

_ALL = 100
_MARKS = "。，；、："


def on_claims(disclosure: Disclosure) -> Iterator[Observation]:
    """Yield what the statements of a disclosure give to look at."""
    yield from _precision(disclosure)
    yield from _signless(disclosure)
    yield from _negative(disclosure)
    yield from _unchanged(disclosure)


def _precision(disclosure: Disclosure) -> Iterator[Observation]:
    """Yield rates printed to another precision than most of their kind in the document."""
    rates = [
        (c, r)
        for c in disclosure.claims
        if c.is_quantified
        for r in (c.share, c.growth)
        # 0% and 100% are said without places wherever the others have some.
        if r is not None and (r.places or abs(r.value) not in (0, _ALL))
    ]
    places = [r.places for _, r in rates]
    if not places:
        return
    usual = max(set(places), key=places.count)
    for claim, rate in rates:
        if rate.places != usual and places.count(rate.places) * 5 < len(places):
            shown = f"{rate}".replace("-", "−")
            zh = f"“{shown}”的小数位数与多数百分比（{usual} 位）不同"
            en = f"“{shown}” is printed {_precise(rate.places)}, most rates {_precise(usual)}"
            yield Observation("narrative.precision", f"{claim.section} {claim.subject}", zh, en)


def _precise(places: int) -> str:
    return f"to {places} place{'' if places == 1 else 's'}" if places else "in whole percent"


def _signless(disclosure: Disclosure) -> Iterator[Observation]:
    """Yield shares and growths that are printed without their percent sign."""
    for claim in disclosure.claims:
        for rate, zh, en in ((claim.share, "占比", "share"), (claim.growth, "增长率", "growth")):
            if rate is not None and not rate.unit:
                place = f"{claim.section} {claim.subject}"
                yield Observation(
                    "narrative.percent_sign",
                    place,
                    f"{zh}“{rate.value}”没有印百分号",
                    f"the {en} “{rate.value}” is printed without its percent sign",
                    claim.place.page,
                )


def _negative(disclosure: Disclosure) -> Iterator[Observation]:
    """Yield increases larger than the amount they led to: last year's budget would be negative."""
    for prior in prior_year(disclosure):
        if prior.is_negative:
            claim = prior.claim
            text = f"{claim.amount} − {claim.change} = {prior.value:f} {prior.unit}".replace("= -", "= −")
            yield by_rule("narrative.negative_prior", f"{claim.section} {claim.subject}", text, claim.place)


def _unchanged(disclosure: Disclosure) -> Iterator[Observation]:
    """Yield what is called unchanged beside an earlier figure that differs."""
    for claim in disclosure.claims:
        amount, base = claim.amount, claim.base_amount
        if claim.inferred and amount is not None and base is not None and not amount.agrees_with(base):
            text = f"{claim.subject} {amount}，{claim.base} {base}"
            yield by_rule("direction.unchanged", f"{claim.section} {claim.subject}", text, claim.place)


def on_words(disclosure: Disclosure) -> Iterator[Observation]:
    """Yield the remarks that were made while the document was read, and doubled marks that a transcription lists."""
    for remark in disclosure.remarks:
        place = "" if remark.place.page is None else str(remark.place.page)
        yield by_rule(remark.id, place, remark.text, remark.place)
    for unplaced in disclosure.unplaced:
        if unplaced.text and len(set(unplaced.text)) == 1 and unplaced.text[0] in _MARKS:
            place = "" if unplaced.place.page is None else str(unplaced.place.page)
            yield by_rule("text.punctuation", place, unplaced.text, unplaced.place)
