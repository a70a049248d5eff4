"""Set budgetkit up on a fresh machine and do what is asked: ``python start.py`` does the main job.

Needs nothing but Python 3.11 or newer with what comes with it; where ``uv`` is there, it installs faster. Everything
goes into the folder .venv beside this file; the second time nothing is installed again unless the metadata changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE / ".venv"
USAGE = """usage: python start.py [WHAT]
  run [SOURCE] [-o OUT] …     the main job (the default)
  test [pytest arguments …]   pass the tests
  install [EXTRA …]           set up, with extras of pyproject.toml: corpus, dask, docs, lab, ocr, test
  docs                        build the documentation site into docs/_build/html
  lint                        style and types
  bench NAME …                one of benchmarks/"""


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


def installed_by_uv(target: str) -> bool:
    """Install with uv where it is there and works; its cache makes a second environment a matter of seconds."""
    uv = shutil.which("uv")
    command = [uv, "pip", "install", "--quiet", "--python", str(python_of(HOME)), "--editable", target]
    return uv is not None and not subprocess.run(command, cwd=HERE, check=False).returncode  # type: ignore[arg-type]


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
    if not installed_by_uv(target):
        pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable")
        call(python_of(HOME), *pip, target, cwd=HERE)
    # Without compiled bytecode every start of a kernel costs seconds; some environments switch it off.
    libraries = HOME / ("Lib" if os.name == "nt" else "lib")
    subprocess.run(
        [python_of(HOME), "-m", "compileall", "-q", "-j", "0", libraries, "budgetkit"], cwd=HERE, check=False
    )
    stamp.write_text(key)


def python(*words: str) -> None:
    """Run a module or script of the environment in the project's folder."""
    call(python_of(HOME), *words, cwd=HERE)


def main() -> None:
    """Do what the words ask."""
    # An older Python is what this guard is for.
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(f"budgetkit needs Python 3.11 or newer, this is {sys.version.split()[0]}")
    what, *words = sys.argv[1:] or ["run"]
    if what in ("-h", "--help", "help"):
        print(USAGE)
        return
    if what == "test":
        install("test")
        python("-m", "pytest", *words)
    elif what == "run":
        install("")
        call(python_of(HOME), "-m", "budgetkit", "run", *words)
    elif what == "install":
        # Not there before Python 3.11, where the sentence above must still be said.
        import tomllib

        extras = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"][
            "optional-dependencies"
        ]
        if unknown := [word for word in words if word not in extras]:
            sys.exit(f"no extra {', '.join(unknown)}; there are {', '.join(extras)}")
        for extra in words or [""]:
            install(extra)
    elif what == "docs":
        install("docs")
        python("-m", "sphinx", "-W", "--keep-going", "-b", "html", "docs", "docs/_build/html", *words)
    elif what == "lint":
        install("test")
        python("-m", "ruff", "check", ".")
        python("-m", "ruff", "format", "--check", ".")
        python("-m", "mypy")
    elif what == "bench" and words:
        install("test")
        python(f"benchmarks/{words[0].removesuffix('.py')}.py", *words[1:])
    else:
        sys.exit(USAGE)


if __name__ == "__main__":
    main()
