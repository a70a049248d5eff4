"""budgetkit reads, checks and reproduces the yearly budgets that Chinese public bodies publish (部门预算公开).

>>> import budgetkit as bk
>>> d = bk.reference()
>>> str(d["expenditure"]["2010450", "total"])
'175.92 万元'
>>> bk.check(d).counts["broken"]
1
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from budgetkit.version import VERSION

if TYPE_CHECKING:
    from budgetkit.checks.comparison import compare as compare
    from budgetkit.checks.verdicts import check as check
    from budgetkit.checks.worked import worked as worked
    from budgetkit.forms.form import form as form
    from budgetkit.forms.form import form_ids as form_ids
    from budgetkit.forms.glossary import glossary as glossary
    from budgetkit.forms.layout import form_of as form_of
    from budgetkit.model.amount import Amount as Amount
    from budgetkit.model.disclosure import Claim as Claim
    from budgetkit.model.disclosure import Disclosure as Disclosure
    from budgetkit.model.disclosure import Indicator as Indicator
    from budgetkit.model.disclosure import Row as Row
    from budgetkit.model.disclosure import Table as Table
    from budgetkit.model.disclosure import card as card
    from budgetkit.model.errors import BudgetkitError as BudgetkitError
    from budgetkit.model.errors import UnknownForm as UnknownForm
    from budgetkit.model.errors import UnreadableDocument as UnreadableDocument
    from budgetkit.package import load as load
    from budgetkit.package import save as save
    from budgetkit.present.display import view as view
    from budgetkit.present.display import view_table as view_table
    from budgetkit.present.frames import contents as contents
    from budgetkit.present.frames import facts as facts
    from budgetkit.present.frames import frame as frame
    from budgetkit.present.frames import indicators as indicators
    from budgetkit.present.frames import profile as profile
    from budgetkit.present.frames import published as published
    from budgetkit.present.frames import unplaced as unplaced
    from budgetkit.present.judged import by_identity as by_identity
    from budgetkit.present.judged import claims as claims
    from budgetkit.present.judged import counts as counts
    from budgetkit.present.judged import findings as findings
    from budgetkit.present.judged import observed as observed
    from budgetkit.present.judged import prior_year as prior_year
    from budgetkit.present.judged import recomputed as recomputed
    from budgetkit.present.narrative import sentences as sentences
    from budgetkit.readers.read import read as read
    from budgetkit.readers.read import read_all as read_all
    from budgetkit.source import open_source as open_source
    from budgetkit.source import reference as reference

__version__: Final = VERSION

_PUBLIC: Final = {
    "checks.comparison": "compare",
    "checks.verdicts": "check",
    "checks.worked": "worked",
    "forms.form": "form form_ids",
    "forms.glossary": "glossary",
    "forms.layout": "form_of",
    "model.amount": "Amount",
    "model.disclosure": "Claim Disclosure Indicator Row Table card",
    "model.errors": "BudgetkitError UnknownForm UnreadableDocument",
    "package": "load save",
    "present.display": "view view_table",
    "present.frames": "contents facts frame indicators profile published unplaced",
    "present.judged": "by_identity claims counts findings observed prior_year recomputed",
    "present.narrative": "sentences",
    "readers.read": "read read_all",
    "source": "open_source reference",
}
_WHERE: Final = {name: module for module, names in _PUBLIC.items() for name in names.split()}

__all__ = ["__version__", *sorted(_WHERE)]


def __getattr__(name: str) -> Any:
    """Import a public name where it is first used, so that `import budgetkit` stays light."""
    if name not in _WHERE:
        raise AttributeError(f"module 'budgetkit' has no attribute {name!r}; public are {', '.join(__all__)}")
    value = getattr(import_module(f"budgetkit.{_WHERE[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return list(__all__)
