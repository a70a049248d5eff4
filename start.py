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
IMPORT_ONCE = "from budgetkit.notebooks.warm.server import PRELOADED, preload; preload(PRELOADED)"
USAGE = """usage: python start.py [WHAT]
  run [SOURCE] [-o OUT] …     the main job (the default)
  test [pytest arguments …]   pass the tests, on as many processors as there are, eight at most
  install [EXTRA …]           set up, with extras of pyproject.toml: corpus, dask, docs, lab, ocr, test
  docs                        build the documentation site into docs/_build/html
  lint                        style and types
  bench NAME …                one of benchmarks/"""


def python_of(home: Path) -> Path:
    """Return the interpreter of a virtual environment, on Windows and elsewhere."""
    return home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def environment() -> dict[str, str]:
    """Return the environment in which compiled bytecode is kept: without it every start of a kernel costs seconds."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def run(*words: str | Path) -> bool:
    """Run a command in the project's folder; tell whether it ended well."""
    return not subprocess.run([str(w) for w in words], cwd=HERE, env=environment(), check=False).returncode


def call(*words: str | Path, cwd: Path | None = None) -> None:
    """Run a command, where the user stands unless told where, and end with its status when it fails."""
    done = subprocess.run([str(w) for w in words], cwd=cwd, env=environment(), check=False)
    if done.returncode:
        sys.exit(done.returncode)


def installed_by_uv(uv: str, target: str) -> bool:
    """Make the environment and install with uv: its cache makes a second environment a matter of seconds."""
    made = python_of(HOME).exists() or run(
        uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, HOME
    )
    return made and run(uv, "pip", "install", "--quiet", "--python", python_of(HOME), "--editable", target)


def install_by_pip(target: str) -> None:
    """Make the environment and install with pip; where this Python came without it, say what to do."""
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        sys.exit(
            "this Python comes without venv or pip: install them first (on Debian: apt install python3-venv)"
        )
    if shutil.which("pip", path=str(python_of(HOME).parent)) is None:
        venv.create(HOME, with_pip=True)
    # What is never imported, the libraries' own tests for one, need not be compiled: a quarter of the space.
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", "--editable")
    call(python_of(HOME), *pip, target, cwd=HERE)


def install(extra: str) -> None:
    """Install the package with an extra unless that has been done for this very metadata; then import it once."""
    key = hashlib.sha256(
        (HERE / "pyproject.toml").read_bytes() + extra.encode() + sys.version.encode()
    ).hexdigest()
    stamp = HOME / f"installed-{extra or 'base'}"
    if stamp.exists() and stamp.read_text() == key:
        return
    uv, target = shutil.which("uv"), f".[{extra}]" if extra else "."
    print(f"installing budgetkit into .venv with {'uv' if uv else 'pip'}, a minute or two …", flush=True)
    if uv is None or not installed_by_uv(uv, target):
        install_by_pip(target)
    run(python_of(HOME), "-c", IMPORT_ONCE)
    stamp.write_text(key)


def python(*words: str) -> None:
    """Run a module or script of the environment in the project's folder."""
    call(python_of(HOME), *words, cwd=HERE)


def processors() -> int:
    """Return how many processors this process may use, eight at most: each tester takes half a gigabyte of memory."""
    may_use = getattr(os, "sched_getaffinity", None)
    return min(8, len(may_use(0)) if may_use else os.cpu_count() or 1)


def test(*words: str) -> None:
    """Pass the tests: all of them, or what the words name, on all processors unless the words say on how many."""
    chosen = any(word.startswith(("-n", "--numprocesses", "--pdb", "--trace", "no:xdist")) for word in words)
    count = 1 if chosen else processors()
    if not words:
        print(f"{count} at a time; on two processors all tests take about ten minutes", flush=True)
    python("-m", "pytest", *(("--numprocesses", str(count)) if count > 1 else ()), *words)


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
        test(*words)
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
