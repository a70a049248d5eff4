"""All statements of a disclosure at once: can they hold, which figures contradict, how far can each hidden one move.

Every printed figure is an unknown inside its interval, every identity, share and growth a linear row. A solver
(HiGHS) searches; every verdict is checked in exact rational arithmetic, so that its tolerance never accuses anyone.
"""

from budgetkit.checks.joint.causes import Cause
from budgetkit.checks.joint.certificate import Certificate
from budgetkit.checks.joint.coverage import Coverage, coverage
from budgetkit.checks.joint.extents import Bound, Bounds, bounds
from budgetkit.checks.joint.joint import judge_together, likely_causes, reconcile
from budgetkit.checks.joint.result import Conflict, Correction, Reconciliation, Repair

__all__ = [
    "Bound",
    "Bounds",
    "Cause",
    "Certificate",
    "Conflict",
    "Correction",
    "Coverage",
    "Reconciliation",
    "Repair",
    "bounds",
    "coverage",
    "judge_together",
    "likely_causes",
    "reconcile",
]
