"""Claims in the making: what a section of prose has said so far, and how drafts become claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from budgetkit.model.amount import Amount, Interval
from budgetkit.model.disclosure import NOWHERE, Claim, Place
from budgetkit.readers.narrative.roles import bases
from budgetkit.readers.narrative.subjects import Subject

PROJECTS = "narrative/projects/"


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim in the making; ``paragraph`` counts the numbered paragraphs of the section."""

    subject: Subject
    paragraph: int = 0
    place: Place = NOWHERE
    amount: Amount | None = None
    share: Amount | None = None
    whole: str = ""
    completion: bool = False
    change: Amount | None = None
    growth: Amount | None = None
    base: str = ""
    base_amount: Amount | None = None
    inferred: bool = False

    @property
    def is_bare(self) -> bool:
        """Tell whether it says an amount and nothing else."""
        said = (self.share, self.change, self.growth, self.base_amount)
        return all(figure is None for figure in said)

    @property
    def changes_as_said(self) -> bool | None:
        """Tell whether change, growth and earlier amount can be of the amount, ``None`` where too little is said."""
        if self.amount is None or self.change is None or (self.growth is None and self.base_amount is None):
            return None
        base = self.amount.interval - self.change.interval
        if self.base_amount is not None and not base.meets(self.base_amount.interval):
            return False
        if self.growth is None:
            return True
        rate = self.growth.interval
        corners = [b * r for b in (base.low, base.high) for r in (rate.low, rate.high)]
        return Interval(min(corners), max(corners)).meets(self.change.interval)

    def again(self, paragraph: int, place: Place) -> Draft:
        """Return a new draft of the same subject that carries the amount."""
        return Draft(self.subject, paragraph, place, self.amount)


@dataclass(frozen=True, slots=True)
class EarlierFigure:
    """An earlier figure that the text prints: what it is called, its amount, of which subject."""

    base: str
    amount: Amount
    subject: Subject
    paragraph: int
    place: Place = NOWHERE

    def is_of(self, draft: Draft, paragraph: int | None = None) -> bool:
        """Tell whether it is of a draft's subject and stands in its paragraph (or the one given)."""
        here = draft.paragraph if paragraph is None else paragraph
        return self.subject.key == draft.subject.key and self.paragraph == here


def basis_of(base: str) -> str:
    """Return which figure a base is called: opening, adjusted, outturn, accounts or budget; empty where none is named.

    >>> basis_of("年初预算"), basis_of("全年预算数"), basis_of("2023年预算执行数"), basis_of("上年决算数"), basis_of("上年")
    ('opening', 'adjusted', 'outturn', 'accounts', '')
    """
    return next((basis for basis, words in bases().items() if any(word in base for word in words)), "")


def chosen(found: Sequence[EarlierFigure], base: str) -> EarlierFigure | None:
    """Return the earlier figure that a base names, ``None`` where none bears its name or several amounts may.

    A budget that is not said to be the opening or the adjusted one may be either, where only one is printed.
    """
    named = [figure for figure in found if basis_of(figure.base) == basis_of(base)]
    if named:
        return named[-1]
    may_be = [figure for figure in found if may_be_called(figure.base, base)]
    return may_be[-1] if len({figure.amount for figure in may_be}) == 1 else None


_BUDGETS = {"opening", "adjusted", "budget"}


def may_be_called(base: str, other: str) -> bool:
    """Tell whether two names of a base may mean one figure: 预算 may be 年初预算 or 全年预算, 上年 any of last year's."""
    one, other = basis_of(base), basis_of(other)
    return not one or not other or ("budget" in (one, other) and {one, other} <= _BUDGETS)


def with_earlier_figures(drafts: Sequence[Draft], earlier_figures: Sequence[EarlierFigure]) -> list[Draft]:
    """Give the earlier figures that no change named to the amounts of their subjects; one without any stands alone."""
    found = list(drafts)
    for prior in earlier_figures:
        at = next((n for n in reversed(range(len(found))) if prior.is_of(found[n])), None)
        if at is None:
            draft = Draft(prior.subject, prior.paragraph, prior.place)
            found.append(replace(draft, base=prior.base, base_amount=prior.amount))
        elif found[at].base:
            again = found[at].again(found[at].paragraph, found[at].place)
            found.append(replace(again, base=prior.base, base_amount=prior.amount))
        else:
            found[at] = replace(found[at], base=prior.base, base_amount=prior.amount)
    return found


def claims_of(drafts: Sequence[Draft], section: str) -> Iterator[Claim]:
    """Yield the claims of a section; an amount that a quantified statement repeats is not said twice."""
    said = {(d.subject.key, d.amount) for d in drafts if not d.is_bare}
    for draft in drafts:
        if not (draft.is_bare and (draft.subject.key, draft.amount) in said):
            yield from _claims(draft, section)


def _claims(draft: Draft, section: str) -> Iterator[Claim]:
    """Yield one claim; a share of a whole and a change from a printed base are two, for a base is also a whole."""
    subject = draft.subject
    claim = Claim(
        section=section,
        subject=subject.name,
        amount=draft.amount,
        share=draft.share,
        change=draft.change,
        growth=draft.growth,
        code=subject.code,
        about=subject.about,
        whole=draft.whole,
        base=draft.base,
        base_amount=draft.base_amount,
        place=draft.place,
        inferred=draft.inferred,
    )
    if draft.share is None or draft.completion or draft.base_amount is None:
        yield claim
        return
    yield replace(claim, change=None, growth=None, base="", base_amount=None, inferred=False)
    if draft.change is not None or draft.growth is not None:
        yield replace(claim, share=None, whole="")


def with_projects(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Number the lines of each project's allocation, and the projects after the first.

    The first project's amount is ``narrative/projects/amount``, the second's ``narrative/projects_2/amount``, ….
    """
    named: list[tuple[str, Amount | None]] = []
    line = 0
    for claim in claims:
        about = claim.about
        if about.startswith(PROJECTS):
            is_amount = about == f"{PROJECTS}amount"
            # Two projects may bear one name; then their amounts differ.
            if is_amount and (claim.subject, claim.amount) not in named:
                named.append((claim.subject, claim.amount))
                line = 0
            line += not is_amount
            folder = PROJECTS if len(named) < 2 else f"{PROJECTS[:-1]}_{len(named)}/"
            about = folder + about.removeprefix(PROJECTS).replace("{n}", str(line))
        yield replace(claim, about=about)
