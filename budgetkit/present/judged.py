"""Frames of what was judged: claims with verdicts, findings, the implied prior year, comparisons, observations."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from budgetkit.checks.comparison import Change
from budgetkit.checks.judge import VERDICTS, Finding
from budgetkit.checks.observations import observe
from budgetkit.checks.prior_year import Prior
from budgetkit.checks.prior_year import prior_year as implied
from budgetkit.checks.verdicts import Findings
from budgetkit.checks.verdicts import check as judge_all
from budgetkit.model.disclosure import Disclosure, need_disclosure
from budgetkit.present import results
from budgetkit.present.frames import tidy
from budgetkit.present.narrative import recompute


def claims(disclosure: Disclosure, everything: bool = False) -> pd.DataFrame:
    """Return one row a statement with a share, change or growth and its verdict.

    ``everything``: plain amounts too, and in ``verdict_of`` of which part the verdict is (share, growth, change …).

    Raises:
        TypeError: it is no disclosure.

    >>> from budgetkit import reference
    >>> claims(reference()).loc[0, ["subject", "amount", "unit"]].tolist()
    ['一般公共预算', Decimal('233.82'), '万元']
    """
    need_disclosure(disclosure, "claims")
    return tidy(results.claims(disclosure, everything), results.ALL_CLAIMS if everything else results.CLAIMS)


def findings(found: Iterable[Finding] | Disclosure) -> pd.DataFrame:
    """Return one row a finding: identity, place, left, right, gap, allowance, verdict, message.

    >>> from budgetkit import reference
    >>> findings(reference()).loc[0, ["identity", "verdict"]].tolist()
    ['structure.tables', 'exact']
    """
    source = judge_all(found) if isinstance(found, Disclosure) else found
    return tidy(results.findings(source), results.FINDINGS)


def counts(found: Findings) -> pd.DataFrame:
    """Return one row a verdict: how many findings have it, zeros included.

    >>> from budgetkit import check, reference
    >>> counts(check(reference()))["verdict"].tolist()
    ['exact', 'rounded', 'broken', 'undefined', 'unstated']
    """
    return pd.DataFrame(list(found.counts.items()), columns=["verdict", "count"], dtype=object)


def prior_year(source: Disclosure | Iterable[Prior]) -> pd.DataFrame:
    """Return one row a statement with a change: the prior figure it implies, its range, whether it is consistent.

    Raises:
        TypeError: it is neither a disclosure nor what ``changes.prior_year`` found in one.

    >>> from budgetkit import reference
    >>> prior_year(reference()).loc[0, ["amount", "change", "prior", "low", "high"]].astype(str).tolist()
    ['233.82', '28.45', '205.37', '205.36', '205.370867']
    """
    if isinstance(source, str) or not isinstance(source, Iterable):
        need_disclosure(source, "prior_year")
    priors = implied(source) if isinstance(source, Disclosure) else source
    return tidy(results.prior_year(priors), results.PRIOR)


def changes(found: Iterable[Change]) -> pd.DataFrame:
    """Return one row a cell of two disclosures: both amounts, actual and stated change, status."""
    return tidy(results.changes(found), results.CHANGES)


def recomputed(disclosure: Disclosure) -> pd.DataFrame:
    """Return one row a stated share, completion or growth: as printed, recomputed, and the range it can have.

    >>> from budgetkit import reference
    >>> recomputed(reference()).iloc[0].tolist()[1:6]
    ['一般公共预算', '', 'share', Decimal('74.51'), '74.5077']
    """
    return tidy(results.recomputed(recompute(disclosure)), results.RECOMPUTED)


def observed(disclosure: Disclosure) -> pd.DataFrame:
    """Return one row an observation, in both languages: for a person to judge, never errors.

    >>> from budgetkit import reference
    >>> observed(reference()).columns.tolist()
    ['id', 'place', 'zh', 'en']
    """
    return tidy(results.observations(observe(disclosure)), results.OBSERVATIONS)


def by_identity(found: Iterable[Finding], language: str = "both") -> pd.DataFrame:
    """Return one row an identity, in the order judged: what it says, how often it was judged, the five counts.

    >>> from budgetkit import check, reference
    >>> by_identity(check(reference()), "en").loc[0, ["identity", "judged", "exact"]].tolist()
    ['structure.tables', 1, 1]
    """
    rows: dict[str, dict[str, object]] = {}
    for finding in found:
        label = finding.statement.label
        text = label[language] if language in ("zh", "en") else f"{label.zh} · {label.en}"
        row = rows.setdefault(finding.identity, {"identity": finding.identity, "says": text, "judged": 0})
        for verdict in VERDICTS:
            row[verdict] = int(str(row.get(verdict, 0))) + (finding.verdict == verdict)
        row["judged"] = int(str(row["judged"])) + 1
    return pd.DataFrame(list(rows.values()), columns=["identity", "says", "judged", *VERDICTS], dtype=object)
