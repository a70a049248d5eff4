"""What the statements of a narrative are about, in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from budgetkit.forms.english import heading_in_both, in_both, part_in_both
from budgetkit.forms.form import Form
from budgetkit.forms.label import Label
from budgetkit.forms.sections import cell_in_english
from budgetkit.model.codes import bundled, official_name
from budgetkit.model.disclosure import Claim

_NUMBER: Final = re.compile(r"[\d.]*")
"""Sections that are called by their number, or not at all."""


def english_subject(claim: Claim, layout: Form) -> str:
    """Return what a statement is about in English: by the code list, its form, the cell it speaks of, the words known.

    Empty where none knows it; of «name·field» the name stays and the field is in English.
    """
    named = official_name(claim.code, "en") if claim.code else None
    subjects = (s for section in layout.sections if section.id == claim.section for s in section.subjects)
    found = named or next((s.label.en for s in subjects if s.about == claim.about), "")
    name, _, part = claim.subject.rpartition("·")
    if name:
        known = in_both(part)
        return f"{name}, {known.en}" if known.en != part else ""
    found = found or (cell_in_english(claim.about) if claim.about else "")
    known = in_both(claim.subject)
    return found or (known.en if known.en != known.zh else "") or _economic().get(claim.subject, "")


@cache
def _economic() -> Mapping[str, str]:
    """Return the English of the names of economic items, by the name."""
    return {entry.name_zh: entry.name_en for entry in bundled("economic").values()}


def subject_in_both(claim: Claim, layout: Form) -> Label:
    """Return what a statement is about, as printed where no English is known."""
    return Label(claim.subject, english_subject(claim, layout) or claim.subject)


def statement_in_words(claim: Claim, layout: Form) -> Label:
    """Return section and subject of a statement in both languages; a heading is parted from what stands under it."""
    section = part_in_both(claim.section) or heading_in_both(claim.section)
    subject = subject_in_both(claim, layout)
    if not _NUMBER.fullmatch(claim.section):
        section = Label(f"{section.zh}：", f"{section.en}:")
    return Label(f"{section.zh} {subject.zh}".replace("： ", "："), f"{section.en} {subject.en}".strip())
