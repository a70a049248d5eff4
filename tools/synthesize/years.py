"""Fictitious disclosures of each form from hidden exact amounts, one year or several of one department."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from types import MappingProxyType
from typing import Final

from budgetkit.model.disclosure import Disclosure
from synthesize import names, university
from synthesize.accounts import disclosure as accounts
from synthesize.errors import SeededError, put_in
from synthesize.outturn import ExactAmounts, exact_amounts
from synthesize.shanghai import disclosure as shanghai
from synthesize.xinjiang import disclosure as xinjiang


@dataclass(frozen=True)
class Synthetic:
    """A fictitious disclosure as a perfect reader would return it, the errors put in, and the exact amounts behind it."""

    disclosure: Disclosure
    truth: tuple[SeededError, ...]
    hidden: ExactAmounts


Build = Callable[[ExactAmounts, str, int, Random], Disclosure]
_FORMS: Final[Mapping[str, Build]] = MappingProxyType(
    {
        "xinjiang-budget": xinjiang,
        "shanghai-budget": shanghai,
        "shanghai-final-accounts": accounts,
        "central-university-budget": university.budget,
        "central-university-final-accounts": university.accounts,
    }
)


def synthesize(
    form_id: str,
    year: int,
    seed: int,
    *,
    department: str | None = None,
    rows: int | None = None,
    errors: Sequence[str] = (),
) -> Synthetic:
    """Return a complete fictitious disclosure of a form.

    ``rows`` is how many functional items of its own the department has; ``errors`` names kinds of errors to put in
    (``synthesize.KINDS``). The same arguments give the same disclosure on every machine.

    Raises:
        KeyError: no such form.
        ValueError: no such kind of error, or no figure it can happen to.

    >>> made = synthesize("xinjiang-budget", 2025, 1)
    >>> made.disclosure.fictitious, len(made.disclosure.tables), made.truth
    (True, 11, ())
    """
    return synthesize_years(form_id, (year,), seed, department=department, rows=rows, errors=errors)[0]


def synthesize_years(
    form_id: str,
    years: Sequence[int],
    seed: int,
    *,
    department: str | None = None,
    rows: int | None = None,
    errors: Sequence[str] = (),
) -> tuple[Synthetic, ...]:
    """Return the disclosures of one department for consecutive years.

    The change a year states is measured from the exact amounts behind the year before.

    Raises:
        KeyError: no such form.
        ValueError: the years do not follow one another, or as for one year.
    """
    if form_id not in _FORMS:
        raise KeyError(f"no generator for form {form_id!r}; there are {', '.join(_FORMS)} (synthesize)")
    if not years or list(years) != list(range(years[0], years[0] + len(years))):
        raise ValueError(f"years must follow one another, got {list(years)}")
    rng = Random(f"{form_id} {seed}")
    name = department or names.department(rng, form_id)
    made = []
    size = rows or rng.randint(2, 7)
    for year, hidden in zip(years, exact_amounts(form_id, years, seed, rng, size), strict=True):
        built = _FORMS[form_id](hidden, name, year, Random(f"{form_id} {seed} {year}"))
        wrong, truth = put_in(built, errors, Random(f"{form_id} {seed} {year} errors"))
        made.append(Synthetic(wrong, truth, hidden))
    return tuple(made)
