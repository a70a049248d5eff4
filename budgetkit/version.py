"""The version, said once, and how what is missing is installed."""

from pathlib import Path
from typing import Final

VERSION: Final = "0.1.0"


def how_to_install(extra: str) -> str:
    """Return the command that installs an extra: of the checkout this package lies in, else with pip.

    >>> "corpus" in how_to_install("corpus")
    True
    """
    checkout = Path(__file__).resolve().parents[1] / "start.py"
    return f"python3 {checkout} install {extra}" if checkout.exists() else f"pip install 'budgetkit[{extra}]'"
