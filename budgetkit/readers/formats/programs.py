"""Programs outside Python that open what no library does: LibreOffice for old texts, bsdtar for 7z and rar."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from budgetkit.model.errors import UnreadableDocument

_NOT_UNPACKED = "{name} is damaged, encrypted or empty (压缩包损坏或已加密)"
SECONDS = 180
"""How long LibreOffice may take for one document."""
UNPACK_SECONDS = 120
"""How long an archive may take."""

HOW_TO_GET = {
    "libreoffice": (
        "install LibreOffice, or save it as .docx or .xlsx and read that "
        "(请安装 LibreOffice，或另存为 .docx、.xlsx)"
    ),
    "bsdtar": "install bsdtar (libarchive), or unpack it and read what it holds (请安装 bsdtar，或先解压)",
}
"""What to do where a program is missing."""

_NAMES = {"libreoffice": ("soffice", "libreoffice"), "bsdtar": ("bsdtar", "tar")}
_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""No macros, no active content, no links followed."""


def found(program: str) -> str | None:
    """Return the path of a program, ``None`` where it is not installed."""
    for name in _NAMES[program]:
        path = shutil.which(name)
        if path and (name != "tar" or _is_bsdtar(path)):
            return path
    return None


@cache
def _is_bsdtar(path: str) -> bool:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return False
    return b"bsdtar" in said


def converted(data: bytes, name: str, suffix: str, becomes: str) -> bytes:
    """Return a document turned by LibreOffice into ``docx`` or ``xlsx``, in a profile of its own, without macros.

    Raises:
        UnreadableDocument: LibreOffice is not installed, does not open the document, or takes too long.
    """
    program = found("libreoffice")
    if program is None:
        raise UnreadableDocument(f"{name} is not read here: {HOW_TO_GET['libreoffice']}")
    with tempfile.TemporaryDirectory(prefix="budgetkit-") as folder:
        root = Path(folder)
        profile = root / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        source, target = root / f"document{suffix}", root / "out" / f"document.{becomes}"
        source.write_bytes(data)
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
        command += ["--nolockcheck", "--nodefault", "--convert-to", _FILTERS[becomes]]
        _run([*command, "--outdir", str(target.parent), str(source)], SECONDS, name, folder)
        if not target.is_file() or not target.stat().st_size:
            raise UnreadableDocument(f"LibreOffice does not open {name}; it may be damaged (文件可能损坏)")
        return target.read_bytes()


def unpacked(data: bytes, name: str, limit: int, most: int) -> dict[str, bytes]:
    """Return the files of a 7z or rar archive by name, unpacked by bsdtar within limits of bytes and files.

    Raises:
        UnreadableDocument: bsdtar is not installed, the archive is damaged, encrypted, or larger than the limits.
    """
    program = found("bsdtar")
    if program is None:
        raise UnreadableDocument(f"{name} is not read here: {HOW_TO_GET['bsdtar']}")
    with tempfile.TemporaryDirectory(prefix="budgetkit-") as folder:
        source = Path(folder) / "archive"
        source.write_bytes(data)
        # Written as one tar to standard output: nothing it names reaches the file system.
        command = [program, "-cf", "-", "--format=pax", f"@{source}"]
        stream = _run(command, UNPACK_SECONDS, name, folder, most_bytes=limit, must_succeed=True)
    return _members(stream, name, most)


def _members(stream: bytes, name: str, most: int) -> dict[str, bytes]:
    import tarfile
    from io import BytesIO

    files: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=BytesIO(stream), mode="r:") as archive:
            for member in archive:
                content = archive.extractfile(member) if member.isfile() else None
                if content is not None:
                    files[member.name] = content.read()
                if len(files) > most:
                    raise UnreadableDocument(f"{name} holds more than {most} files (压缩包内文件过多)")
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise UnreadableDocument(_NOT_UNPACKED.format(name=name)) from error
    return files


def _run(
    command: list[str],
    seconds: int,
    name: str,
    home: str,
    *,
    most_bytes: int = 1 << 20,
    must_succeed: bool = False,
) -> bytes:
    """Run a program in a process group and a home of its own and return what it writes, up to a limit.

    What an archive holds before a damaged file is not returned where the program ``must_succeed``.
    """
    keep = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
    # In the locale of a bare system bsdtar leaves files with Chinese names out.
    locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    environment = {key: value for key, value in os.environ.items() if key in keep} | {
        "HOME": home,
        "LC_ALL": locale,
    }
    own_group = {"start_new_session": True} if os.name == "posix" else {}
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            **own_group,  # type: ignore[call-overload]
        )
    except OSError as error:
        raise UnreadableDocument(
            f"{Path(command[0]).name} cannot be started for {name} (程序无法启动)"
        ) from error
    timer = _Timer(process, seconds)
    try:
        written: bytes = process.stdout.read(most_bytes + 1)
        if len(written) > most_bytes:
            timer.kill()
            raise UnreadableDocument(f"{name} unpacks to more than a document holds (文件解压后过大)")
        process.wait()
    finally:
        late = timer.stop()
        process.stdout.close()
    if late:
        program = Path(command[0]).name
        raise UnreadableDocument(f"{program} has not opened {name} in {seconds} seconds (程序超时)")
    if must_succeed and process.returncode:
        raise UnreadableDocument(_NOT_UNPACKED.format(name=name))
    return written


class _Timer:
    """Ends a process, and all that it started, when its time is up."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: int) -> None:
        from threading import Timer

        self._process, self._late = process, False
        self._timer = Timer(seconds, self._expire)
        self._timer.daemon = True
        self._timer.start()

    def _expire(self) -> None:
        self._late = True
        self.kill()

    def kill(self) -> None:
        """End the process and its group."""
        if self._process.poll() is None:
            if os.name == "posix":
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def stop(self) -> bool:
        """Stop the timer, wait for the process, and tell whether its time was up."""
        self._timer.cancel()
        self.kill()
        self._process.wait()
        return self._late
