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
    from budgetkit.amount import Amount as Amount
    from budgetkit.comparison import compare as compare
    from budgetkit.display import view as view
    from budgetkit.display import view_table as view_table
    from budgetkit.errors import BudgetkitError as BudgetkitError
    from budgetkit.errors import UnknownForm as UnknownForm
    from budgetkit.errors import UnreadableDocument as UnreadableDocument
    from budgetkit.forms import form as form
    from budgetkit.forms import form_ids as form_ids
    from budgetkit.ledger import by_identity as by_identity
    from budgetkit.ledger import claims as claims
    from budgetkit.ledger import findings as findings
    from budgetkit.ledger import observed as observed
    from budgetkit.ledger import prior_year as prior_year
    from budgetkit.ledger import recomputed as recomputed
    from budgetkit.model import Claim as Claim
    from budgetkit.model import Disclosure as Disclosure
    from budgetkit.model import Indicator as Indicator
    from budgetkit.model import Row as Row
    from budgetkit.model import Table as Table
    from budgetkit.narrative import sentences as sentences
    from budgetkit.package import load as load
    from budgetkit.package import save as save
    from budgetkit.readers.read import read as read
    from budgetkit.source import open_source as open_source
    from budgetkit.source import reference as reference
    from budgetkit.tables import contents as contents
    from budgetkit.tables import facts as facts
    from budgetkit.tables import frame as frame
    from budgetkit.tables import indicators as indicators
    from budgetkit.tables import profile as profile
    from budgetkit.tables import published as published
    from budgetkit.tables import unplaced as unplaced
    from budgetkit.verdicts import check as check

__version__: Final = VERSION

_PUBLIC: Final = {
    "amount": "Amount",
    "comparison": "compare",
    "display": "view view_table",
    "errors": "BudgetkitError UnknownForm UnreadableDocument",
    "forms": "form form_ids",
    "ledger": "by_identity claims findings observed prior_year recomputed",
    "model": "Claim Disclosure Indicator Row Table",
    "narrative": "sentences",
    "package": "load save",
    "readers.read": "read",
    "source": "open_source reference",
    "tables": "contents facts frame indicators profile published unplaced",
    "verdicts": "check",
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
