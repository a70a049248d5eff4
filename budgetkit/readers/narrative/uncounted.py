"""Numbers of running text that count nothing: years, dates, numbering, codes, thresholds, telephone numbers.

The patterns are data (``reference/national/narrative.toml``), each with the reason that the account of numbers gives.
"""

from __future__ import annotations

import re
from functools import cache

from budgetkit.readers.narrative.roles import narrative


def uncounted(text: str) -> list[tuple[int, int, str]]:
    """Return the stretches of a folded text whose numbers count nothing: begin, end, reason.

    >>> [(text[a:b], why) for text in ["2024年第3条"] for a, b, why in uncounted(text)]
    [('2024年', 'a year'), ('第3', 'a numbering')]
    """
    return [(m.start(), m.end(), reason) for reason, pattern in _patterns() for m in pattern.finditer(text)]


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((entry["reason"], re.compile(entry["pattern"])) for entry in narrative()["uncounted"])
