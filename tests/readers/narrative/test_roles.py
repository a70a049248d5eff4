"""The words before a number say what it is."""

import re

import pytest

from budgetkit.readers.narrative.roles import (
    aside,
    expand,
    lists_several,
    narrative,
    opens,
    role_of,
    speaks_of_change,
    tells_purpose,
    unchanged_role,
    year_of,
)


@pytest.mark.parametrize(
    ("kind", "lead", "id_", "sign", "base", "rest"),
    [
        ("money", "，比2023年预算执行数减少", "change", -1, "2023年预算执行数", "，"),
        ("money", "，比上年预算增加", "change", 1, "上年预算", "，"),
        ("money", "，同比下降", "change", -1, "同比", "，"),
        ("money", "，较去年增加了", "change", 1, "去年", "，"),
        ("money", "与上年全年预算数相比增加", "change", 1, "上年全年预算数", ""),
        ("money", "因公出国（境）费增加", "change", 1, "", "因公出国（境）费"),
        ("money", "，比上年预算增减", "change", 0, "上年预算", "，"),
        ("percent", "，增长", "change", 1, "", "，"),
        ("percent", "，降幅", "change", -1, "", "，"),
        ("percent", "，增长率为", "change", 1, "", "，"),
        ("percent", "，完成年初预算的", "completion", 0, "年初预算", "，"),
        ("percent", "，完成预算的", "completion", 0, "预算", "，"),
        ("percent", "，为年初预算的", "completion", 0, "年初预算", "，"),
        ("percent", "，预算完成率为", "completion", 0, "预算", "，"),
        ("money", "。年初预算为", "prior", 0, "年初预算", "。"),
        ("money", "公务接待费支出预算为", "prior", 0, "预算", "公务接待费支出"),
        ("money", "政府性基金预算为", "amount", 0, "", "政府性基金预算为"),
        ("money", "涉及预算金额为", "amount", 0, "", "涉及预算金额为"),
        ("money", "。2023年当年预算执行数为", "prior", 0, "2023年当年预算执行数", "。"),
        ("money", "基本支出由上年的", "prior", 0, "上年", "基本支出"),
        ("money", "增加到", "amount", 0, "", ""),
        ("money", "基本支出", "amount", 0, "", "基本支出"),
    ],
)
def test_roles(kind: str, lead: str, id_: str, sign: int, base: str, rest: str) -> None:
    """Each wording of each role is understood, with its sign and its base as printed."""
    role = role_of(kind, lead)
    assert role is not None
    assert (role.id, role.sign, role.base, role.rest) == (id_, sign, base, rest)


@pytest.mark.parametrize(
    ("lead", "whole"),
    [
        ("，占", ""),
        ("，占比", ""),
        ("占收入总额", "收入总额"),
        ("，占总支出的", "总支出"),
        ("，所占比重为", ""),
        ("占本年支出合计的", "本年支出合计"),
    ],
)
def test_shares(lead: str, whole: str) -> None:
    """A share knows the whole that is printed with it."""
    role = role_of("percent", lead)
    assert role is not None
    assert (role.id, role.whole) == ("share", whole)


@pytest.mark.parametrize(
    ("kind", "lead"),
    [
        ("percent", "绿地率达"),
        ("percent", "和"),
        ("money", "比上年增加/减少"),
        ("money", "，比上年增长/下降"),
    ],
)
def test_unclear(kind: str, lead: str) -> None:
    """A percentage without words, and a sign that was left open, are nothing."""
    assert role_of(kind, lead) is None


def test_words_between_base_and_change_name_the_subject() -> None:
    """«与2023年度相比，收入支出总计减少» speaks of 收入支出总计."""
    role = role_of("money", "。与2023年度相比，收入支出总计减少")
    assert role is not None
    assert (role.subject, role.base, role.rest) == ("收入支出总计", "2023年度", "。")


def test_unchanged() -> None:
    """持平 speaks of the year it names; «基本持平» says no figure, but names what the words after it speak of."""
    role = unchanged_role("，与2024年预算")
    assert (role.id, role.base, role.states) == ("change", "2024年预算", True)
    roughly = unchanged_role("公务接待费与上年大体")
    assert (roughly.rest, roughly.states) == ("公务接待费", False)


def test_years() -> None:
    """上年 and the year before the document's are the same year."""
    assert year_of("上年预算", 2024) == year_of("2023年预算", 2024) == "last"
    assert year_of("2022年度", 2024) == "2022"


def test_words() -> None:
    """Lists, explanations and several numbers at once are told by their words."""
    assert opens("，其中：")
    assert not opens("，基本支出")
    assert aside("，主要原因是") == 1
    assert aside("，主要包括：") == -1
    assert lists_several("基本支出和项目支出分别为")
    assert speaks_of_change("经费增加")


def test_an_official_name_is_no_explanation() -> None:
    """用于 inside the name of an item begins no explanation; before such a name it does."""
    name = "用于教育事业的彩票公益金支出（项）"
    assert aside(f"彩票公益金安排的支出（款）{name}决算数为") == -1
    assert aside(f"。主要{name}") == 1
    assert aside(f"{name}决算数，主要原因是") == len(f"{name}决算数，")
    assert not tells_purpose(f"主要原因是{name}")


def test_every_pattern_of_the_data_is_one() -> None:
    """Every role of narrative.toml compiles, and names only groups that the reader knows."""
    for role in narrative()["role"]:
        groups = re.compile(expand(role["lead"])).groupindex
        assert set(groups) <= {"direction", "base", "whole", "subject", "open"}, role["lead"]
        assert set(role["of"]) <= {"money", "percent", "count"}


def test_the_years_own_expenditure_budget_is_no_earlier_figure() -> None:
    """«2020年本年支出预算» names what the sentence is about; «年初预算» and «本年预算数» are what it is measured by."""
    own = role_of("money", "学校2020年本年支出预算")
    assert own is None or own.id != "prior"
    for lead in ("年初预算为", "，本年预算数为"):
        earlier = role_of("money", lead)
        assert earlier is not None and earlier.id == "prior"
