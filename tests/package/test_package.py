"""Laws of saved disclosures."""

import dataclasses
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from frictionless import Package, system
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from where import ROOT

from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Cell, Claim, Disclosure, Place, Row, Table, Unplaced
from budgetkit.model.errors import UnreadableDocument
from budgetkit.package import load, save

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
printed = st.builds(
    Amount, st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(("万元", "元", "%", ""))
)
places = st.builds(Place, st.integers(1, 99), st.none() | st.tuples(*[st.integers(0, 600).map(float)] * 4))
heads = st.sampled_from(("", "预算数/小计", "name"))
cells = st.builds(Cell, printed, places, st.booleans(), head=heads, named_by=heads) | st.just(Cell(None))
rows = st.builds(
    Row, words, st.fixed_dictionaries({"total": cells, "name": cells}), project=words, label=words
)
shares = st.none() | st.builds(Amount, st.just(Decimal("1.50")), st.sampled_from(("%", "")))
claims = st.builds(Claim, words, words, printed, share=shares, inferred=st.booleans())


def test_the_reference_comes_back_unchanged(reference: Disclosure, tmp_path: Path) -> None:
    """Saving and loading loses nothing: amounts with their places, blanks, pages, inferred marks, claims."""
    assert load(save(reference, tmp_path / "again")) == reference


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rows, max_size=3), st.lists(claims, max_size=2), words)
def test_any_disclosure_comes_back(tmp_path: Path, some: list[Row], said: list[Claim], note: str) -> None:
    """Whatever stands in titles, heads, names, notes and cells is read back: commas, quotes, units, empty tables."""
    id_ = "某县/乡镇支出.."
    table = Table(id_, "支出", "万元", ("total", "name"), tuple(some), form="xinjiang-budget", note=note)
    before = Disclosure("虚构", 2025, "budget", "xinjiang-budget", {id_: table}, tuple(said))
    after = load(save(before, tmp_path / "saved"))
    assert sorted(after.claims, key=repr) == sorted(before.claims, key=repr)
    assert [_content(r) for r in after[id_].rows] == [_content(r) for r in before[id_].rows]
    assert after[id_].note == note


def _content(row: Row) -> tuple[object, ...]:
    figures = [
        (column, cell.amount, cell.inferred, cell.place.box, cell.head, cell.named_by)
        for column, cell in row.cells.items()
        if cell.amount
    ]
    return row.name, row.project, row.label, sorted(figures, key=repr)


def test_it_is_a_valid_data_package() -> None:
    """The bundled data satisfies the Frictionless standards, every CSV against its schema."""
    folder = ROOT / "data"
    for descriptor in folder.glob("*/datapackage.json"):
        with system.use_context(trusted=True):
            report = Package(str(descriptor)).validate()
        assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])


def test_a_folder_of_something_else_is_not_overwritten(reference: Disclosure, tmp_path: Path) -> None:
    """Saving refuses a folder that holds anything but a saved disclosure."""
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(FileExistsError, match="not a saved disclosure"):
        save(reference, tmp_path)
    assert (tmp_path / "thesis.txt").exists()


def test_what_others_put_beside_it_stays(reference: Disclosure, tmp_path: Path) -> None:
    """Saving again keeps a README somebody wrote, and drops a table that is no longer there."""
    target = save(reference, tmp_path / "saved")
    (target / "README.md").write_text("mine", encoding="utf-8")
    fewer = {k: t for k, t in reference.tables.items() if k != "basic"}
    save(dataclasses.replace(reference, tables=fewer), target)
    assert (target / "README.md").read_text(encoding="utf-8") == "mine"
    assert not (target / "tables" / "basic.csv").exists()


def test_nothing_half_written_stays(reference: Disclosure, tmp_path: Path) -> None:
    """When writing fails the old folder is untouched and no scratch folder is left."""
    target = save(reference, tmp_path / "saved")
    before = (target / "claims.csv").read_bytes()
    broken = dataclasses.replace(reference, sources=({"title": object()},))  # type: ignore[dict-item]
    with pytest.raises(TypeError):
        save(broken, target)
    assert [p.name for p in tmp_path.iterdir()] == ["saved"]
    assert (target / "claims.csv").read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        *("not json", "", "[]", "3", "null", '{"resources": []}', '{"budgetkit": 3, "resources": []}'),
        *('{"budgetkit": {"form": "x"}, "resources": []}', '{"budgetkit": {"form": "x"}, "resources": 3}'),
    ],
)
def test_a_damaged_folder_is_unreadable(tmp_path: Path, damage: str) -> None:
    """A descriptor that is no descriptor gives one plain sentence, not a traceback of another library."""
    (tmp_path / "datapackage.json").write_text(damage, encoding="utf-8")
    with pytest.raises(UnreadableDocument, match="saved disclosure") as error:
        load(tmp_path)
    message = str(error.value)
    assert not [w for w in ("Expecting", "indices", "subscriptable", "iterable", "Errno") if w in message], (
        message
    )


