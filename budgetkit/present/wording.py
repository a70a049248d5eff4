"""Words of the figures: one text in zh, en or both; amounts and shares as printed; where a figure comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from budgetkit.forms.english import english_unit
from budgetkit.forms.form import Form, Label
from budgetkit.forms.layout import form_of
from budgetkit.model.amount import UNITS, Amount
from budgetkit.model.codes import official_name
from budgetkit.model.disclosure import Disclosure, Row
from budgetkit.model.fraction import Fraction

LANGUAGES: Final = ("zh", "en", "both")
_LARGE = 1_000_000
_NUMBERING = re.compile(
    r"^(?:[(（][一二三四五六七八九十\d]{1,2}[)）][、.．]?\s*|[一二三四五六七八九十\d]{1,2}[、.．]\s*|[IVX]+\.\s*)?"
    r"(?:其中[:：]|of which )?"
)
_KINDS = {
    "budget": Label("部门预算", "departmental budget"),
    "final_accounts": Label("部门决算", "final accounts"),
}


def check_language(language: str) -> str:
    """Return the language.

    Raises:
        ValueError: it is none of ``zh``, ``en`` and ``both``.
    """
    if language not in LANGUAGES:
        raise ValueError(
            f"no figures in language {language!r}; there are {', '.join(LANGUAGES)} (budgetkit/figures)"
        )
    return language


@dataclass(frozen=True, slots=True)
class Scale:
    """The unit a figure shows, and to how many places; values come in yuan, as exact fractions.

    >>> Scale("万元", 2).show(Fraction(3138200))
    '313.82'
    """

    unit: str
    places: int
    converted_from: str = ""

    def show(self, yuan: Fraction) -> str:
        """Return a value in the unit with thousands separators, rounded half up to the places."""
        scaled = abs(yuan) / Fraction(UNITS[self.unit]) * 10**self.places
        whole, rest = divmod(int(scaled + Fraction(1, 2)), 10**self.places)
        digits = f"{whole:,}" + (f".{rest:0{self.places}d}" if self.places else "")
        return f"−{digits}" if yuan < 0 and (whole or rest) else digits

    def signed(self, yuan: Fraction) -> str:
        """Return a change with its sign; zero has none."""
        return f"+{self.show(yuan)}" if yuan > 0 else self.show(yuan)

    def money(self, yuan: Fraction, signed: bool = False) -> Label:
        """Return a value, or a change with its sign, with the unit in both languages."""
        shown = self.signed(yuan) if signed else self.show(yuan)
        return Label(f"{shown} {self.unit}", f"{shown} {english_unit(self.unit)}")

    def number(self, yuan: Fraction) -> float:
        """Return a value in the unit as a float, for drawing only."""
        return float(yuan / Fraction(UNITS[self.unit]))


def scale_of(amounts: Iterable[Amount]) -> Scale:
    """Return the unit that amounts are printed in; 万元 instead of 元 where they run into millions."""
    found = [a for a in amounts if a.unit.endswith("元")]
    if not found:
        return Scale("万元", 2)
    unit, places = found[0].unit, min(2, max(a.places for a in found))
    if unit == "元" and max(abs(a.exact) for a in found) >= _LARGE:
        return Scale("万元", 2, "元")
    return Scale(unit, places)


def percent(part: Fraction, whole: Fraction, places: int = 1) -> str:
    """Return part ÷ whole in percent; what is not nothing never shows as 0, what is not all never as 100.

    >>> percent(Fraction(1), Fraction(3)), percent(Fraction(1), Fraction(9999)), percent(Fraction(9999), Fraction(10000))
    ('33.3%', '<0.1%', '>99.9%')
    """
    if not whole:
        return ""
    share = part / whole * 100
    step = Fraction(1, 10**places)
    if 0 < share < step / 2:
        return f"<{float(step):.{places}f}%"
    if 100 - step / 2 <= share < 100:
        return f">{float(100 - step):.{places}f}%"
    tenths = int(abs(share) / step + Fraction(1, 2))
    return f"{'−' if share < 0 else ''}{tenths // 10**places}.{tenths % 10**places:0{places}d}%"


def growth(step: Fraction, before: Fraction) -> str:
    """Return a change in percent of what was there before, with its sign and two places, as documents print it.

    >>> growth(Fraction(2845), Fraction(28537)), growth(Fraction(-1), Fraction(3)), growth(Fraction(0), Fraction(3))
    ('+9.97%', '−33.33%', '0.00%')
    """
    hundredths = int(abs(step / before) * 10_000 + Fraction(1, 2))
    sign = ("+" if step > 0 else "−") if hundredths else ""
    return f"{sign}{hundredths // 100:,}.{hundredths % 100:02d}%"


def clean(label: Label) -> Label:
    """Return a label without the numbering of its line.

    >>> clean(Label("一、财政拨款收入", "I. Appropriations"))
    Label(zh='财政拨款收入', en='Appropriations')
    """
    zh, en = (_NUMBERING.sub("", text.strip(), count=1) for text in (label.zh, label.en))
    return Label(zh or label.zh, en[:1].upper() + en[1:])


def row_label(row: Row, of: Form, table: str) -> Label:
    """Return a row's name as printed, numbering left off, with English from the form or the official list."""
    known = of.table(table).row_label(row.item or row.code, row.half) if row.item or row.code else None
    english = known.en if known else official_name(row.code, "en") or ""
    return clean(Label(row.name, english))


def code_label(code: str, printed: str) -> Label:
    """Return a functional or economic code's name: as printed, else the official one, else the code."""
    return clean(Label(printed or official_name(code) or code, official_name(code, "en") or ""))


def small(label: Label) -> str:
    """Return the English name for the inside of a sentence, the Chinese one where there is no other."""
    return label.en[:1].lower() + label.en[1:] if label.en else label.zh


def department(disclosure: Disclosure) -> Label:
    """Return department, year and kind, for the source line of a figure."""
    kind = _KINDS.get(disclosure.kind, _KINDS["budget"])
    made_up = ("（虚构）", " (fictitious)") if disclosure.fictitious else ("", "")
    return Label(
        f"{disclosure.department} {disclosure.year} 年{kind.zh}{made_up[0]}",
        f"{disclosure.department}, {kind.en} {disclosure.year}{made_up[1]}",
    )


def titles(disclosure: Disclosure, tables: Iterable[str]) -> Label:
    """Return the tables a figure was drawn from, by their printed numbers and titles."""
    layout = form_of(disclosure)
    found = [(disclosure[t], layout.table(t)) for t in dict.fromkeys(tables) if t in disclosure]
    chinese = "、".join(f"《{f.title.zh}》" for _, f in found)
    english = "; ".join(f.title.en for _, f in found)
    return Label(chinese, english)


def units(scale: Scale) -> Label:
    """Return the line that says the unit."""
    zh, en = f"单位：{scale.unit}", f"Unit: {english_unit(scale.unit)}"
    if scale.unit == "万元":
        en += " (= 10,000 yuan)"
    if scale.converted_from:
        zh += f"，由{scale.converted_from}换算"
        en += f", converted from {english_unit(scale.converted_from)}"
    return Label(zh, en)
