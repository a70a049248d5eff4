"""Laws of the panel: exact over many documents, honest where something is missing, and the known errors are found."""

import csv
import io
import shutil
import zipfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import corpora
import pytest
from synthesize import corpus as fictitious
from synthesize import synthesize_years, with_figure

from budgetkit.corpus.build import build
from budgetkit.corpus.manifest import opened
from budgetkit.corpus.panel import errors, stated_changes
from budgetkit.corpus.panel import totals as panel
from budgetkit.corpus.query import query
from budgetkit.corpus.staging import stage
from budgetkit.figures import panel as many
from budgetkit.figures.digest import figure_digest
from budgetkit.figures.display import figure_of
from budgetkit.package import save
from budgetkit.source import bundled

SHIPPED = bundled("data") / panel.SHIPPED
INSIDE = opened(SHIPPED)


@pytest.fixture(scope="module")
def shipped() -> panel.Panel:
    """The corpus that ships, open."""
    return panel.open_panel()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> panel.Panel:
    """Three years of one department and two of another, one of whose changes is misstated; the truth is not told."""
    folder = tmp_path_factory.mktemp("documents")
    first = synthesize_years("xinjiang-budget", (2023, 2024, 2025), 3)
    second = synthesize_years("central-university-budget", (2024, 2025), 2)
    for made in (*first, *second[:1]):
        save(made.disclosure, folder / made.disclosure.label)
    wrong = second[1].disclosure
    number, claim = next((n, c) for n, c in enumerate(wrong.claims, 1) if c.change and not c.growth)
    assert claim.change is not None
    more = type(claim.change)(claim.change.value + Decimal("0.03"), claim.change.unit)
    save(with_figure(wrong, f"claims/{number}/change", more), folder / wrong.label)
    corpora.put_bad(folder / "bad")
    corpus = tmp_path_factory.mktemp("corpus")
    build([folder], corpus, stager=lambda todo, at: (stage(work, str(at)) for work in todo))
    return panel.open_panel(corpus)


def test_totals_are_those_of_the_documents(small: panel.Panel) -> None:
    """Expenditure of every department and year is what its document prints, in yuan, exactly."""
    made = synthesize_years("xinjiang-budget", (2023, 2024, 2025), 3)
    found = {(r["department"], r["year"]): r for r in panel.records(panel.totals(small))}
    assert len(found) == 5
    for one in made:
        row = found[one.disclosure.department, one.disclosure.year]
        table = one.disclosure["expenditure"]
        for column in ("total", "basic", "project"):
            amount = table["total", column]
            assert amount is not None and row[column] == amount.exact


def test_shares_of_a_year_are_whole(small: panel.Panel) -> None:
    """The shares of the classes of a year add up to 100 % but for their own rounding."""
    by_year: dict[object, list[Decimal]] = {}
    for r in panel.records(panel.composition(small)):
        by_year.setdefault((r["kind"], r["year"]), []).append(r["share"])
    assert len(by_year) == 3
    for shares in by_year.values():
        assert abs(sum(shares) - 100) <= Decimal("0.005") * len(shares)


def test_per_head_is_amount_over_headcount(small: panel.Panel) -> None:
    """Yuan per head times heads is the amount, to half a fen a head; no headcount, nothing per head."""
    rows = panel.records(panel.three_public(small))
    assert len(rows) == 3
    for r in rows:
        assert abs(Fraction(r["per_head"]) * r["headcount"] - r["total"]) <= Fraction(1, 200) * r["headcount"]


def test_only_the_misstated_change_disagrees(small: panel.Panel) -> None:
    """Every stated change agrees with the real prior document but the one that was falsified by three units."""
    found = panel.records(stated_changes.against_prior(small))
    differing = [r for r in found if not r["agrees"]]
    assert len(found) > 30
    assert [(r["year"], r["growth"]) for r in differing] == [(2025, None)]
    (wrong,) = differing
    assert not Decimal(wrong["low"]) <= wrong["prior"] <= Decimal(wrong["high"])
    counts = panel.records(stated_changes.agreement(stated_changes.against_prior(small)))
    assert sum(r["differ"] for r in counts) == 1
    assert sum(r["statements"] for r in counts) == len(found)


def test_a_rounding_apart_agrees() -> None:
    """What one unrounded figure can explain agrees; one unit more does not."""
    made = [panel.printed(Decimal(v), "万元", 2) for v in ("10.00", "1.00", "9.01", "9.02")]
    assert stated_changes.Stated(made[0], made[1], None, made[2]).agrees
    assert not stated_changes.Stated(made[0], made[1], None, made[3]).agrees


def test_what_cannot_be_read_is_listed(small: panel.Panel) -> None:
    """Unreadable documents are named with their reasons, and are in no other frame."""
    assert sorted(r["file"] for r in panel.records(panel.unread(small))) == sorted(
        ["cut.pdf", "damaged", "empty.pdf", "letter.txt", "no-archive.docx"]
    )
    assert sum(r["documents"] for r in panel.records(panel.contents(small))) == 5


