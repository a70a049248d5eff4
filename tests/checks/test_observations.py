"""Laws of observations: what a person should look at, never an accusation."""

import dataclasses
from collections import Counter
from decimal import Decimal
from pathlib import Path

from budgetkit.checks.observations import observe
from budgetkit.checks.verdicts import check
from budgetkit.forms.form import form
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Claim, Disclosure, Indicator, Place, Remark, Row, Unplaced
from budgetkit.package.load import load
from budgetkit.package.save import save
from budgetkit.readers.narrative.claims import claims_of_text


def test_the_reference_gives_the_known_observations(reference: Disclosure) -> None:
    """Weights of 90 twice, a target below and one above last year, a cap exceeded, money without targets, 25 %, 。。"""
    seen = Counter(o.id for o in observe(reference))
    assert seen == {
        "performance.weights": 2,
        "performance.target": 2,
        "performance.cap": 1,
        "performance.uncovered": 1,
        "narrative.precision": 1,
        "text.punctuation": 1,
    }
    said = " ".join(o.en for o in observe(reference))
    for figure in (
        "target ≥70, last year 106",
        "target ≥15, last year 13",
        "65 wan yuan",
        "36 wan yuan",
        "80 wan yuan",
        "25%",
    ):
        assert figure in said


def test_a_missing_table_and_a_second_name_are_seen(reference: Disclosure) -> None:
    """A table that was not found and a code under two names are named."""
    tables = {k: t for k, t in reference.tables.items() if k != "basic"}
    table = tables["expenditure"]
    rows = [dataclasses.replace(r, name="别的名称") if r.code == "2010450" else r for r in table.rows]
    tables["expenditure"] = dataclasses.replace(table, rows=tuple(rows))
    seen = {(o.id, o.place) for o in observe(dataclasses.replace(reference, tables=tables))}
    assert {("structure.missing", "basic"), ("structure.names", "2010450")} <= seen


def test_a_table_that_is_listed_as_not_read_is_not_missing(reference: Disclosure) -> None:
    """A title among what is unplaced says that the table stands there; the title of another does not."""
    tables = {k: t for k, t in reference.tables.items() if k != "basic"}
    for key, absent in (("basic", False), ("revenue", True)):
        title = next(t.title.zh for t in form(reference.form).tables if t.id == key)
        listed = (Unplaced(title, "the codes of this table cannot be put together"),)
        without = dataclasses.replace(reference, tables=tables, unplaced=listed)
        seen = {o.place for o in observe(without) if o.id == "structure.missing"}
        assert seen == ({"basic"} if absent else set()), title


def test_units_must_agree_before_a_target_is_compared(reference: Disclosure) -> None:
    """70 places against 106 persons says nothing."""
    one = Indicator("project", "甲", ("产出", "数量", "考察"), "≥70个", prior="106人")
    assert not [
        o for o in observe(dataclasses.replace(reference, indicators=(one,))) if o.id == "performance.target"
    ]


def test_a_share_without_its_sign_is_seen(reference: Disclosure) -> None:
    """A share that lacks its percent sign is named with its line; the others are not."""
    text = "三、支出预算情况说明\n基本支出12.50万元，占12.50；项目支出87.50万元，占87.50%，与上年持平。"
    claims, unplaced = claims_of_text(text, form("xinjiang-budget"))
    seen = [o for o in observe(dataclasses.replace(reference, claims=claims)) if "percent_sign" in o.id]
    assert [o.place for o in seen] == ["3 基本支出"] and "12.50" in seen[0].zh
    assert not unplaced


def test_a_missing_sign_is_seen_whatever_follows(reference: Disclosure) -> None:
    """Neither 持平, a change nor a base after it hides a share without its sign, and 持平 alone is none."""
    for tail in ("，与上年持平", "，比上年增加1.00万元", "，上年预算数11.50万元，比上年预算数增加1.00万元"):
        for sign in ("", "%"):
            text = f"三、支出预算情况说明\n基本支出12.50万元，占12.50{sign}{tail}。"
            claims, unplaced = claims_of_text(text, form("xinjiang-budget"))
            seen = [
                o for o in observe(dataclasses.replace(reference, claims=claims)) if "percent_sign" in o.id
            ]
            assert len(seen) == (sign == "") and not unplaced, (tail, sign)


def test_an_inferred_share_with_its_sign_is_not_accused(reference: Disclosure) -> None:
    """A share that is printed with its sign is never said to lack it, whatever else was inferred of the claim."""
    claim = Claim("3", "基本支出", share=Amount(Decimal("12.50"), "%"), inferred=True)
    seen = observe(dataclasses.replace(reference, claims=(claim,)))
    assert not [o for o in seen if o.id == "narrative.percent_sign"]


def _with(reference: Disclosure, table: str, **changes: object) -> Disclosure:
    changed = dataclasses.replace(reference[table], **changes)  # type: ignore[arg-type]
    return dataclasses.replace(reference, tables={**reference.tables, table: changed})


