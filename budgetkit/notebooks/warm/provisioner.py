"""The jupyter_client provisioner ``budgetkit-warm``: kernels forked from the warm parent, else started as ever.

With ``JUPYTER_DEFAULT_PROVISIONER_NAME=budgetkit-warm`` in the environment it serves papermill, nbclient, nbmake and
nbval alike. A kernel listens on sockets in a private folder, so that no two race for a port.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import os
import shutil
import signal
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, Final

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from budgetkit.notebooks.warm.client import LONGEST_START, ParentGone, WarmKernel, can_fork, client_of

_LONGEST_SOCKET: Final = 100
_SHORT: Final = "/tmp"
"""Where sockets may lie when the folder of temporary files has too long a name."""
_PLAIN_ARGUMENTS: Final = frozenset({"env", "cwd", "extra_arguments", "kernel_id"})


class WarmProvisioner(LocalProvisioner):
    """Launches, signals and watches one forked kernel; of other kernels than this Python's it keeps its hands off."""

    folder: Path | None = None
    process: Any = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Let manager and kernel meet at sockets in a private folder, where that can be."""
        manager: Any = self.parent
        if manager is not None and self.folder is None and _is_own(self.kernel_spec.argv):
            self.folder = _private_folder()
        if self.folder is not None and manager.transport == "tcp" and not self.ports_cached:
            manager.transport = "ipc"
            manager.ip = str(self.folder / "s")
            manager.connection_file = manager.connection_file or str(self.folder / "connection.json")
        launch: dict[str, Any] = await super().pre_launch(**kwargs)
        return launch

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork the kernel and wait until it listens; start it as a process of its own where that fails."""
        if self.folder is None or not kwargs.keys() <= _PLAIN_ARGUMENTS or _settings_in(kwargs.get("cwd")):
            return await self._start_plain(cmd, kwargs)
        try:
            self.process = await self._fork(cmd, kwargs["env"], Path(kwargs.get("cwd") or Path.cwd()))
        except (OSError, ParentGone) as error:
            _say_once(f"kernels cannot be forked from a warm parent ({error}); each one starts by itself")
            return await self._start_plain(cmd, kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd")
        return self.connection_info

    async def _start_plain(self, cmd: list[str], kwargs: dict[str, Any]) -> Any:
        _PLAIN.add(self)
        return await super().launch_kernel(cmd, **kwargs)

    async def _fork(self, cmd: list[str], environment: dict[str, str], cwd: Path) -> WarmKernel:
        assert self.folder is not None
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        kernel = client_of(os.getpid()).parent(environment).fork(arguments, environment, cwd, self.folder)
        try:
            await asyncio.wait_for(asyncio.wrap_future(kernel.ready), LONGEST_START)
        except (asyncio.CancelledError, TimeoutError):
            kernel.send_signal(signal.SIGKILL)
            raise
        return kernel

    async def wait(self) -> int | None:
        """The exit code, as soon as the kernel has ended."""
        if not isinstance(self.process, WarmKernel):
            return int(await super().wait() or 0)
        code = await asyncio.wrap_future(self.process.ended)
        self.process = None
        return code

    async def send_signal(self, signum: int) -> None:
        """Signal the kernel and what it started.

        The interrupt that a manager sends before it asks for the end waits: an idle kernel does not need it.
        """
        if isinstance(self.process, WarmKernel):
            if signum != signal.SIGINT or not getattr(self.parent, "shutting_down", False):
                self.process.send_signal(signum)
        else:
            await super().send_signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel and what it started, and wait for its end."""
        await super().kill(restart=restart)
        await self._ended_within(5)

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Wait for the end of a kernel that was asked to end, interrupt it when it is busy; the rest is the manager's."""
        await super().shutdown_requested(restart=restart)
        if isinstance(self.process, WarmKernel) and not await self._ended_within(0.3):
            self.process.send_signal(signal.SIGINT)
            await self._ended_within(0.3)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove the folder of the sockets once the kernel is gone for good, and end what it started and left."""
        await super().cleanup(restart=restart)
        if self in _PLAIN:
            _PLAIN.discard(self)
            _kill_group(self.pgid)
        if self.folder is not None and not restart:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None

    async def _ended_within(self, seconds: float) -> bool:
        if isinstance(self.process, WarmKernel):
            await asyncio.wait([asyncio.wrap_future(self.process.ended)], timeout=seconds)
            return self.process.poll() is not None
        return self.process is None


_PLAIN: Final[set[WarmProvisioner]] = set()
"""Those whose kernel is a process of its own."""


def end_plain_kernels() -> None:
    """Kill every kernel that is a process of its own, with what it started; who waits for one sees that it died."""
    for one in list(_PLAIN):
        if (process := one.process) is not None and process.poll() is None:
            _kill_group(one.pgid)
            process.kill()


def _kill_group(group: int | None) -> None:
    if group and hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


def _is_own(command: list[str]) -> bool:
    """Whether a kernel specification starts ipykernel in this very Python, without options that change it."""
    if not can_fork():
        _say_once("this system cannot fork kernels from a warm parent; each one starts by itself")
        return False
    python, *options = command
    named = {
        "python",
        f"python{sys.version_info[0]}",
        "python{}.{}".format(*sys.version_info),
        sys.executable,
    }
    return python in named and [o for o in options if o != "-Xfrozen_modules=off"][:2] == [
        "-m",
        "ipykernel_launcher",
    ]


def _private_folder() -> Path | None:
    """Return a new folder whose name is short enough for sockets, else ``None``."""
    for place in (None, _SHORT):
        with contextlib.suppress(OSError):
            folder = Path(tempfile.mkdtemp(prefix="budgetkit-", dir=place))
            if len(os.fsencode(folder / "s-5")) <= _LONGEST_SOCKET:
                return folder
            folder.rmdir()
    return None


def _settings_in(cwd: str | None) -> bool:
    """Whether matplotlib, imported in this folder, would read settings from it, as the warm parent did not."""
    return Path(cwd or "", "matplotlibrc").exists()


_SAYING = threading.Lock()


def _say_once(sentence: str) -> None:
    # Notebooks are executed in threads, and two that start together would both find the cache empty.
    with _SAYING:
        _warn(sentence)


@functools.cache
def _warn(sentence: str) -> None:
    logging.getLogger("budgetkit.notebooks.warm.engine").warning(sentence)
