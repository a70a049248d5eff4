"""Laws of new data: each document alone, beside its own year before, told whole, and never hidden by another."""

import dataclasses
import os
import re
from decimal import Decimal
from pathlib import Path

import corpora
import pytest
from click.testing import CliRunner, Result
from synthesize import synthesize_years, with_figure, write_html

from budgetkit.cli.commands import main
from budgetkit.inbox.changes import grouped
from budgetkit.inbox.receive import Delivery, Received, receive
from budgetkit.inbox.summary import COMMENT_ROOM, markdown, write_markdown
from budgetkit.model.amount import Amount
from budgetkit.model.disclosure import Disclosure, Place, Unplaced
from budgetkit.notebooks.job import Done
from budgetkit.package import load, save
from budgetkit.source import open_source

YEARS = synthesize_years("shanghai-budget", (2024, 2025), 5, rows=2)
EARLIER, LATER = (made.disclosure for made in YEARS)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of published disclosures with an empty inbox."""
    (tmp_path / "data" / "inbox").mkdir(parents=True)
    return tmp_path / "data"


@pytest.fixture(autouse=True)
def executed(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> list[Path]:
    """The documents that were executed on; but for slow tests, of the main job only the reading is done."""
    seen: list[Path] = []
    if request.node.get_closest_marker("slow"):
        return seen

    def light(source: Path, output: Path, **_: object) -> Done:
        seen.append(source)
        save(open_source(source), output / "disclosure")
        failed = "fails" in source.name
        return Done(("失败 failed: 1-overview.ipynb <b>",) if failed else (), 2 if failed else 0)

    monkeypatch.setattr("budgetkit.inbox.receive.run_all", light)
    return seen


def given(data: Path, *paths: Path) -> Delivery:
    """What is received of some paths, or of the inbox."""
    return receive(paths, data, data.parent / "out")


def put(file: Path) -> None:
    """Make an empty file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()


def one(delivery: Delivery, name: str) -> Received:
    """The document of that name."""
    return next(r for r in delivery.received if r.path.name == name)


def ci(data: Path, *words: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, ["ci", "--data", str(data), "-o", str(data.parent / "out"), *words])


def test_a_document_is_read_beside_its_year_before(data: Path, executed: list[Path]) -> None:
    """A published disclosure of the very same department and kind, one year earlier, is compared with; not executed."""
    save(EARLIER, data / "earlier")
    save(dataclasses.replace(EARLIER, kind="final_accounts"), data / "another-kind")
    save(dataclasses.replace(EARLIER, year=2023), data / "two-years-before")
    save(
        dataclasses.replace(EARLIER, department=f"{EARLIER.department}信息中心"), data / "another-department"
    )
    document = write_html(LATER, data / "inbox" / "later.html")
    delivery = given(data)
    (received,) = delivery.received
    assert received.earlier.paths == (data / "earlier",) and received.twins == ()
    assert received.earlier.disclosure == load(data / "earlier")
    assert {cell.status for cell in received.earlier.cells} >= {"changed", "same"}
    assert executed == [document] and delivery.status == 0
    assert (received.folder / "disclosure" / "datapackage.json").exists()


def test_two_years_that_come_together_meet(data: Path, executed: list[Path]) -> None:
    """The earlier of two new documents is the year before of the later one, spaces and the party in the name aside."""
    write_html(LATER, data / "inbox" / "later.html")
    spaced = "中共 " + " ".join(EARLIER.department)
    save(dataclasses.replace(EARLIER, department=spaced), data / "inbox" / "earlier")
    delivery = given(data)
    assert one(delivery, "later.html").earlier.paths == (data / "inbox" / "earlier",)
    assert one(delivery, "earlier").earlier.paths == ()
    assert len(executed) == 2


def test_what_waits_in_the_inbox_is_compared_and_not_executed(data: Path, executed: list[Path]) -> None:
    """Only what is named is executed; another document of the inbox serves as year before, a bad one does not matter."""
    write_html(EARLIER, data / "inbox" / "earlier.html")
    corpora.put_bad(data / "inbox" / "bad")
    document = write_html(LATER, data / "inbox" / "later.html")
    delivery = given(data, document)
    (received,) = delivery.received
    assert received.earlier.paths == (data / "inbox" / "earlier.html",) and received.earlier.cells
    assert executed == [document] and delivery.status == 0


