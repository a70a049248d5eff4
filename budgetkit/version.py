"""The version, said once, and how what is missing is installed."""

from pathlib import Path
from typing import Final

VERSION: Final = "0.1.0"


def how_to_install(extra: str) -> str:
    """Return the command that installs an extra: of the checkout this package lies in, else its libraries with pip.

    >>> "install" in how_to_install("corpus")
    True
    """
    checkout = Path(__file__).resolve().parents[1] / "start.py"
    if checkout.exists():
        return f"python3 {checkout} install {extra}"
    return "pip install " + " ".join(f"'{library}'" for library in _libraries(extra))


def _libraries(extra: str) -> list[str]:
    # Here, since it takes a tenth of the start of a command and is hardly ever needed.
    from importlib.metadata import PackageNotFoundError, requires

    try:
        lines = [line.partition(";") for line in requires("budgetkit") or ()]
    except PackageNotFoundError:
        lines = []
    asked = [library.strip() for library, _, when in lines if when.split() == ["extra", "==", f"'{extra}'"]]
    inner = [name.removeprefix("budgetkit[").rstrip("]") for name in asked if name.startswith("budgetkit[")]
    more = [library for name in inner for library in _libraries(name)]
    return more + [library for library in asked if not library.startswith("budgetkit[")]