def test_of_two_documents_of_a_year_one_counts(tmp_path: Path) -> None:
    """The fuller one of two documents of one department, kind and year is taken."""
    (made,) = synthesize_years("shanghai-budget", (2025,), 1)
    save(made.disclosure, tmp_path / "in" / "full")
    shutil.copytree(tmp_path / "in" / "full", tmp_path / "in" / "less")
    table = tmp_path / "in" / "less" / "tables" / "expenditure.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join([lines[0], *lines[2:]]), encoding="utf-8")
    build([tmp_path / "in"], tmp_path / "corpus", stager=lambda todo, at: (stage(w, str(at)) for w in todo))
    opened = panel.open_panel(tmp_path / "corpus")
    ((path,),) = opened.connection.execute("SELECT path FROM chosen").fetchall()
    assert Path(path).name == "full"


def test_the_shipped_corpus_is_small_and_says_that_it_is_fictitious() -> None:
    """Less than 600 kB, every row marked, no path of a machine, nothing left over."""
    assert SHIPPED.stat().st_size < 600_000
    with zipfile.ZipFile(SHIPPED) as file:
        assert {Path(name).suffix for name in file.namelist()} == {".parquet", ".json", ".csv"}
    assert list(query(SHIPPED, "SELECT DISTINCT fictitious FROM documents")[1]) == [(True,)]
    assert list(query(SHIPPED, "SELECT path FROM documents WHERE contains(path, '/')")[1]) == []


def test_every_known_error_is_printed_and_what_can_show_it_does(shipped: panel.Panel) -> None:
    """The truth is what the rows print; all but what contradicts nothing is found, and nothing else is broken."""
    with io.StringIO((INSIDE / errors.TRUTH).read_text(encoding="utf-8"), newline="") as file:
        truth = list(csv.DictReader(file))
    against = stated_changes.against_prior(shipped)
    found = panel.records(errors.known_errors(shipped, against))
    assert len(found) == len(truth) >= 9
    assert [r["figure"] for r in found if not r["found_by"]] == ["claims/27/growth"]
    wrong = {row["path"] for row in truth}
    broken = {str(path) for (path,) in query(SHIPPED, "SELECT path FROM documents WHERE broken > 0")[1]}
    assert broken <= wrong
    for row in truth:
        if not row["figure"].startswith("claims/"):
            sql = f"""SELECT value FROM facts JOIN documents USING (document) WHERE path = '{row["path"]}'
              AND "table" || '/' || "row" || '/' || "column" = '{row["figure"]}'"""
            assert list(query(SHIPPED, sql)[1]) == [(Decimal(row["printed"]),)]


@pytest.mark.slow
def test_the_shipped_corpus_is_what_its_maker_makes(tmp_path: Path) -> None:
    """Made anew it has the same figures, verdicts and known errors."""
    fictitious.write(tmp_path / "corpus")
    assert (tmp_path / "corpus" / errors.TRUTH).read_bytes() == (INSIDE / errors.TRUTH).read_bytes()
    for sql in (
        'SELECT path, "table", "row", "column", value, unit, places, page FROM facts JOIN documents USING (document)',
        "SELECT path, identity, f.place, verdict FROM findings f JOIN documents USING (document)",
        "SELECT path, number, subject, about, amount, change, growth FROM claims JOIN documents USING (document)",
    ):
        made, there = (sorted(map(str, query(c, sql)[1])) for c in (tmp_path / "corpus", SHIPPED))
        assert made == there


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_figures_draw_every_panel(shipped: panel.Panel, small: panel.Panel, language: str) -> None:
    """Every figure draws the shipped corpus and a small one, and its digest changes with the data."""
    digests = []
    for of in (shipped, small):
        against = stated_changes.against_prior(of)
        frames = (
            (many.departments, panel.totals(of)),
            (many.classes, panel.composition(of)),
            (many.per_head, panel.three_public(of)),
            (many.growths, stated_changes.headline(against)),
            (many.errors, errors.broken(of)),
        )
        digests.append(
            [figure_digest(figure_of(draw(panel.records(f), language=language))) for draw, f in frames]
        )
    assert all(a != b for a, b in zip(*digests, strict=True))


@pytest.mark.parametrize("draw", [many.departments, many.classes, many.per_head, many.growths, many.errors])
def test_figures_of_nothing_say_so(draw: type) -> None:
    """Without records a figure says that there is nothing, instead of failing."""
    assert len(figure_digest(figure_of(draw([], language="en")))["axes"][0]["texts"]) >= 2


def test_an_empty_corpus_has_an_empty_panel(tmp_path: Path) -> None:
    """Every frame of a corpus without documents is empty, with its columns."""
    (tmp_path / "in").mkdir()
    build([tmp_path / "in"], tmp_path / "corpus")
    of = panel.open_panel(tmp_path / "corpus")
    against = stated_changes.against_prior(of)
    frames = [
        *(panel.contents(of), panel.unread(of), panel.totals(of), panel.by_year(panel.totals(of))),
        *(panel.composition(of), panel.three_public(of), against, stated_changes.agreement(against)),
        *(stated_changes.headline(against), errors.verdicts(of), errors.broken(of)),
        errors.known_errors(of, against),
    ]
    assert all(len(frame) == 0 and len(frame.columns) for frame in frames)
