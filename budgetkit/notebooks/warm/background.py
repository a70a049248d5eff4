"""A function of the package called in a fork of the warm parent, beside the caller, who fetches the result in files."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from budgetkit.notebooks.warm.client import WarmKernel, can_fork, client_of


class BackgroundCall:
    """A call on its way: of a module's function, with texts, which leaves what it makes in files.

    A fork has the slow imports done already, and leaves this process free. Where nothing can be forked, or the fork
    did not bring it to an end, ``finish`` makes the call here, so that an error is raised where it can be seen.
    Leaving its context ends a call that was not waited for; ``scratch``, the folder it works in, goes with it.
    """

    def __init__(self, function: Callable[..., object], *arguments: str, scratch: Path) -> None:
        """Send it off at once where that can be."""
        self._call: Callable[[], object] = lambda: function(*arguments)
        self._scratch = scratch
        self._fork = _sent(f"{function.__module__}:{function.__qualname__}", arguments, scratch)

    def __enter__(self) -> BackgroundCall:
        """The call itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it, where it is still under way."""
        if self._fork is not None and self._fork.poll() is None:
            self._fork.send_signal(signal.SIGKILL)
            self._fork.wait()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def finish(self) -> None:
        """Wait until it is done; raises what the function raises."""
        if self._fork is None or self._fork.wait() != 0:
            self._call()


def _sent(function: str, arguments: tuple[str, ...], scratch: Path) -> WarmKernel | None:
    if can_fork():
        with contextlib.suppress(OSError):
            parent = client_of(os.getpid()).parent(os.environ)
            return parent.call(function, arguments, os.environ, Path.cwd(), scratch)
    return None