def test_notes_that_contradict_their_table(reference: Disclosure) -> None:
    """A note of nothing under figures, of another fund, of another year; a note that fits gives nothing."""
    year = reference.year
    notes = {
        "general_public": (f"注：本部门{year}年无一般公共预算支出。", {"note.figures"}),
        "government_funds": (f"注：本部门{year}年无国有资本经营预算安排的支出。", {"note.fund"}),
        "state_capital": (
            f"注：本部门{year - 1}年无国有资本经营预算安排的支出，故本表为空表。",
            {"note.year"},
        ),
    }
    for table, (note, kinds) in notes.items():
        seen = {o.id for o in observe(_with(reference, table, note=note)) if o.id.startswith("note.")}
        assert seen == kinds
    assert not [o for o in observe(reference) if o.id.startswith("note.")]


def test_a_name_that_is_not_its_codes(reference: Disclosure) -> None:
    """30212 called 退休人员活动费 is named; other spellings of the official name are not."""
    rows = reference["basic"].rows
    for name, seen in (("退休人员活动费", True), ("办公 费", False), ("办公费用", False)):
        changed = tuple(dataclasses.replace(r, name=name) if r.code == "30201" else r for r in rows)
        found = [
            o.place for o in observe(_with(reference, "basic", rows=changed)) if o.id == "structure.code_name"
        ]
        assert bool(found) == seen


def test_a_name_is_held_against_that_of_its_year(reference: Disclosure) -> None:
    """20805 is called 行政事业单位离退休 until 2019; afterwards that is another's name. An unknown code accuses nobody."""
    rows = reference["expenditure"].rows

    def named(code: str, name: str, year: int) -> bool:
        changed = tuple(dataclasses.replace(r, code=code, name=name) if r.code == "221" else r for r in rows)
        observed = observe(dataclasses.replace(_with(reference, "expenditure", rows=changed), year=year))
        return any(o.id == "structure.code_name" and o.place.endswith(f"/{code}") for o in observed)

    assert not named("207", "文化体育与传媒支出", 2017)
    assert not named("30311", "住房公积金", 2017)
    assert named("30311", "住房公积金", 2024)
    assert named("30311", "代缴社会保险费", 2017)
    assert not named("30312", "提租补贴", 2017)
    assert not named("30312", "随便什么", 2024)
    assert not named("2999999", "随便什么", 2024)


def test_negative_last_years_and_false_equality(reference: Disclosure) -> None:
    """An increase beyond its amount, and 持平 beside another figure, are shown to a person."""
    zero = Claim("1", "甲", Amount(Decimal(0)), change=Amount(Decimal("1421.25")), base="上年预算")
    same = Claim(
        "1",
        "乙",
        Amount(Decimal(5)),
        change=Amount(Decimal(0)),
        base="上年",
        base_amount=Amount(Decimal(7)),
        inferred=True,
    )
    seen = [o.id for o in observe(dataclasses.replace(reference, claims=(zero, same)))]
    assert {"narrative.negative_prior", "direction.unchanged"} <= set(seen)


def test_remarks_are_observations_and_are_saved(reference: Disclosure, tmp_path: Path) -> None:
    """What the reader remarked on is said with its page, also of a disclosure that was saved and loaded again."""
    remark = Remark("text.year", "比2026年预算", Place(8, (1.0, 2.0, 3.0, 4.0)))
    again = load(save(dataclasses.replace(reference, remarks=(remark,)), tmp_path / "saved"))
    assert again.remarks == (remark,)
    assert [(o.page, o.place) for o in observe(again) if o.id == "text.year"] == [(8, "8")]


def test_a_growth_without_its_sign_is_judged_and_seen(reference: Disclosure) -> None:
    """增长27.01 after a change is a percentage: it is judged as one, and the missing sign is shown."""
    text = "三、支出预算情况说明\n基本支出133.82万元，较上年增加28.45万元，增长27.01。"
    claims, unplaced = claims_of_text(text, form("xinjiang-budget"))
    changed = dataclasses.replace(reference, claims=claims)
    assert not unplaced
    assert [o.id for o in observe(changed) if "percent_sign" in o.id] == ["narrative.percent_sign"]
    verdicts = [f.verdict for f in check(changed) if f.statement.identity == "claims.growth"]
    assert verdicts == ["rounded"]


def test_names_of_projects_are_no_names_of_their_codes(reference: Disclosure) -> None:
    """A table that lists projects under the codes of their items gives no code another name."""
    named = {"2120501": "城乡社区环境卫生", "2130705": "对村民委员会和村党支部的补助"}
    items = [Row(name, {}, code=code) for code, name in named.items()]
    projects = [Row("环卫作业", {}, code="2120501", project="环卫作业"), items[1]]
    tables = {
        name: dataclasses.replace(reference["expenditure"], id=name, rows=tuple(rows))
        for name, rows in (("expenditure", items), ("projects", projects))
    }
    changed = dataclasses.replace(reference, tables=tables, claims=())
    assert not [o for o in observe(changed) if o.id in ("structure.names", "structure.code_name")]
