"""A function of the package called in a fork of the warm parent, beside the caller, who fetches the result in files."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from budgetkit.nursery import WarmKernel, can_fork, nursery


class Errand:
    """A call on its way: of a module's function, with texts, which leaves what it makes in files.

    A fork has the slow imports done already, and leaves this process free. Where nothing can be forked, or the fork
    did not bring it to an end, ``finish`` makes the call here, so that an error is raised where it can be seen.
    """

    def __init__(self, function: Callable[..., object], *arguments: str) -> None:
        """Send it off at once where that can be."""
        self._call: Callable[[], object] = lambda: function(*arguments)
        self._fork = _sent(f"{function.__module__}:{function.__qualname__}", arguments)

    def finish(self) -> None:
        """Wait until it is done; raises what the function raises."""
        if self._fork is None or self._fork.wait() != 0:
            self._call()


def _sent(function: str, arguments: tuple[str, ...]) -> WarmKernel | None:
    if can_fork():
        with contextlib.suppress(OSError):
            return nursery(os.getpid()).parent(os.environ).call(function, arguments, os.environ, Path.cwd())
    return None
