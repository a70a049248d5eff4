"""The warm parent of kernels: a process that has done the slow imports and forks one real ipykernel per notebook.

``python -m budgetkit.notebooks.warm.server REQUESTS REPLIES`` speaks lines of JSON over two inherited pipes. A request is
``{"fork": n, "argv": […], "env": {…}, "cwd": "…", "folder": "…"}``, with ``"call": "module:function", "with": […]`` for
``argv`` where a function is to be called instead, or ``{"signal": n, "number": signum}``; a reply is
``{"ready": n, "is": pid}``, which a fork says of itself, or ``{"exit": n, "is": code}``. When the requests end, because
the client closed them or died, every living kernel is killed with its process group, and the folder of its sockets goes.

Sockets, threads, event loop and shell are made after the fork. What libraries decide at import is decided as in a
kernel: the backend of matplotlib is named beforehand, pandas finds a shell that has a kernel, and an output that spells
its encoding as a kernel's does.
"""

from __future__ import annotations

import atexit
import builtins
import contextlib
import gc
import importlib
import io
import json
import os
import selectors
import shutil
import signal
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from budgetkit.notebooks.warm.kernel import become_kernel, call_function, end_kernel, reply

PRELOADED: Final = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.extensions.storemagic",
    "sqlite3",
    "tornado.platform.asyncio",
    "tornado.queues",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "matplotlib.dates",
    "pandas",
    "pandas.io.formats.style",
    "budgetkit.present.display",
    "budgetkit.present.judged",
    "budgetkit.figures",
    "budgetkit.figures.composition",
    "budgetkit.figures.display",
)

_WHILE_IMPORTING: Final = {
    # Else the import of the debugger warns in the terminal.
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    # A process that forks should have one thread: Arrow's allocator would start another, which nothing here needs.
    # (OpenBLAS ends its own before a fork.)
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}


def main() -> None:
    """Import, then serve requests until they end."""
    requests, replies = int(sys.argv[1]), int(sys.argv[2])
    # Registered first, so that in a kernel it is called after every hook of the notebook and of libraries.
    atexit.register(end_kernel, os.getpid())
    if sys.path[0] in ("", str(Path.cwd())):
        del sys.path[0]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(requests, replies, preload(PRELOADED))
    # The client waits for this end, and there is nothing left to tear down.
    os._exit(0)


def preload(names: Iterable[str]) -> dict[str, str]:
    """Import what notebooks need as it would be imported in a kernel; what is not installed is left out.

    Returns what the imports, and a kernel itself, add to the environment.
    """
    before = dict(os.environ)
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    os.environ.update(_WHILE_IMPORTING)
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)  # type: ignore[attr-defined]
    kernel_like = io.TextIOWrapper(io.BytesIO(), encoding="UTF-8")
    with warnings.catch_warnings(), kernel_like, contextlib.redirect_stdout(kernel_like):
        warnings.simplefilter("ignore")
        for name in names:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
    del builtins.get_ipython  # type: ignore[attr-defined]
    gc.collect()
    gc.freeze()
    for name in _WHILE_IMPORTING.keys() - before.keys():
        del os.environ[name]
    return dict(os.environ.items() - before.items())


def serve(requests: int, replies: int, added: dict[str, str]) -> None:
    """Answer requests and report exits until the requests end, then end every kernel."""
    kernels: dict[int, tuple[int, str]] = {}
    # Ended by this, it would leave its kernels behind.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    woken, waker = _wake_on_child()
    for source, lines in _arrivals(requests, woken, _rehearse):
        if source == woken:
            _reap(kernels, replies)
        for line in lines:
            request = json.loads(line)
            if "fork" in request:
                request["env"] = added | request["env"]
                kernels[request["fork"]] = (
                    _fork(request, replies, (requests, woken, waker)),
                    request["folder"],
                )
            elif request["signal"] in kernels:
                _signal(kernels[request["signal"]][0], request["number"])
    for pid, folder in kernels.values():
        _signal(pid, signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)


def _wake_on_child() -> tuple[int, int]:
    """A pipe whose first end becomes readable when a child has exited."""
    out, into = os.pipe()
    for end in (out, into):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(into, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return out, into


def _rehearse() -> None:
    """Do once beforehand what notebooks do first, so that kernels inherit the caches this fills; nothing else is kept.

    Only what leaves nothing behind but caches may stand here: reference data, compiled patterns, drawn glyphs. The
    bundled font may not be made known here, since a plain kernel would not know it before it is asked for.
    """
    # Whatever fails costs time only.
    with contextlib.suppress(Exception):
        from matplotlib.figure import Figure

        from budgetkit.checks.verdicts import check
        from budgetkit.present.display import view, view_table
        from budgetkit.present.judged import by_identity, claims
        from budgetkit.source import reference

        disclosure = reference()
        for frame in (claims(disclosure), by_identity(check(disclosure))):
            view(frame)._repr_html_()
        view_table(disclosure, "expenditure")._repr_html_()
        figure = Figure()
        figure.subplots().plot([1, 2])
        figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")
    gc.collect()
    gc.freeze()


def _arrivals(requests: int, woken: int, idle: Callable[[], None]) -> Iterator[tuple[int, Sequence[bytes]]]:
    """Each pipe that has something, with the whole lines of it, until the requests end; ``idle`` is called once."""
    rest = b""
    with selectors.DefaultSelector() as waiting:
        waiting.register(requests, selectors.EVENT_READ)
        waiting.register(woken, selectors.EVENT_READ)
        rested = False
        while True:
            ready = waiting.select(0)
            if not ready and not rested:
                idle()
                rested = True
            for key, _ in ready or waiting.select():
                got = os.read(key.fd, 1 << 16)
                if key.fd == woken:
                    yield woken, ()
                    continue
                if not got:
                    return
                *lines, rest = (rest + got).split(b"\n")
                yield requests, lines


def _reap(kernels: dict[int, tuple[int, str]], replies: int) -> None:
    for number, (pid, _) in list(kernels.items()):
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            # What it started and left ends with it; until it is waited for, its number is nobody else's.
            _signal(pid, signal.SIGKILL)
            del kernels[number]
            reply(replies, {"exit": number, "is": os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])})


def _signal(pid: int, number: int) -> None:
    """Signal a kernel and what it started; alone, when it has not made its own group yet."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _fork(request: dict[str, Any], replies: int, of_parent: Iterable[int]) -> int:
    """Fork a child for a request; it closes the descriptors that are the parent's alone."""
    pid = os.fork()
    if pid:
        return pid
    for descriptor in of_parent:
        os.close(descriptor)
    (call_function if "call" in request else become_kernel)(request, replies)
    raise AssertionError("a fork never returns")


if __name__ == "__main__":
    # As a module of its own: a kernel puts the notebook in the place of __main__.
    from budgetkit.notebooks.warm import server

    server.main()
