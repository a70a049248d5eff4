"""Observations on words: what the reader of the narrative remarked on."""

from __future__ import annotations

from collections.abc import Iterator

from budgetkit.checks.observations.observation import Observation, by_rule
from budgetkit.model.disclosure import Disclosure

_MARKS = "。，；、："


def on_words(disclosure: Disclosure) -> Iterator[Observation]:
    """Yield the remarks that were made while the document was read, and doubled marks that a transcription lists."""
    for remark in disclosure.remarks:
        place = "" if remark.place.page is None else str(remark.place.page)
        yield by_rule(remark.id, place, remark.text, remark.place)
    for unplaced in disclosure.unplaced:
        if unplaced.text and len(set(unplaced.text)) == 1 and unplaced.text[0] in _MARKS:
            place = "" if unplaced.place.page is None else str(unplaced.place.page)
            yield by_rule("text.punctuation", place, unplaced.text, unplaced.place)
