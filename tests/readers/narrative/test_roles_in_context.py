"""The same words are another thing in another year, another kind of paper, or inside an explanation."""

import pytest

from budgetkit.forms.form import form
from budgetkit.readers.narrative.code_paths import Paths
from budgetkit.readers.narrative.context import Context
from budgetkit.readers.narrative.quantities import quantities
from budgetkit.readers.narrative.roles_in_context import RolesInContext
from budgetkit.readers.narrative.subjects import Subjects


def roles_in_context(
    *, year: int | None = 2024, accounts: bool = False, section: str = "3"
) -> RolesInContext:
    """Return what weighs the roles of one section of the reference's form."""
    layout = form("xinjiang-budget")
    known = next(s for s in layout.sections if s.id == section)
    return RolesInContext(Context(Subjects(known, layout, {}, Paths({}, layout))), year, accounts)


def role(text: str, by: RolesInContext) -> str:
    """Return the role of the last number of a text."""
    last = quantities(text)[-1]
    found = by.role(last, text[: last.start])
    return found.id if found else ""


@pytest.mark.parametrize(
    ("text", "year", "accounts", "id_"),
    [
        ("2023年预算执行数为5万元", 2024, False, "prior"),
        ("2024年预算数为5万元", 2024, False, "amount"),
        ("2023年度决算数为5万元", 2023, True, "amount"),
        ("2023年度决算数为5万元", None, False, "amount"),
        ("上年预算数为5万元", 2024, False, "prior"),
        ("年初预算为5万元", 2023, True, "prior"),
        ("年初预算为5万元", 2023, False, "amount"),
    ],
)
def test_earlier_figures(text: str, year: int | None, accounts: bool, id_: str) -> None:
    """A figure is of an earlier year only against the year of the paper; 年初预算 is a base in final accounts alone."""
    assert role(text, roles_in_context(year=year, accounts=accounts)) == id_


def test_a_list_of_projects_holds_no_changes() -> None:
    """支持商贸稳增长30万元 is an amount among a project's lines, and a change without its base elsewhere."""
    assert role("支持商贸稳增长30万元", roles_in_context(section="7")) == "amount"
    assert role("支持商贸稳增长30万元", roles_in_context()) == "change"


@pytest.mark.parametrize(
    ("lead", "number", "purpose", "back"),
    [
        ("主要用于培训，比上年预算增加", "5万元", True, ""),
        ("主要用于培训，2024年预算安排", "5万元", True, "2024年预算安排"),
        ("主要用于培训，占", "5%", True, ""),
        ("主要用于培训，项目支出", "5万元", True, "项目支出"),
        ("主要原因是人员增加，项目支出", "5万元", False, "项目支出"),
        ("主要原因是人员增加，比上年预算增加", "5万元", False, None),
        ("主要原因是人员增加，增资", "5万元", False, None),
        ("主要用于购买设备", "5万元", True, None),
    ],
)
def test_explanations_end(lead: str, number: str, purpose: bool, back: str | None) -> None:
    """A subject of the section ends any explanation; what money is for ends with what only its line can be said of."""
    by = roles_in_context()
    by.context.purpose = purpose
    found = by.role(quantities(lead + number)[-1], lead)
    assert by.returns(found, unchanged=False) == back
