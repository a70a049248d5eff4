"""How fast a long job goes and how long it will still take, from what was counted so far."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

WINDOW: Final = 60.0
"""The rate is that of the last so many seconds: documents differ, and what was there before a start counts for nothing."""


@dataclass
class Stopwatch:
    """Counts with the times they were reached at, in seconds of any clock that only goes forward.

    >>> watch = Stopwatch()
    >>> watch.reached(100, 0.0), watch.reached(104, 2.0)
    (None, None)
    >>> watch.rate, watch.say(of=110)
    (2.0, '2.0/s · 剩余 left 0:03')
    """

    seen: deque[tuple[float, int]] = field(default_factory=deque)

    def reached(self, count: int, now: float) -> None:
        """Note that so many are done now."""
        self.seen.append((now, count))
        while len(self.seen) > 2 and now - self.seen[1][0] > WINDOW:
            self.seen.popleft()

    @property
    def rate(self) -> float:
        """Done in a second of late, 0.0 while there is nothing to tell it by."""
        if len(self.seen) < 2:
            return 0.0
        (start, before), (now, count) = self.seen[0], self.seen[-1]
        return (count - before) / (now - start) if now > start else 0.0

    def say(self, of: int) -> str:
        """Return rate and time left in words, empty while there is no rate."""
        if not self.rate:
            return ""
        left = round((of - self.seen[-1][1]) / self.rate)
        hours, minutes, seconds = left // 3600, left // 60 % 60, left % 60
        clock = f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
        return f"{self.rate:.1f}/s · 剩余 left {clock}"