def test_a_file_is_no_folder_to_save_to(reference: Disclosure, tmp_path: Path) -> None:
    """Where a file is named instead of a folder, saving and loading say so in a sentence, and the file stays."""
    file = tmp_path / "thesis.txt"
    file.write_text("years of work", encoding="utf-8")
    with pytest.raises(FileExistsError, match=r"thesis\.txt is a file; name a folder"):
        save(reference, file)
    with pytest.raises(UnreadableDocument, match=r"datapackage\.json is missing"):
        load(file)
    assert file.read_text(encoding="utf-8") == "years of work"


def _types(folder: Path, name: str) -> dict[str, str]:
    resources = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    (schema,) = [r["schema"] for r in resources if r["name"] == name]
    return {f["name"]: f["type"] for f in schema["fields"]}


def test_columns_of_money_are_numbers_whatever_a_year_holds(tmp_path: Path) -> None:
    """A blank value column is a number, one in which a text stands is text; names of digits stay text."""
    cells = {
        "total": Cell(Amount(Decimal("1.50"))),
        "basic": Cell(None),
        "project": Cell(None, text="见附表"),
    }
    rows = (Row("2024", cells, code="201", project="7"),)
    table = Table("expenditure", "支出", "万元", ("total", "basic", "project"), rows, form="xinjiang-budget")
    folder = save(
        Disclosure("虚构", 2025, "budget", "xinjiang-budget", {"expenditure": table}), tmp_path / "d"
    )
    types = _types(folder, "expenditure")
    assert [types[c] for c in table.columns] == ["number", "number", "string"]
    assert [types[c] for c in ("code", "name", "project_name", "page")] == [*["string"] * 3, "integer"]
    assert {_types(folder, "profile")[c] for c in ("amount", "share", "change", "growth")} == {"number"}
    assert _types(folder, "indicators")["weight"] == _types(folder, "unplaced")["x0"] == "number"
    with system.use_context(trusted=True):
        assert Package(str(folder / "datapackage.json")).validate().valid


def test_a_package_is_named_for_one_disclosure(tmp_path: Path) -> None:
    """Another department, year or kind has another name, of letters that a package may have; the same has the same."""
    some = [
        Disclosure(department, year, kind, "xinjiang-budget")
        for department in ("甲局", "乙局")
        for year in (2024, 2025)
        for kind in ("budget", "final_accounts")
    ]
    folders = [save(d, tmp_path / str(n)) for n, d in enumerate([*some, some[0]])]
    names = [json.loads((f / "datapackage.json").read_text(encoding="utf-8"))["name"] for f in folders]
    assert len(set(names)) == len(some) and names[-1] == names[0]
    assert all(re.fullmatch(r"[-a-z0-9._]+", name) for name in names)


def test_a_missing_table_file_is_named(reference: Disclosure, tmp_path: Path) -> None:
    """The sentence names the file that is missing."""
    target = save(reference, tmp_path / "saved")
    (target / "tables" / "basic.csv").unlink()
    with pytest.raises(UnreadableDocument, match=r"basic\.csv"):
        load(target)


@pytest.mark.parametrize("damage", [b'a,b\n"x', b"half\xff\xfe,code\n", b"half,item\n1,2\n"])
def test_a_damaged_table_is_unreadable(reference: Disclosure, tmp_path: Path, damage: bytes) -> None:
    """A CSV cut short, of another encoding or without its columns gives one plain sentence."""
    target = save(reference, tmp_path / "saved")
    (target / "tables" / "basic.csv").write_bytes(damage)
    with pytest.raises(UnreadableDocument, match="saved disclosure") as error:
        load(target)
    assert "codec" not in str(error.value) and "\n" not in str(error.value)


def test_what_could_not_be_placed_is_kept(tmp_path: Path) -> None:
    """Text that found no cell is saved with its reason and page."""
    lost = Unplaced("12.34", "two columns are possible", Place(3))
    before = Disclosure("虚构", 2025, "budget", "xinjiang-budget", unplaced=(lost,))
    assert load(save(before, tmp_path / "d")).unplaced == (lost,)
    assert (
        "fictitious"
        in json.loads((tmp_path / "d" / "datapackage.json").read_text(encoding="utf-8"))["budgetkit"]
    )
