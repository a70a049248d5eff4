"""Words name a subject of the section when only neutral words stand around the name; otherwise they are as printed."""

from decimal import Decimal

import pytest

from budgetkit.forms.form import SectionForm, form
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Row, Table
from budgetkit.readers.narrative.code_paths import Paths
from budgetkit.readers.narrative.subjects import Subject, Subjects, clauses

XINJIANG = form("xinjiang-budget")


def subjects(section: str, of: str = "xinjiang-budget") -> Subjects:
    """Return the subjects of a section of a form, without tables."""
    layout = form(of)
    found = next(s for s in layout.sections if s.id == section)
    return Subjects(found, layout, {}, Paths({}, layout))


@pytest.mark.parametrize(
    ("section", "words", "about"),
    [
        ("2", "某某办公室部门收入预算", "revenue/total/total"),
        ("2", "其中：一般公共预算", "revenue/total/general_public"),
        ("10", "2024年财政拨款“三公”经费预算数为", "three_public/total/total"),
        ("10", "（一）因公出国（境）费用", "three_public/overseas_trips/total"),
        ("12.1", "某局2024年的机关运行经费财政拨款预算", "narrative/agency_running/amount"),
        ("5.2", "住房保障支出", "general_public/221/total"),
        ("5.2", "4.“公共安全”", "general_public/204/total"),
        ("5.2", "文化体育与传媒支出", "general_public/207/total"),
        ("5.2", "12“.灾害防治及应急管理支出”", "general_public/224/total"),
    ],
)
def test_known(section: str, words: str, about: str) -> None:
    """Departments, years, numbering, quotation marks and fillers do not hide a name, nor does a class's other name."""
    found = subjects(section).known(words)
    assert found is not None
    assert found.about == about


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("2", "上年一般公共预算结转"),
        ("2", "其他一般公共预算"),
        ("10", "严格车运行维护费"),
        ("3", "基本支出和项目支出"),
        ("3", "扣除基本支出"),
        ("5.2", "公共安全培训"),
        ("5.2", "社会公共安全"),
    ],
)
def test_not_known(section: str, words: str) -> None:
    """A name with words that change its meaning is another subject: no link is better than a wrong one."""
    found = subjects(section).known(words)
    assert found is None or found.about != "revenue/total/general_public"
    assert found is None


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("2018年一般公共预算财政拨款运行经费", "一般公共预算财政拨款运行经费"),
        ("、其他交通费用", "其他交通费用"),
        ("其中各级企业技术中心认定", "各级企业技术中心认定"),
        ("“三公”经费支出", "“三公”经费支出"),
        ("合计", "合计"),
    ],
)
def test_printed(words: str, name: str) -> None:
    """Unknown subjects keep their words, without years, numbering and fillers."""
    assert subjects("12.2").printed(words) == Subject(name, year="2018" if "2018" in words else "")


@pytest.mark.parametrize("words", ["经费增加", "为", "2024年", "（不含", "A1"])
def test_not_printable(words: str) -> None:
    """Words of change, fillers, half brackets are no subject."""
    assert subjects("12.2").printed(words) is None


def test_generic() -> None:
    """Words that name nothing leave the subject to what was said before; 合计 does so only where it may."""
    found = subjects("5.3")
    assert found.generic("2024年预算安排")
    assert not found.generic("住房公积金")
    assert found.generic("合计")
    assert not found.generic("合计", totals=False)


def test_attributes() -> None:
    """价值 and 涉及金额 are said of the subject before."""
    assets = subjects("12.3")
    vehicles = assets.known("车辆")
    value = assets.attribute(vehicles, "价值")
    assert value is not None
    assert value.about == "narrative/assets/vehicles.value"
    assert assets.attribute(None, "价值") is None


def test_subsections_inherit() -> None:
    """A part of a section without subjects of its own has those of the section."""
    assert subjects("7.1", "shanghai-final-accounts").known("公务接待费支出决算为") is not None


def test_every_link_of_the_forms_exists() -> None:
    """Every cell that a section's subjects, codes and wholes name is a table and column of that form."""
    for layout in (
        form(f)
        for f in (
            "xinjiang-budget",
            "shanghai-budget",
            "shanghai-final-accounts",
            "central-university-budget",
            "central-university-final-accounts",
        )
    ):
        columns = {t.id: {c.id for c in t.columns} for t in layout.tables}
        for section in layout.sections:
            for cell in _cells(section):
                table, _, rest = cell.partition("/")
                if table != "narrative":
                    assert rest.rpartition("/")[2] in columns[table], (layout.id, section.id, cell)


