"""What a process does that reads documents for another: one after another, until there is nobody to read for."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import Connection
from typing import Final

from budgetkit.corpus.staging import Stage

READY: Final = "ready"
"""The first thing a worker says; from then on its end is the fault of a document."""


def serve(pipe: Connection, stage: Stage, folder: str) -> None:
    """Stage what comes through the pipe and answer each; an OSError of the staging folder is an answer too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        pipe.send(READY)
        while True:
            work = pipe.recv()
            try:
                pipe.send(stage(work, folder))
            except OSError as error:
                pipe.send(error)


def _end_with_parent() -> None:
    """End this process when its parent is gone, in the middle of a document too."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