def test_several_or_none_are_said_and_none_is_chosen(data: Path) -> None:
    """With two disclosures for the year before, or none, nothing is compared and the summary says which."""
    write_html(LATER, data / "inbox" / "later.html")
    assert "未找到同一部门" in markdown(given(data))
    for name in ("first", "second"):
        save(EARLIER, data / name)
    delivery = given(data)
    assert delivery.received[0].earlier.paths == (data / "first", data / "second")
    assert delivery.received[0].earlier.disclosure is None
    assert "there are 2, none was chosen" in markdown(delivery) and "Year before" not in markdown(delivery)


def test_nobody_is_no_department(data: Path) -> None:
    """Disclosures that name no department, or no year, are not taken for one another's."""
    nameless = [dataclasses.replace(d, department=" ") for d in (EARLIER, LATER)]
    yearless = [dataclasses.replace(d, year=year) for d, year in ((EARLIER, -1), (LATER, 0))]
    for number, made in enumerate((*nameless, *yearless)):
        save(made, data / "inbox" / str(number))
    delivery = given(data)
    assert [r.earlier.paths + r.twins for r in delivery.received] == [()] * 4
    assert "names no department or no year" in markdown(delivery)


def test_a_damaged_neighbour_is_not_in_the_way(data: Path) -> None:
    """A published folder without sense is nobody's year before; a damaged one that is, is said to be so."""
    write_html(LATER, data / "inbox" / "later.html")
    for name, content in (("list", "[]"), ("nothing", ""), ("number", '{"budgetkit": {"department": 1}}')):
        (data / name).mkdir()
        (data / name / "datapackage.json").write_text(content, encoding="utf-8")
    assert given(data).received[0].earlier.paths == ()
    (save(EARLIER, data / "earlier") / "claims.csv").unlink()
    assert "found, but it cannot be read" in markdown(given(data))


def test_the_same_year_again_is_pointed_out(data: Path) -> None:
    """Another disclosure of the same department, kind and year is named; the document itself never is."""
    save(LATER, data / "there")
    write_html(LATER, data / "inbox" / "again.html")
    received = one(given(data), "again.html")
    assert received.twins == (data / "there",)
    assert given(data, data / "there").received[0].twins == ()
    assert "already there" in markdown(given(data))


def test_one_bad_document_hides_no_other(data: Path) -> None:
    """What cannot be read is listed with its sentence, the others are done, and the status is 2."""
    bad = corpora.put_bad(data / "inbox" / "bad")
    write_html(LATER, data / "inbox" / "later.html")
    delivery = given(data)
    assert sorted(u.path.name for u in delivery.unread) == sorted(path.name for path in bad)
    assert all(u.reason and "\n" not in u.reason for u in delivery.unread)
    assert [r.path.name for r in delivery.received] == ["later.html"] and delivery.status == 2
    text = markdown(delivery)
    assert all(path.name in text for path in bad) and "未能读取 Could not be read" in text


