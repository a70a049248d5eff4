"""Likely causes of all contradictions of a disclosure, ranked; never asserted."""

from __future__ import annotations

from budgetkit.checks.joint.causes import Cause
from budgetkit.checks.joint.joint import reconcile
from budgetkit.checks.joint.result import Change, Reconciliation
from budgetkit.model.disclosure import Disclosure


def likely_causes(found: Disclosure | Reconciliation) -> tuple[tuple[Change, Cause], ...]:
    """Return every cause that would explain a contradiction with the change it belongs to, the most telling first.

    Causes of likelier repairs come before those of less likely ones; empty where nothing contradicts or no slip
    explains it.
    """
    judged = found if isinstance(found, Reconciliation) else reconcile(found)
    ranked = [
        (repair.rank, -cause.weight, repair.group, change, cause)
        for repair in judged.repairs
        for change in repair.changes
        for cause in change.causes
    ]
    ranked.sort(key=lambda r: r[:3])
    return tuple((change, cause) for *_, change, cause in ranked)