def _cells(section: SectionForm) -> list[str]:
    named = [section.codes, section.whole]
    named += [cell for subject in section.subjects for cell in (subject.about, subject.whole)]
    return [cell for cells in named for cell in cells.split()]


def test_every_item_of_the_forms_exists() -> None:
    """Every row that a subject names is one that its table's form lists, a code, or a project."""
    for name in (
        "shanghai-budget",
        "shanghai-final-accounts",
        "central-university-budget",
        "central-university-final-accounts",
    ):
        layout = form(name)
        rows = {
            t.id: {(r.half, r.item) for r in t.rows} | {("", r.item) for r in t.rows} for t in layout.tables
        }
        for section in layout.sections:
            for cell in _cells(section):
                table, _, rest = cell.partition("/")
                half, _, item = rest.rpartition("/")[0].rpartition(".")
                if table != "narrative" and "{" not in cell:
                    assert (half, item) in rows[table], (name, section.id, cell)


def test_pieces() -> None:
    """The clauses of a lead come last first, each with its place."""
    assert [(p.text, p.start) for p in clauses("，其中：基本支出")] == [("基本支出", 4), ("其中", 1)]


@pytest.mark.parametrize("words", ["局本级收入预算", "下属单位收入预算", "某某大学收入预算"])
def test_the_part_of_one_body_is_not_the_whole(words: str) -> None:
    """Where parts are listed a body before a name makes it that body's; elsewhere it is whose paper this is."""
    found = subjects("2")
    assert found.known(words, part=True) is None
    assert found.known(words) is not None
    assert found.known("附属中学收入预算") is None


@pytest.mark.parametrize(
    ("name", "amount", "code"),
    [
        ("机关事业单位职业年金", "3.00", "2080506"),
        ("机关事业单位基本养老保险费", "6.00", "2080505"),
        ("机关事业单位基本保险养老缴费", "6.00", "2080505"),
        ("机关事业单位职业年金", "6.00", ""),
        ("残疾人就业补贴", "6.00", ""),
    ],
)
def test_an_item_of_almost_a_codes_name_has_its_code_where_its_line_prints_the_amount(
    name: str, amount: str, code: str
) -> None:
    """Words left out or out of order do not hide a line whose amount agrees; without the amount nothing is guessed."""
    cells = {"2080505": "6.00", "2080506": "3.00"}
    names = {"2080505": "机关事业单位基本养老保险缴费支出", "2080506": "机关事业单位职业年金缴费支出"}
    rows = tuple(Row(names[c], {"total": Cell(Amount(Decimal(v)))}, c) for c, v in cells.items())
    table = Table("general_public", "一般公共预算支出情况表", "万元", ("total",), rows)
    section = next(s for s in XINJIANG.sections if s.id == "5.3")
    known = Subjects(section, XINJIANG, {table.id: table}, Paths({}, XINJIANG))
    item = known.item(f"社会保障和就业支出（类）行政事业单位养老支出（款）{name}（项）")
    assert item is not None
    linked = known.linked(item[0], Amount(Decimal(amount)))
    assert (linked.code, linked.about) == (code, f"general_public/{code}/total" if code else "")


@pytest.mark.parametrize(
    ("words", "cell"),
    [("政府采购支出总额", "narrative/procurement/total"), ("项目支出", ""), ("某某费", "")],
)
def test_a_whole_of_another_section_is_named_where_its_name_has_one_meaning(words: str, cell: str) -> None:
    """占政府采购支出总额的, said in another section; a name of several meanings names no whole."""
    assert subjects("10").whole(words) == cell


@pytest.mark.parametrize(
    ("name", "code"), [("支出", ""), ("事务", ""), ("某某事业支出", "208"), ("社会保障和就业支出", "208")]
)
def test_what_is_left_of_a_name_printed_in_pieces_names_no_line(name: str, code: str) -> None:
    """支出 beside a code ends the names of many: 支出决算为 speaks of none of them, whatever row it was taken for."""
    rows = (Row(name, {"total": Cell(Amount(Decimal("6.00")))}, "208"),)
    table = Table("general_public", "一般公共预算支出情况表", "万元", ("total",), rows)
    section = next(s for s in XINJIANG.sections if s.id == "5.3")
    found = Subjects(section, XINJIANG, {table.id: table}, Paths({}, XINJIANG)).known(name)
    assert (found.code if found else "") == code
