"""The joint judgement of the reference and of disclosures with errors put in: verdict, conflicts, repairs, words."""

import doctest
import importlib
import pkgutil
from dataclasses import replace
from decimal import Decimal

import pytest
from synthesize import synthesize, with_figure
from where import DOCUMENTS

import budgetkit.checks.joint as package
from budgetkit.checks.joint import coverage, judge_together, likely_causes, reconcile
from budgetkit.checks.joint.context import names
from budgetkit.checks.verdicts import all_statements, check
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Disclosure
from budgetkit.source import bundled
from budgetkit.source import reference as bundled_reference

SHARE = "claims/26/share"


@pytest.fixture(scope="module")
def reference() -> Disclosure:
    """The bundled reference disclosure."""
    return bundled_reference()


@pytest.fixture(scope="module")
def corrected(reference: Disclosure) -> Disclosure:
    """The reference with 83.79 where it prints 83.78."""
    return with_figure(reference, SHARE, Amount(Decimal("83.79"), "%"))


@pytest.mark.parametrize("module", [m.name for m in pkgutil.iter_modules(package.__path__)])
def test_documented_examples_run(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example in the docstrings gives what it says."""
    monkeypatch.chdir(bundled("data").parent)
    assert doctest.testmod(importlib.import_module(f"budgetkit.checks.joint.{module}")).failed == 0


def test_the_reference_has_one_wrong_figure(reference: Disclosure) -> None:
    """83.78 contradicts 195.92 and 233.82 by 0.0026 万元; it alone must change, to 83.79 exactly."""
    found = reconcile(reference)
    assert found.feasible == "no"
    assert [r.figures for r in found.repairs] == [{SHARE}]
    assert [str(a) for a in found.repairs[0].corrections[0].printed] == ["83.79%"]
    assert [(e.size, e.smallest, e.complete) for e in found.extents] == [(1, True, True)]
    first = {str(f.figure.amount) for f in found.conflicts[0].figures}
    assert first == {"195.92 万元", "233.82 万元", "83.78%"}
    assert round(found.conflicts[0].margin / 10000, 4) == Decimal("0.0026")


def test_corrected_everything_holds(corrected: Disclosure) -> None:
    """With 83.79 an exact unrounded budget lies behind all figures, though the shares add to 100.01."""
    assert reconcile(corrected).feasible == "yes"
    assert reconcile(corrected).certificate is None


def test_without_the_four_shares_the_reference_holds(reference: Disclosure) -> None:
    """Setting the four shares of that section aside is enough, and so is setting 83.78 aside; no other is."""
    statements = all_statements(reference)
    shares = [f"claims/{n}/share" for n in (26, 27, 28, 29)]
    assert judge_together(statements, shares).feasible == "yes"
    assert judge_together(statements, [SHARE]).feasible == "yes"
    assert judge_together(statements, shares[1:]).feasible == "no"


def test_only_that_figure_can_be_set_aside(reference: Disclosure) -> None:
    """Leaving out any other figure of the contradiction leaves a contradiction."""
    statements = all_statements(reference)
    for conflict in reconcile(reference).conflicts:
        for named in conflict.figures:
            verdict = judge_together(statements, [named.figure.id]).feasible
            assert verdict == ("yes" if named.figure.id == SHARE else "no")


def test_the_likeliest_cause_is_the_trimmed_share(reference: Disclosure) -> None:
    """Honest rounding would add to 100.01; that is said first, and as a guess."""
    causes = likely_causes(reference)
    assert causes[0][1].kind == "trimmed"
    assert causes[0][1].say("zh").startswith("可能")
    assert causes[0][1].say("en").startswith("perhaps")


def test_every_certificate_proves(reference: Disclosure) -> None:
    """Each proof is above zero in fractions, and no longer one when a figure's interval is widened by its margin."""
    for conflict in reconcile(reference).conflicts:
        certificate = conflict.certificate
        assert conflict.proof.proves and certificate.gap > 0
        wider = {
            n: replace(b, low=b.low - certificate.margin, high=b.high + certificate.margin)
            for n, b in certificate.boxes.items()
        }
        assert not replace(certificate, boxes=wider).proves


def test_unknown_figures_are_refused(reference: Disclosure) -> None:
    """Setting aside a figure that nothing speaks of is a bad call, and the message says where ids are."""
    with pytest.raises(KeyError, match=r"no statement speaks of figure 'x/y/z'.*coverage"):
        reconcile(reference, ["x/y/z"])


@pytest.mark.parametrize(
    ("figure", "value", "cause"),
    [
        ("expenditure/2010450/total", "179.52", "transposed"),
        ("basic/30101/total", "350.40", "decimal"),
        ("general_public/total/total", "2338200.00", "unit"),
        ("claims/24/change", "-28.45", "sign"),
    ],
)
def test_an_error_put_in_is_found_alone(corrected: Disclosure, figure: str, value: str, cause: str) -> None:
    """A wrong figure that several statements guard is the only suspect, with what was there and why it is wrong."""
    right = {f.id: f for s in all_statements(corrected) for f in s.figures}[figure].amount
    if cause == "decimal":
        value = f"{right.value * 10}"
    wrong = with_figure(corrected, figure, replace(right, value=Decimal(value)))
    found = reconcile(wrong)
    assert [r.figures for r in found.repairs] == [{figure}]
    change = found.repairs[0].corrections[0]
    assert right in change.printed
    assert change.causes[0].kind == cause


def test_two_errors_apart_are_both_found(corrected: Disclosure) -> None:
    """Errors that share no figures make two groups, each with its own repair."""
    wrong = corrected
    for figure, value in (
        ("revenue/2080505/total", "31.32"),
        ("claims/72/amount", "9"),
        ("basic/30102/total", "99.99"),
    ):
        statements = {f.id: f for s in all_statements(wrong) for f in s.figures}
        if figure in statements:
            wrong = with_figure(wrong, figure, replace(statements[figure].amount, value=Decimal(value)))
    found = reconcile(wrong)
    assert {"revenue/2080505/total", "basic/30102/total"} <= found.suspects
    assert all(e.smallest for e in found.extents)
    assert len(found.likeliest) == sum(e.size for e in found.extents)


def test_words_in_both_languages(reference: Disclosure) -> None:
    """The judgement names the figures as printed, in Chinese and in English."""
    found = reconcile(reference)
    for language, unit in (("zh", "万元"), ("en", "wan yuan")):
        words = found.say(language)
        assert (
            f"195.92 {unit}" in words
            and f"233.82 {unit}" in words
            and "83.78%" in words
            and "83.79%" in words
        )
    assert "不能同时成立" in found.say("zh") and "cannot all be right" in found.say("en")


def test_every_figure_has_a_name(reference: Disclosure) -> None:
    """Names exist for all printed figures, and no two figures of tables share one in one place."""
    called = names(reference)
    assert {g.figure.id for g in coverage(reference).guards} <= set(called) | {"indicators"}
    assert all(label.zh and label.en for label in called.values())
    assert called["general_public/201/total"].zh.startswith("表5 201 一般公共服务支出")


def test_coverage_counts_every_printed_figure(reference: Disclosure) -> None:
    """Every figure is counted once; the rate on a zero base is guarded by nothing, table totals by many."""
    found = coverage(reference)
    n = found.counts
    assert n["none"] + n["one"] + n["more"] == len(found.guards) == len({g.figure.id for g in found.guards})
    guards = {g.figure.id: g.statements for g in found.guards}
    assert guards["general_public/total/total"] > 5
    undefined = [f for f in check(reference) if f.verdict == "undefined"]
    assert all(f.statement.rate is not None and guards[f.statement.rate.id] == 0 for f in undefined)
    assert str(len(found.guards)) in found.say("zh") and str(n["none"]) in found.say("en")


@pytest.mark.parametrize("form", ["xinjiang-budget", "shanghai-budget", "shanghai-final-accounts"])
@pytest.mark.parametrize("seed", range(3))
def test_honest_rounding_is_never_accused(form: str, seed: int) -> None:
    """A disclosure rounded from exact amounts can always hold."""
    assert judge_together(all_statements(synthesize(form, 2025, seed).disclosure)).feasible == "yes"


@pytest.mark.parametrize("name", ["reference.pdf", "reference.docx"])
def test_renditions_of_the_reference(name: str) -> None:
    """Read from another rendition, the same figure and no other is wrong."""
    path = DOCUMENTS / "reference" / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    read = importlib.import_module("budgetkit.readers.read").read
    found = reconcile(read(path))
    assert [[str(c.figure.amount) for c in r.corrections] for r in found.repairs] == [["83.78%"]]


def test_an_exhausted_budget_is_said(reference: Disclosure) -> None:
    """Without any time nothing is decided and nobody is accused, and the words say why; a negative budget is refused."""
    found = reconcile(reference, budget=0)
    assert (found.feasible, found.exhausted, found.repairs) == ("undecided", True, ())
    assert "已用完" in found.say("zh") and "exhausted" in found.say("en")
    with pytest.raises(ValueError, match="zero or more seconds"):
        reconcile(reference, budget=-1)
