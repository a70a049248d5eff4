"""The client's side of the warm parent: starts it once for an environment, asks it for kernels, watches them end."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any, Final

LONGEST_START: Final = 600
"""Seconds in which a kernel must have answered: a busy machine takes long to import, and one that dies is noticed."""

PATIENCE: Final = 5.0
"""Seconds in which a warm parent ends by itself when it is not busy importing."""

_COMMAND: Final = (sys.executable, "-m", "budgetkit.notebooks.warm.server")
# What decides how libraries are imported or started; all else of an environment is set after the fork.
_IMPORTS: Final = (
    "PYTHON",
    "IPYTHON",
    "JUPYTER",
    "MPL",
    "MATPLOTLIB",
    "LANG",
    "LC_",
    "TZ",
    "HOME",
    "XDG_",
    "TMP",
)
_THREADS: Final = ("OMP_", "OPENBLAS_", "MKL_", "NUMEXPR_", "VECLIB_", "ARROW_", "LD_")


class ParentGone(RuntimeError):
    """The warm parent, or a kernel it forked, ended before the kernel was ready."""


class WarmKernel:
    """A fork of the warm parent, a kernel or a call, with the futures of its being ready and of its exit code."""

    stdin = stdout = stderr = None

    def __init__(self, number: int, parent: WarmParent) -> None:
        """A kernel asked for, not yet ready."""
        self.number = number
        self.parent = parent
        self.pid = 0
        self.ready: Future[None] = Future()
        self.ended: Future[int] = Future()

    def poll(self) -> int | None:
        """Its exit code, negative for a signal, or None while it lives."""
        return self.ended.result() if self.ended.done() else None

    def wait(self) -> int:
        """Its exit code, once it has ended."""
        return self.ended.result()

    def send_signal(self, number: int) -> None:
        """Signal it and what it started; nothing happens when it has ended."""
        self.parent.send({"signal": self.number, "number": int(number)})

    def end(self, code: int) -> None:
        """Note that it has ended."""
        self.ended.set_result(code)
        if not self.ready.done():
            self.ready.set_exception(ParentGone(f"the kernel ended with {code} before it was ready"))


class WarmParent:
    """A running ``budgetkit.notebooks.warm.server``; OSError when it cannot be started."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Start it; it imports on, and takes requests meanwhile."""
        asked, requests = os.pipe()
        replies, answers = os.pipe()
        self.alive = True
        self.proven = False
        self._requests = os.fdopen(requests, "wb", buffering=0)
        self._kernels: dict[int, WarmKernel] = {}
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        try:
            process = subprocess.Popen(
                [*_COMMAND, str(asked), str(answers)],
                pass_fds=(asked, answers),
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            os.close(asked)
            os.close(answers)
        # A fork of this process must not keep the warm parent from seeing its end.
        os.register_at_fork(after_in_child=self._requests.close)
        self.close = weakref.finalize(self, _close, self._requests, process)
        threading.Thread(
            target=_listen, args=(weakref.ref(self), replies), name="budgetkit-warm-client", daemon=True
        ).start()

    def fork(
        self, arguments: Sequence[str], environment: Mapping[str, str], cwd: Path, folder: Path
    ) -> WarmKernel:
        """Ask for a kernel with these arguments; ``folder`` is removed should this process die."""
        return self._ask({"argv": list(arguments), "folder": str(folder)}, environment, cwd)

    def call(
        self, function: str, arguments: Sequence[str], environment: Mapping[str, str], cwd: Path, folder: Path
    ) -> WarmKernel:
        """Ask for a fork that calls ``module:function`` with these texts and ends, with 0 when it returned."""
        what = {"call": function, "with": list(arguments), "folder": str(folder.absolute())}
        return self._ask(what, environment, cwd)

    def _ask(self, what: Mapping[str, Any], environment: Mapping[str, str], cwd: Path) -> WarmKernel:
        kernel = WarmKernel(next(self._numbers), self)
        with self._lock:
            self._kernels[kernel.number] = kernel
        self.send({"fork": kernel.number, "env": dict(environment), "cwd": str(cwd), **what})
        return kernel

    def send(self, request: Mapping[str, Any]) -> None:
        """Write one request; one that a parent which has ended cannot take shows in its kernels, ended too."""
        line = json.dumps(request).encode() + b"\n"
        with self._lock, contextlib.suppress(OSError, ValueError):
            while line:
                line = line[self._requests.write(line) :]
        if not self.alive:
            self.abandon()

    def note(self, reply: Mapping[str, int]) -> None:
        """Note what the parent says of a kernel."""
        if "ready" in reply:
            self.proven = True
            kernel = self._kernels[reply["ready"]]
            kernel.pid = reply["is"]
            kernel.ready.set_result(None)
        else:
            self._kernels.pop(reply["exit"]).end(reply["is"])

    def abandon(self) -> None:
        """Call every kernel ended: they end with their parent."""
        self.alive = False
        with self._lock:
            orphans, self._kernels = list(self._kernels.values()), {}
        for kernel in orphans:
            kernel.end(-signal.SIGKILL)


class WarmClient:
    """Keeps the warm parent of this process; another one takes its place when the environment or the code changed."""

    def __init__(self) -> None:
        """One without a parent as yet."""
        self._lock = threading.Lock()
        self._parent: WarmParent | None = None
        self._made_for: object = None

    def parent(self, environment: Mapping[str, str]) -> WarmParent:
        """The warm parent for an environment, started when there is none; OSError when it cannot be.

        One that ended before it gave a kernel is not started again.
        """
        wanted = _decisive(environment)
        with self._lock:
            if self._parent is not None and not self._parent.alive and not self._parent.proven:
                raise OSError("the warm parent ended before it gave a kernel")
            if self._parent is None or not self._parent.alive or self._made_for != wanted:
                self._parent, self._made_for = WarmParent(environment), wanted
            return self._parent

    def close(self) -> None:
        """End the warm parent and all its kernels."""
        with self._lock:
            if self._parent is not None:
                self._parent.close()
            self._parent = None


_CLIENTS: Final[dict[int, WarmClient]] = {}


def client_of(process: int) -> WarmClient:
    """The client of the warm parent in the process with this id, which is to be the caller's own."""
    assert process == os.getpid()
    # One step, so that two threads that ask first at the same moment get the same.
    return _CLIENTS.setdefault(process, WarmClient())


NO_FORK: Final = "BUDGETKIT_NO_FORK"
"""Set in the environment, this starts every kernel as a process of its own, as where nothing can be forked."""


def can_fork() -> bool:
    """Whether kernels can be forked here: not on Windows, nor on macOS, whose frameworks do not survive a fork."""
    return hasattr(os, "fork") and sys.platform != "darwin" and not os.environ.get(NO_FORK)


def warm_up() -> None:
    """Start the warm parent of this process in the background, so that it imports while the caller does."""
    if can_fork():
        with contextlib.suppress(OSError):
            client_of(os.getpid()).parent(os.environ)


def _decisive(environment: Mapping[str, str]) -> object:
    settings = sorted(item for item in environment.items() if item[0].startswith(_IMPORTS + _THREADS))
    sources = Path(__file__).parents[2].rglob("*.py")
    return settings, max(source.stat().st_mtime_ns for source in sources)


def _listen(parent: weakref.ref[WarmParent], replies: int) -> None:
    with os.fdopen(replies, encoding="ascii") as lines:
        for line in lines:
            if (listener := parent()) is not None:
                listener.note(json.loads(line))
            del listener
    if (listener := parent()) is not None:
        listener.abandon()


def _close(requests: Any, process: subprocess.Popen[bytes]) -> None:
    requests.close()
    try:
        process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        # It is importing still and has no kernel: one that serves takes no notice of this, and ends by itself.
        process.terminate()
        process.wait()


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
