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

if TYPE_CHECKING:
    from budgetkit.amount import Amount
    from budgetkit.changes import prior_year
    from budgetkit.comparison import compare
    from budgetkit.display import view, view_table
    from budgetkit.errors import BudgetkitError, UnknownForm, UnreadableDocument
    from budgetkit.forms import form, form_ids
    from budgetkit.ledger import claims, findings
    from budgetkit.model import Claim, Disclosure, Indicator, Row, Table
    from budgetkit.package import load, save
    from budgetkit.readers.read import read
    from budgetkit.source import open_source, reference
    from budgetkit.tables import facts, frame, published
    from budgetkit.verdicts import check

__version__: Final = "0.1.0"

_WHERE: Final = {
    "Amount": "amount",
    "BudgetkitError": "errors",
    "Claim": "model",
    "Disclosure": "model",
    "Indicator": "model",
    "Row": "model",
    "Table": "model",
    "UnknownForm": "errors",
    "UnreadableDocument": "errors",
    "check": "verdicts",
    "claims": "ledger",
    "compare": "comparison",
    "facts": "tables",
    "view": "display",
    "view_table": "display",
    "findings": "ledger",
    "form": "forms",
    "form_ids": "forms",
    "frame": "tables",
    "load": "package",
    "open_source": "source",
    "prior_year": "changes",
    "published": "tables",
    "read": "readers.read",
    "reference": "source",
    "save": "package",
}

__all__ = [
    "Amount",
    "BudgetkitError",
    "Claim",
    "Disclosure",
    "Indicator",
    "Row",
    "Table",
    "UnknownForm",
    "UnreadableDocument",
    "__version__",
    "check",
    "claims",
    "compare",
    "facts",
    "findings",
    "form",
    "form_ids",
    "frame",
    "load",
    "open_source",
    "prior_year",
    "published",
    "read",
    "reference",
    "save",
    "view",
    "view_table",
]


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
