"""Set budgetkit up on a fresh machine: ``python start.py`` does the main job, ``python start.py test`` the tests.

Needs nothing but Python 3.11 or newer with what comes with it. Everything goes into the folder .venv beside this
file; the second time nothing is installed again unless the metadata changed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE / ".venv"
USAGE = "usage: python start.py [run [SOURCE] [-o OUT] …] | test [pytest arguments …] | install"


def python_of(home: Path) -> Path:
    """Return the interpreter of a virtual environment, on Windows and elsewhere."""
    return home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def call(*words: str | Path, cwd: Path | None = None) -> None:
    """Run a command, where the user stands unless told where, and end with its status when it fails."""
    done = subprocess.run([str(w) for w in words], cwd=cwd, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def make_environment() -> None:
    """Create the virtual environment; where this Python came without pip, say what to do."""
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        sys.exit(
            "this Python comes without venv or pip: install them first (on Debian: apt install python3-venv)"
        )
    venv.create(HOME, with_pip=True)


def install(extra: str) -> None:
    """Install the package with an extra, and compile it, unless that has been done for this very metadata."""
    key = hashlib.sha256(
        (HERE / "pyproject.toml").read_bytes() + extra.encode() + sys.version.encode()
    ).hexdigest()
    stamp = HOME / f"installed-{extra or 'base'}"
    if stamp.exists() and stamp.read_text() == key:
        return
    if not python_of(HOME).exists():
        make_environment()
    target = f".[{extra}]" if extra else "."
    print("installing budgetkit into .venv, this takes a minute or two …", flush=True)
    call(
        python_of(HOME),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--editable",
        target,
        cwd=HERE,
    )
    # Without compiled bytecode every start of a kernel costs seconds; some environments switch it off.
    libraries = HOME / ("Lib" if os.name == "nt" else "lib")
    subprocess.run(
        [python_of(HOME), "-m", "compileall", "-q", "-j", "0", libraries, "budgetkit"], cwd=HERE, check=False
    )
    stamp.write_text(key)


def main() -> None:
    """Do what the words ask."""
    # An older Python is what this guard is for.
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(f"budgetkit needs Python 3.11 or newer, this is {sys.version.split()[0]}")
    what, *words = sys.argv[1:] or ["run"]
    if what == "test":
        install("test")
        call(python_of(HOME), "-m", "pytest", *words, cwd=HERE)
    elif what in ("run", "install"):
        install("")
        if what == "run":
            call(python_of(HOME), "-m", "budgetkit", "run", *words)
    else:
        sys.exit(USAGE)


if __name__ == "__main__":
    main()
