"""Forms and vocabulary: what the words of documents mean, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budgetkit.forms.form import register as register

__all__ = ["register"]


def __getattr__(name: str) -> object:
    if name == "register":
        from budgetkit.forms.form import register

        return register
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
