"""How long a judgement may take: seconds of this thread's processor time, whatever else the machine does."""

from __future__ import annotations

from time import thread_time
from typing import Final

SECONDS: Final = 2.0
"""What the joint judgement of one document may take unless something else is asked for."""


class Budget:
    """Seconds of processor time that count from now on.

    Raises:
        ValueError: fewer than zero seconds.

    >>> Budget(0).exhausted
    True
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        """Start counting."""
        if seconds < 0:
            raise ValueError(f"a budget is zero or more seconds of processor time, got {seconds}")
        self._end = thread_time() + seconds

    @property
    def left(self) -> float:
        """Seconds that are left, never below zero."""
        return max(0.0, self._end - thread_time())

    @property
    def exhausted(self) -> bool:
        """Tell whether nothing is left."""
        return self.left == 0

    def share(self, parts: int) -> Budget:
        """Return an equal part of what is left, so that one part of a document cannot use up what others need."""
        return Budget(self.left / parts)
