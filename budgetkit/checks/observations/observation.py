"""What an observation is, and what the rules of ``reference/observations.toml`` say."""

from __future__ import annotations

from dataclasses import dataclass

from budgetkit.forms.data import reference
from budgetkit.model.disclosure import Place


@dataclass(frozen=True, slots=True)
class Observation:
    """Something worth a look: a stable id, the place, and a sentence in both languages."""

    id: str
    place: str
    zh: str
    en: str
    page: int | None = None

    @property
    def code(self) -> str:
        """The classification code it is about; empty where the place is none, as a page is."""
        return self.place if self.place.isdigit() and self.place != str(self.page) else ""

    @property
    def rule(self) -> tuple[str, str]:
        """What its kind is called in Chinese and English: the words before the colon, where both sentences have one."""
        zh, mark, _ = self.zh.partition("：")
        en, colon, _ = self.en.partition(": ")
        return (zh, en) if mark and colon else ("需查看", "to be looked at")

    def say(self, language: str) -> str:
        """Return the sentence in ``zh`` or ``en``."""
        return self.en if language == "en" else self.zh


def by_rule(id_: str, place: str, text: str, where: Place) -> Observation:
    """Return an observation in the words that its rule has for it.

    >>> by_rule("text.year", "1", "比2026年预算", Place(8)).en
    'a year that does not fit the document: 比2026年预算'
    """
    rules = reference("observations")
    says = rules["says"].get(id_) or next(rule for rule in rules["pattern"] if rule["id"] == id_)
    zh, en = (says[language].replace("{text}", text) for language in ("zh", "en"))
    return Observation(id_, place, zh, en, where.page)
