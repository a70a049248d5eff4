"""English of what documents print and state, and Chinese of what the library says of them (``reference/english.toml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from budgetkit.forms.data import reference
from budgetkit.forms.form import Form
from budgetkit.forms.label import Label
from budgetkit.forms.sections import cell_in_english
from budgetkit.model.amount import Amount
from budgetkit.model.codes import bundled, official_name
from budgetkit.model.disclosure import Claim

_OTHER: Final = re.compile("(.*?) [(（]([^()]*[\u4e00-\u9fff][^()]*)[)）]((?:; .*)?)")
"""A reason with its Chinese in brackets behind it, and what reading would need, a command."""

_HEADING: Final = re.compile("(?:预算|决算)?(?:总体|收支)?(?:情况)?(?:的?说明)?$")
"""How headings of sections end, whatever they are about."""

_DAY: Final = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_MEASURE: Final = re.compile(r"(?P<sign>\D*?)(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>\D+)")
"""A target or result: a sign of comparison, a number, a unit."""


def in_both(text: str) -> Label:
    """Return a printed word with its English where it is known.

    >>> in_both("数量指标").en
    'quantity'
    """
    return Label(text, _words()["words"].get(text, text))


def english_unit(unit: str, one: bool = False) -> str:
    """Return the English of a unit, itself where it has none; ``one`` for the singular of what is counted.

    >>> english_unit("辆"), english_unit("辆", one=True), english_unit("万元")
    ('vehicles', 'vehicle', 'wan yuan')
    """
    single, _, many = str(_words()["units"].get(unit, unit)).partition("|")
    return single if one or not many else many


def heading_in_both(heading: str) -> Label:
    """Return the heading of a section in both languages, as printed where its words are not known; numbers stay.

    >>> heading_in_both("财政拨款支出预算情况说明").en, heading_in_both("5.2").en
    ('Expenditure from appropriations', '5.2')
    """
    known = _words()["headings"]
    plain = _HEADING.sub("", heading)
    return Label(heading, known.get(plain, heading))


def section_in_english(section: str) -> str:
    """Return how a section is spoken of: «section 5.2», else by its heading.

    >>> section_in_english("5.2"), section_in_english("收入预算情况说明")
    ('section 5.2', '“Revenue”')
    """
    return f"section {section}" if section[:1].isdigit() else f"“{heading_in_both(section).en}”"


def amount_in_both(amount: Amount, grouped: bool = False) -> Label:
    """Return an amount as printed, its unit in both languages; ``grouped`` sets commas between thousands."""
    value = f"{amount.value:,f}" if grouped else f"{amount.value:f}"
    if amount.unit in ("%", ""):
        return Label(value + amount.unit, value + amount.unit)
    return Label(f"{value} {amount.unit}", f"{value} {english_unit(amount.unit, amount.value == 1)}".rstrip())


def account_in_both(numbers: str) -> Label:
    """Return the account of a document's numbers, as its source keeps it, in words.

    >>> account_in_both("31 printed = 24 fact + 7 unplaced").en
    'numbers printed 31: amounts of tables 24, numbers not placed 7'
    >>> account_in_both("2 printed = 3 fact + -1 not printed").en
    'numbers printed 2: amounts of tables 3, more often than printed 1'
    """
    words: Mapping[str, Sequence[str]] = _words()["account"]
    parts = [(words[fate], number) for number, fate in re.findall(r"(\d+) (not printed|[a-z]+)", numbers)]
    zh, en = ([f"{names[n]} {number}" for names, number in parts] for n in (0, 1))
    return Label(f"{zh[0]}：{'，'.join(zh[1:])}", f"{en[0]}: {', '.join(en[1:])}")


def measure_in_both(text: str) -> Label:
    """Return a printed target or result with its unit in both languages; as printed where the unit has no English.

    >>> measure_in_both("≥70个").en, measure_in_both("按时").en, measure_in_both("2024年9月30日").en
    ('≥70', 'on time', '2024-09-30')
    """
    if day := _DAY.fullmatch(text.strip()):
        return Label(text, "-".join(part.zfill(2) for part in day.groups()))
    found = _MEASURE.fullmatch(text.strip())
    if found is None and text.strip() in _words()["words"]:
        return in_both(text.strip())
    if found is None or found["unit"] not in _words()["units"]:
        return Label(text, text)
    unit = english_unit(found["unit"], found["number"] == "1")
    return Label(text, f"{found['sign']}{found['number']} {unit}".rstrip())


def named_in_both(name: str) -> Label:
    """Return a name of a body, an indicator or a project; English stands beside it where every word of it is known.

    Where a word is not known there is none: some words of a name in brackets are no translation.

    >>> named_in_both("援疆工作经费").en, named_in_both("争取福建对口支援昌吉州项目").en
    ('援疆工作经费 (aid to Xinjiang: working funds)', '争取福建对口支援昌吉州项目')
    """
    known = _words()["gloss"]
    words = "|".join(sorted(map(re.escape, known), key=len, reverse=True))
    if not re.fullmatch(f"(?:{words})+", name):
        return Label(name, name)
    return Label(name, f"{name} ({': '.join(known[word] for word in re.findall(words, name))})")


def reason_in_both(reason: str) -> Label:
    """Return why something found no place, in both languages.

    >>> reason_in_both("its row has no label").zh, reason_in_both("标点重复 / doubled punctuation").en
    ('所在行没有名称', 'doubled punctuation')
    """
    if " / " in reason:
        zh, _, en = reason.partition(" / ")
        return Label(zh, en)
    if found := _OTHER.fullmatch(reason):
        return Label(found[2], found[1] + found[3])
    zh = reason
    for english, chinese in _words()["reasons"].items():
        zh = zh.replace(english, chinese)
    return Label(zh, reason)


def part_in_both(part: str) -> Label | None:
    """Return the name of a part of a place that is neither a row nor a column; ``None`` for any other."""
    found = _words()["places"].get(part)
    return Label(found[0], found[1]) if found else None


def table_in_both(number: str) -> Label:
    """Return how a table is called by the number that it is printed with.

    >>> table_in_both("5"), table_in_both("公开05表").zh, table_in_both("公开05表").en
    (Label(zh='表5', en='table 5'), '公开05表', 'table 5')
    """
    digits = re.search(r"\d+(?:[-.]\d+)*", number)
    chinese = number if number.endswith("表") else f"表{number}"
    return Label(chinese, f"table {digits[0].lstrip('0') if digits else number}")


def base_in_both(base: str) -> Label:
    """Return the words a change is counted from in both languages; unknown ones stay as printed.

    >>> base_in_both("上年预算").en, base_in_both("2023年预算执行数").en, base_in_both("2024年预算").en
    ("last year's budget", 'the 2023 outturn', 'the 2024 budget')
    """
    for pattern, english in _words()["bases"].items():
        if found := re.fullmatch(pattern, base):
            return Label(base, english.format(**found.groupdict()))
    return Label(base, base)


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    return reference("english")


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
    if section.en == subject.en:
        section = Label(section.zh, "")
    # Others are called by their number, or not at all.
    if not re.fullmatch(r"[\d.]*", claim.section):
        section = Label(f"{section.zh}：", f"{section.en}:".removeprefix(":"))
    elif claim.section:
        section = Label(*(f"§{claim.section}",) * 2)
    return Label(f"{section.zh} {subject.zh}".replace("： ", "："), f"{section.en} {subject.en}".strip())