def test_a_fault_of_ours_is_one_document(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw is told as a fault, and the other documents are told too."""

    def faulty(*_: object, **__: object) -> Done:
        raise AssertionError("two < one")

    monkeypatch.setattr("budgetkit.inbox.receive.run_all", faulty)
    save(LATER, data / "inbox" / "later")
    (unread,) = given(data).unread
    assert unread.reason == "fault in budgetkit: AssertionError: two < one"


def test_a_fault_in_a_waiting_document_hides_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a reader fails unforeseen on what only waits in the inbox, what was named is told all the same."""
    document = write_html(LATER, data / "inbox" / "later.html")
    put(data / "inbox" / "other.html")
    write_html(EARLIER, data / "inbox" / "x-earlier.html")

    def faulty(path: Path) -> Disclosure:
        if path.name == "other.html":
            raise ZeroDivisionError("a fault of ours")
        return open_source(path)

    monkeypatch.setattr("budgetkit.inbox.receive.open_source", faulty)
    delivery = given(data, document)
    (received,) = delivery.received
    assert delivery.status == 0 and received.earlier.paths == (data / "inbox" / "x-earlier.html",)
    assert received.earlier.disclosure is not None


@pytest.mark.parametrize("step", ["load", "compare"])
def test_a_fault_in_the_year_before_is_told(data: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """A year before that cannot be read or compared, for whatever reason, is told with it; the document is there."""

    def faulty(first: Disclosure | Path, *_: object) -> Disclosure:
        if isinstance(first, Path) and first != data / "earlier":
            return load(first)
        raise ZeroDivisionError("a fault <of> ours")

    save(EARLIER, data / "earlier")
    save(LATER, data / "inbox" / "later")
    monkeypatch.setattr(f"budgetkit.inbox.receive.{step}", faulty)
    delivery = given(data)
    assert delivery.status == 0 and delivery.received[0].earlier.paths == (data / "earlier",)
    text = markdown(delivery)
    assert "found, but it cannot be read" in text and "fault in budgetkit: ZeroDivisionError" in text


def test_names_that_meet_get_folders_of_their_own(data: Path) -> None:
    """Two documents of one name, or of names that differ in case only, are written to different folders."""
    for name in ("a/budget", "b/Budget", "budget-2"):
        save(LATER, data / "inbox" / name)
    folders = [received.folder.name for received in given(data).received]
    assert len({name.casefold() for name in folders}) == len(folders) == 3


@pytest.mark.parametrize(
    "name", ["..pdf", "...pdf", "....pdf", ". .pdf", "budget..pdf", "summary.md.pdf", "Summary.MD.pdf"]
)
def test_no_name_leads_out_of_the_output(data: Path, name: str) -> None:
    """Every document gets a folder right in OUT, whatever its name, and the summary keeps its own place there."""
    write_html(LATER, data / "inbox" / "budget.html")
    (data.parent / "came").mkdir()
    document = write_html(LATER, data.parent / "came" / name.replace(".pdf", ".html"))
    out = data.parent / "out"
    summary = out / "summary.md"
    delivery = receive([document, data / "inbox"], data, out, summary=summary)
    folders = [received.folder for received in delivery.received]
    assert [folder.resolve().parent for folder in folders] == [out.resolve()] * 2
    names = {folder.name.casefold() for folder in folders}
    assert len(names) == 2 and "summary.md" not in names
    assert all(not folder.name.endswith((".", " ")) for folder in folders)
    write_markdown(markdown(delivery), summary)
    assert summary.is_file()


def test_the_command_keeps_the_place_of_its_summary(data: Path) -> None:
    """A document of the summary's name is put elsewhere, and both are written."""
    write_html(LATER, data / "inbox" / "summary.md.html")
    result = ci(data, "--summary", str(data.parent / "out" / "summary.md"))
    assert result.exit_code == 0 and (data.parent / "out" / "summary.md").is_file()
    assert (data.parent / "out" / "summary.md-2" / "disclosure").is_dir()


def test_a_failed_notebook_is_told(data: Path) -> None:
    """The status is 2, and the summary shows which notebook, as plain text."""
    save(LATER, data / "inbox" / "fails")
    delivery = given(data)
    assert delivery.status == 2
    text = markdown(delivery)
    assert "Notebooks that failed" in text and "1-overview" in text and "<b>" not in text


def test_broken_is_told_with_its_likely_cause_and_no_failure(data: Path) -> None:
    """Both sides, gap, allowance and what the figure should read; the status stays 0, for people decide."""
    right = LATER["expenditure"]["total", "total"]
    assert right is not None
    wrong = Amount(right.value * 10, right.unit)
    save(with_figure(LATER, "expenditure/total/total", wrong), data / "inbox" / "later")
    delivery = given(data)
    assert delivery.status == 0 and delivery.received[0].findings.counts["broken"]
    text = markdown(delivery)
    assert "✗ 不成立 Broken" in text and f"{wrong.value:,f}" in text
    assert "应为" in text and "should read" in text and "perhaps" in text
    assert "没有不成立的关系" not in text


def test_a_total_changes_once(data: Path) -> None:
    """Cells of one pair of amounts are one change with its number of places; the largest comes first."""
    save(EARLIER, data / "earlier")
    save(LATER, data / "inbox" / "later")
    (received,) = given(data).received
    groups = grouped(received.earlier.cells)
    sizes = [group.size for group in groups]
    yuan = [[a.exact if a else 0 for a in (c.later, c.earlier)] for c in received.earlier.cells]
    changed = [abs(later - earlier) for later, earlier in yuan if later != earlier]
    assert sizes == sorted(sizes, reverse=True) and sizes[0] == max(changed)
    assert sum(len(group.cells) for group in groups) == len(changed) > len(groups)
    pairs = [(g.cells[0].earlier, g.cells[0].later) for g in groups]
    assert len(set(pairs)) == len(pairs)


def test_a_stated_change_that_is_not_the_actual_one_is_told(data: Path) -> None:
    """The figure stands there with what is stated and what is so; where all agree no such table is shown."""
    save(EARLIER, data / "earlier")
    save(LATER, data / "inbox" / "later")
    assert "不符 disagree 0" in markdown(given(data)) and "所述 Stated |" not in markdown(given(data))
    number, claim = next(
        (n, c) for n, c in enumerate(LATER.claims, 1) if c.change and c.about and "执行" not in c.base
    )
    assert claim.change is not None
    stated = Amount(claim.change.value + Decimal("77.77"), claim.change.unit)
    save(with_figure(LATER, f"claims/{number}/change", stated), data / "inbox" / "later")
    text = markdown(given(data))
    assert "不符 disagree 1" in text and f"{stated.value:,f}" in text


def test_a_document_is_shown_and_not_obeyed(data: Path) -> None:
    """Markup, links, mentions and table rules that a document brings are shown as they are."""
    evil = "# e <script>x</script> @all [a](http://b.example)|c\n# d"
    rows = [dataclasses.replace(row, name=evil) for row in LATER["expenditure"].rows]
    table = dataclasses.replace(LATER["expenditure"], rows=tuple(rows), title=evil, note=evil)
    claims = tuple(dataclasses.replace(claim, subject=evil, section=evil) for claim in LATER.claims)
    changed = dataclasses.replace(
        *(LATER,),
        department=evil,
        claims=claims,
        unplaced=(Unplaced(evil, evil),),
        tables=LATER.tables | {"expenditure": table},
    )
    broken = with_figure(changed, "claims/1/amount", Amount(Decimal("1.23"), "万元"))
    save(broken, data / "inbox" / "later")
    save(dataclasses.replace(EARLIER, department=evil), data / "earlier")
    text = markdown(given(data))
    assert "&#60;script&#62;" in text
    assert not re.search(r"<script|@all|\]\(|http://|^[-# ]*# [de]", text, re.MULTILINE)


def test_a_summary_has_its_room(data: Path) -> None:
    """However much came, it is not longer than asked for, and says how much it leaves out."""
    for number in range(12):
        save(LATER, data / "inbox" / f"later-{number}")
    corpora.put_bad(data / "inbox" / "bad")
    delivery = given(data)
    whole = markdown(delivery)
    for room in (3_000, 8_000, len(whole) - 1):
        text = markdown(delivery, room)
        assert len(text) <= room and "left out for length" in text
    assert markdown(delivery, len(whole)) == whole and "left out" not in whole
    cut = markdown(delivery, 8_000)
    shown = len(re.findall(r"^## later-", cut, re.MULTILINE))
    assert f"{12 - shown} more documents" in cut and shown < 12


def test_what_found_no_place_is_told(data: Path) -> None:
    """Each with its page and reason; of very many the first, and how many more there are."""
    lost = tuple(Unplaced(f"{n}.50", "两栏皆可 two columns are possible", Place(n)) for n in range(1, 31))
    save(dataclasses.replace(LATER, unplaced=lost), data / "inbox" / "later")
    text = markdown(given(data))
    assert "未能安放 Not placed (30)" in text and "另有 and 18 more" in text
    assert len(re.findall(r"^- p\.\d+ '\d+\.50': 两栏皆可", text, re.MULTILINE)) == 12


def test_nothing_new_is_said(data: Path) -> None:
    """An empty inbox, or one that Git did not keep, is no failure."""
    for remove in (False, True):
        if remove:
            (data / "inbox").rmdir()
        result = ci(data)
        assert result.exit_code == 0 and "没有新文件" in result.stdout


def test_what_is_no_document_is_named(data: Path) -> None:
    """A file in the inbox whose suffix tells of no document is named; the README of the inbox is not."""
    (data / "inbox" / "letter.eml").touch()
    (data / "inbox" / "README.md").touch()
    result = ci(data)
    assert result.exit_code == 0
    assert "letter.eml" in result.stdout and "README" not in result.stdout


def test_in_the_inbox_a_name_says_no_more_than_the_folder(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files of the inbox that are named one by one, as after a push, are sorted as where the whole of it is taken."""
    inbox = data / "inbox"
    for name in ("letter.eml", "README.md", "sub/README.md", "sub/notes"):
        put(inbox / name)
    put(save(LATER, inbox / "saved") / "README.md")
    monkeypatch.chdir(data.parent)
    files = sorted(path for path in inbox.rglob("*") if path.is_file())
    whole = given(data)
    assert whole.status == 0 and {p.name for p in whole.passed_over} == {"letter.eml", "notes"}
    for named in (files, [Path(os.path.relpath(file)) for file in files]):
        delivery = given(Path("data").absolute(), *named)
        assert delivery.status == 0 and not delivery.unread
        assert [received.path.name for received in delivery.received] == ["saved"]
        assert [p.resolve() for p in delivery.passed_over] == [p.resolve() for p in whole.passed_over]


def test_elsewhere_what_is_named_is_meant(data: Path) -> None:
    """Outside the inbox a file that is named is read whatever its suffix."""
    write_html(LATER, data.parent / "later.html").rename(data.parent / "later.bin")
    assert [one.path.name for one in given(data, data.parent / "later.bin").received] == ["later.bin"]


def test_the_command_prints_and_writes(data: Path, tmp_path: Path) -> None:
    """The summary is printed, written whole where asked, and each bad document is a line on standard error."""
    write_html(LATER, data / "inbox" / "with space.html")
    (data / "inbox" / "cut.pdf").write_bytes(corpora.BROKEN_PDF)
    result = ci(data, "--summary", str(tmp_path / "made" / "summary.md"))
    assert result.exit_code == 2
    assert result.stdout.startswith("# 新数据 New data\n") and "with space.html" in result.stdout
    assert (tmp_path / "made" / "summary.md").read_text(encoding="utf-8") == result.stdout
    assert len(result.stdout) < COMMENT_ROOM
    complaints = [line for line in result.stderr.splitlines() if line.startswith("budgetkit: ")]
    assert len(complaints) == 1 and "cut.pdf" in complaints[0]
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["summary.md"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nowhere.pdf",), "nowhere.pdf does not exist"),
        (("--data", "nowhere"), "nowhere"),
    ],
)
def test_wrong_usage_is_one_sentence(data: Path, words: tuple[str, ...], message: str) -> None:
    """A path that is not there is wrong usage: status 2, one line, nothing done."""
    result = ci(data, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr and result.stderr.count("\n") == 1
    assert not (data.parent / "out").exists()


def test_without_a_folder_of_data_documents_can_still_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no data folder, a named document is received; without a name the folder is asked for."""
    monkeypatch.chdir(tmp_path)
    save(LATER, tmp_path / "later")
    assert CliRunner().invoke(main, ["ci", "later"]).exit_code == 0
    result = CliRunner().invoke(main, ["ci"])
    assert result.exit_code == 2 and "--data" in result.stderr


@pytest.mark.slow
def test_a_document_gets_all_that_the_main_job_makes(data: Path) -> None:
    """With real notebooks: report, executed notebooks and the saved copy in a folder named after the document."""
    save(EARLIER, data / "earlier")
    write_html(LATER, data / "inbox" / "later.html")
    result = ci(data)
    out = data.parent / "out" / "later"
    assert result.exit_code == 0 and "| ✓ |" in result.stdout
    assert (out / "report.html").exists() and (out / "disclosure" / "datapackage.json").exists()
    assert len(list((out / "notebooks").glob("*.ipynb"))) >= 6
    assert sorted(path.name for path in (data.parent / "out").iterdir()) == ["later"]


def test_two_real_years(documents: Path, data: Path) -> None:
    """Of a subdistrict's 2024 and 2025 budgets the second finds the first, and its stated changes are so."""
    paths = [documents / "shanghai" / f"wanli-{year}-budget.pdf" for year in (2024, 2025)]
    if not all(path.exists() for path in paths):
        pytest.skip("the two budgets are not among the real documents")
    delivery = given(data, *paths)
    later = one(delivery, paths[1].name)
    assert later.earlier.paths == (paths[0],)
    text = markdown(delivery)
    assert "与实际相符 agree with the actual 9 · 不符 disagree 0" in text
    assert "应为 350.35 万元" in text and "+33,556,428" in text


def test_the_largest_change_of_a_figure_is_its_own(data: Path) -> None:
    """A figure made larger by hand leads the list, with its growth."""
    save(EARLIER, data / "earlier")
    before = EARLIER["expenditure"]["total", "total"]
    assert before is not None
    larger = Amount(before.value * 1000, before.unit)
    save(with_figure(LATER, "expenditure/total/total", larger), data / "inbox" / "later")
    text = markdown(given(data))
    first = text.split("| Places |")[-1].split("---: |\n")[-1].splitlines()[0]
    assert f"{before.value:,f}" in first and f"{larger.value:,f}" in first


def test_narrative_and_tables_apart_are_received_as_one(data: Path) -> None:
    """Two files of one disclosure are one entry that names both; what holds the same twice is not joined, and said."""
    narrative, tables = corpora.put_pair(data / "inbox", "某市教育局")
    delivery = given(data)
    (received,) = delivery.received
    assert received.files == (narrative, tables) and len(received.disclosure.tables) == 1
    assert received.disclosure.claims and not delivery.unread
    text = markdown(delivery)
    assert "合并为一份 read as one" in text and narrative.name in text and tables.name in text
    (data / "inbox" / "version.html").write_bytes(tables.read_bytes().replace(b"3.00", b"4.00"))
    delivery = given(data)
    assert len(delivery.received) == 3 and "未合并 not joined" in markdown(delivery)
