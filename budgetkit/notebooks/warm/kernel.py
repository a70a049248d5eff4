"""What a child of the warm parent does: be the kernel that ``python -m ipykernel_launcher`` would be, or one call."""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import io
import json
import os
import signal
import sys
from typing import Any


def reply(replies: int, news: dict[str, int]) -> None:
    """Tell the client something of a kernel, in one line of JSON."""
    # A client that died is noticed at the requests; a line this short is written in one piece.
    with contextlib.suppress(BrokenPipeError):
        os.write(replies, json.dumps(news).encode() + b"\n")


def become_kernel(request: dict[str, Any], replies: int) -> None:
    """Turn this forked child into what ``python -m ipykernel_launcher`` would be, and end with it."""
    _be_on_its_own(request, signal.default_int_handler)
    os.environ["JPY_PARENT_PID"] = str(os.getppid())
    launcher: Any = importlib.import_module("ipykernel_launcher")
    sys.argv = [launcher.__file__, *request["argv"]]
    app: Any = importlib.import_module("ipykernel.kernelapp").IPKernelApp.instance(parent_handle=os.getppid())
    app.initialize()
    reply(replies, {"ready": request["fork"], "is": os.getpid()})
    os.close(replies)
    app.start()
    # It would race with the control thread, which may then wait ten seconds for a closed channel.
    atexit.unregister(app.close)
    sys.exit()


def call_function(request: dict[str, Any], replies: int) -> None:
    """Call a function of the package in this forked child and end: with 0 when it returned, else with 1, quietly."""
    code = 1
    try:
        # The client ends its forks itself when a person interrupts it.
        _be_on_its_own(request, signal.SIG_IGN)
        reply(replies, {"ready": request["fork"], "is": os.getpid()})
        module, _, name = request["call"].partition(":")
        getattr(importlib.import_module(module), name)(*request["with"])
        code = 0
    finally:
        os._exit(code)


def end_kernel(parent: int) -> None:
    """Spare a kernel the teardown of all that the parent imported, once its own objects have been let go."""
    if os.getpid() == parent:
        return
    gc.collect()
    for thing in gc.get_objects():
        if issubclass(type(thing), io.IOBase):
            with contextlib.suppress(OSError, ValueError):
                thing.flush()
    os._exit(0)


def _be_on_its_own(request: dict[str, Any], interrupted: Any) -> None:
    """Leave behind what belongs to the parent, and take folder and environment of the client."""
    os.setsid()
    # From Python 3.12 on asyncio resets it in a forked child by itself; the descriptor is closed by who forked.
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, interrupted)
    _standard_streams()
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    if "numpy" in sys.modules:
        # Python reseeds its own generator after a fork, numpy does not.
        sys.modules["numpy"].random.seed()


def _standard_streams() -> None:
    """No input, and no echo of what a notebook writes to file descriptor 1; errors of the process still show."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
