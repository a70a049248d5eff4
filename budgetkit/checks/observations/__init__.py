"""Observations for a person to judge: never errors, never verdicts. Structure, names, words, performance."""

from __future__ import annotations

from budgetkit.checks.observations.claims import on_claims, on_words
from budgetkit.checks.observations.observation import Observation
from budgetkit.checks.observations.performance import on_performance
from budgetkit.checks.observations.tables import on_tables
from budgetkit.model.disclosure import Disclosure

__all__ = ["Observation", "observe"]


def observe(disclosure: Disclosure) -> tuple[Observation, ...]:
    """Return every observation on a disclosure, each with its place and reason.

    Tables missing or blank, names that differ or are not the code's, notes that contradict their table; indicators;
    rates printed unlike the others, increases larger than their amount; template words, years that cannot be,
    directions against numbers, doubled marks.

    Raises:
        KeyError: the disclosure names a form that does not exist.
    """
    found = (on_tables, on_performance, on_claims, on_words)
    return tuple(observation for rules in found for observation in rules(disclosure))
