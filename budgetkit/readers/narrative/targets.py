"""Which claim a share, a change or 持平 belongs to: the subject its words name, else the one that is being said."""

from __future__ import annotations

from dataclasses import dataclass, replace

from budgetkit.model.disclosure import Place
from budgetkit.readers.narrative.code_paths import key
from budgetkit.readers.narrative.context import Context, crosses_sentence
from budgetkit.readers.narrative.drafts import Draft
from budgetkit.readers.narrative.roles import Role, phrase
from budgetkit.readers.narrative.subjects import Subject, clauses

_LEAST = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """A share, completion, change or growth to be said: its role, which field, where it stands, its base.

    ``unchanged``: it is 持平, which is said only of what is known or was spoken of.
    """

    role: Role
    field: str
    place: Place
    base: str = ""
    unchanged: bool = False


def target(context: Context, figure: Figure) -> int | None:
    """Return the draft that takes a figure, opened for it; ``None`` where it is not clear whose it is."""
    role = figure.role
    words = role.subject or role.rest
    subject, named = context.subject_of(words, adjacent=bool(clauses(words)) and not words.endswith("。"))
    if not named and role.subject and role.rest:
        subject, named = context.subject_of(role.rest, adjacent=True)
    if phrase("net").search(words) and (context.leads or _speaks_of_several(context)):
        # 甲增加80万元，乙减少30万元，增减相抵后净增加50万元: of what they are the parts of.
        subject, named = context.leader if context.leads else None, True
    if not named:
        return _unnamed(context, figure)
    if subject is not None and context.current is not None and _is_said_again(context, subject):
        return _open(context, context.current, figure)
    strange = subject is not None and not subject.known and context.last_of(subject) is None
    if subject is None or (figure.unchanged and strange):
        context.lost = True
        return None
    return _of(context, subject, figure)


def _speaks_of_several(context: Context) -> bool:
    """Tell whether a paragraph that is not about one item spoke of several subjects."""
    said = {draft.subject.key for draft in context.drafts if draft.paragraph == context.paragraph}
    return context.item is None and len(said) > 1


def _is_said_again(context: Context, subject: Subject) -> bool:
    """Tell whether words that name nothing known are part of the name just said.

    «一般公共预算财政拨款支出预算20702.25万元，与上年相比，财政拨款支出增加…».
    """
    draft = context.draft
    if subject.known or draft is None or not draft.subject.known or context.lost:
        return False
    name = key(subject.name)
    return len(name) >= _LEAST and name in key(context.spoken)


def _unnamed(context: Context, figure: Figure) -> int | None:
    if not context.lost:
        if context.current is None and context.implied is not None:
            return _of(context, context.implied, figure)
        if context.current is not None and not _of_several(context, figure.role):
            return _open(context, context.current, figure)
        if figure.role.base and context.has_led and context.leader and crosses_sentence(figure.role.rest):
            # «甲10万元，其中：乙4万元，丙6万元。比上年增加1万元»: the sentence goes on with what it listed the parts of.
            return _of(context, context.leader, figure)
    context.lost = True
    return None


def _of_several(context: Context, role: Role) -> bool:
    """Tell whether a sentence without a subject may speak of the total or of the last of several parts.

    «甲1万元、乙2万元，比上年增加…», «甲1万元，乙2万元。比上年增加…».
    """
    draft = context.draft
    if context.listed and role.rest.startswith("，") and role.base and draft and draft.is_bare:
        return True
    return context.ends_list(role.rest)


def _of(context: Context, subject: Subject, figure: Figure) -> int:
    at = context.last_of(subject)
    context.topic, context.lost = subject, False
    if at is None:
        return context.keep(Draft(subject, context.paragraph, figure.place))
    if at != context.current and context.drafts[at].is_bare:
        context.drafts[at] = replace(context.drafts[at], place=figure.place)
        return _open(context, at, figure)
    if at == context.current:
        return _open(context, at, figure)
    return context.keep(context.drafts[at].again(context.paragraph, figure.place))


def _open(context: Context, at: int, figure: Figure) -> int:
    """Return the draft itself where it can still take the figure, else a new one that carries its amount."""
    draft, share = context.drafts[at], figure.field == "share"
    base = figure.role.base or figure.base
    other_base = (
        (not share or figure.role.id == "completion") and bool(base and draft.base) and base != draft.base
    )
    if getattr(draft, figure.field) is not None or other_base or (draft.completion and not share):
        return context.keep(draft.again(context.paragraph, figure.place))
    context.current = at
    return at
