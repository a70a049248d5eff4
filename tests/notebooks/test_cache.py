"""Re-use of executed notebooks: nothing that decided an output may have changed, and nothing half-written counts."""

import json
from pathlib import Path

import pytest
from notebook_files import notebook, printed, read

import budgetkit
from budgetkit.notebooks.cache import Cache, Surroundings, digest_of
from budgetkit.notebooks.runner import Job, run_notebooks

CELL = """
from pathlib import Path
Path({marks!r}).open('a').write('x')
print(sorted(path.read_text() for path in Path(source).iterdir()), year)
"""


class Bench:
    """Two disclosures, a notebook that leaves a mark each time it is executed, and a cache."""

    def __init__(self, folder: Path) -> None:
        """Write them."""
        self.folder = folder
        self.marks = folder / "marks.txt"
        self.marks.touch()
        for name in ("one", "two"):
            (folder / name).mkdir()
            (folder / name / "table.csv").write_text(name, encoding="utf-8")
        self.write(CELL.format(marks=str(self.marks)))
        self.cache = Cache(folder / "cache", folder / "one")

    def write(self, *cells: str) -> None:
        """Write the notebook."""
        self.source = notebook(
            self.folder / "n.ipynb", *cells, parameters="source: str = 'one'\nyear: int = 2024"
        )

    def target(self, name: str) -> Path:
        """The executed notebook of a disclosure."""
        return self.folder / "out" / name / "n.ipynb"

    def run(self, force: bool = False, year: int = 2024) -> list[str]:
        """Execute the notebook on both disclosures; of which it was executed, by its marks and by what is reported."""
        names = ("one", "two")
        jobs = [
            Job(self.source, self.target(name), {"source": str(self.folder / name), "year": year})
            for name in names
        ]
        before = len(self.marks.read_text())
        runs = run_notebooks(jobs, cache=self.cache, force=force)
        executed = [name for name, run in zip(names, runs, strict=True) if not run.reused]
        assert len(self.marks.read_text()) - before == len(executed)
        assert [run.error for run in runs] == ["", ""]
        return executed


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Surroundings that stay the same though somebody edits the package meanwhile."""
    monkeypatch.setattr(Surroundings, "now", lambda: Surroundings("library", "environment"))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Two disclosures, executed once."""
    made = Bench(tmp_path)
    assert made.run() == ["one", "two"]
    return made


def test_what_is_unchanged_is_not_executed_again(bench: Bench) -> None:
    """A second run executes nothing, says so, and gives the same bytes, even where the targets were taken away."""
    first = [bench.target(name).read_bytes() for name in ("one", "two")]
    bench.target("one").unlink()
    bench.target("two").write_text("edited", encoding="utf-8")
    assert bench.run() == []
    assert [bench.target(name).read_bytes() for name in ("one", "two")] == first


def test_changed_disclosure_is_executed_again_alone(bench: Bench) -> None:
    """One figure changed, a file added or renamed: the notebook is executed again on that disclosure only."""
    (bench.folder / "two" / "table.csv").write_text("deux", encoding="utf-8")
    assert bench.run() == ["two"]
    assert printed(bench.target("two")) == "['deux'] 2024\n"
    (bench.folder / "one" / "more.csv").write_text("", encoding="utf-8")
    assert bench.run() == ["one"]
    (bench.folder / "one" / "more.csv").rename(bench.folder / "one" / "other.csv")
    assert bench.run() == ["one"]
    assert bench.run() == []


def test_changed_code_or_parameter_is_executed_again(bench: Bench) -> None:
    """Another parameter, a changed cell, a changed tag: executed again on both; outputs stored in the source count not."""
    assert bench.run(year=2023) == ["one", "two"]
    document = read(bench.source)
    document["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "old"}]
    bench.source.write_text(json.dumps(document), encoding="utf-8")
    assert bench.run() == []
    document["cells"][1]["metadata"]["tags"] = ["raises-exception"]
    bench.source.write_text(json.dumps(document), encoding="utf-8")
    assert bench.run() == ["one", "two"]
    bench.write(CELL.format(marks=str(bench.marks)) + "print('more')")
    assert bench.run() == ["one", "two"]
    assert printed(bench.target("one")) == "['one'] 2024\nmore\n"


@pytest.mark.parametrize(
    "change",
    [Surroundings("another", "environment"), Surroundings("library", "another")],
    ids=["library", "environment"],
)
def test_changed_library_or_environment_is_executed_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, change: Surroundings
) -> None:
    """Another version of the package, or of anything installed, executes everything again, once."""
    monkeypatch.setattr(Surroundings, "now", lambda: change)
    assert bench.run() == ["one", "two"]
    assert bench.run() == []


def test_force_executes_and_renews(bench: Bench) -> None:
    """By force everything is executed again, and what it gave is kept."""
    before = bench.target("one").read_bytes()
    assert bench.run(force=True) == ["one", "two"]
    assert bench.target("one").read_bytes() != before
    forced = bench.target("one").read_bytes()
    assert bench.run() == []
    assert bench.target("one").read_bytes() == forced


def test_entry_that_is_not_whole_counts_for_nothing(bench: Bench) -> None:
    """A cut, altered or emptied entry is passed over, and replaced by what is executed anew."""
    for spoil in (
        lambda data: data[:-9],
        lambda data: data.replace(b"2024", b"2025"),
        lambda _: b"",
        lambda _: b"\xff",
    ):
        entries = [path for path in bench.cache.folder.rglob("*") if path.is_file()]
        assert len(entries) == 2
        for entry in entries:
            entry.write_bytes(spoil(entry.read_bytes()))
        assert bench.run() == ["one", "two"]
        assert bench.run() == []


def test_target_that_lies_there_counts_for_nothing(tmp_path: Path) -> None:
    """A file in the place of the target, without an entry in the cache, does not spare the execution."""
    bench = Bench(tmp_path)
    bench.target("one").parent.mkdir(parents=True)
    bench.target("one").write_text("{}", encoding="utf-8")
    assert bench.run() == ["one", "two"]


def test_failure_is_not_kept(bench: Bench) -> None:
    """A notebook that fails is executed again the next time."""
    source = notebook(bench.folder / "f.ipynb", f"open({str(bench.marks)!r}, 'a').write('x')", "1 / 0")
    for _ in range(2):
        (run,) = run_notebooks([Job(source, bench.folder / "f" / "f.ipynb")], cache=bench.cache)
        assert "ZeroDivisionError" in run.error
        assert not run.reused
    assert bench.marks.read_text() == "xxxx"


def test_data_that_changed_meanwhile_is_not_kept(bench: Bench) -> None:
    """What was executed while its data changed is not re-used for the data as it is now, nor as it was."""
    bench.write("from pathlib import Path\nwith Path(source, 'table.csv').open('a') as file: file.write('+')")
    job = Job(bench.source, bench.target("one"), {"source": str(bench.folder / "one")})
    assert [run_notebooks([job], cache=bench.cache)[0].reused for _ in range(2)] == [False, False]
    assert (bench.folder / "one" / "table.csv").read_text() == "one++"


def test_notebook_without_data_depends_on_the_bundled(bench: Bench) -> None:
    """A notebook no parameter of which names a file is executed again when the bundled data changed."""
    job = Job(notebook(bench.folder / "b.ipynb", "1"), bench.folder / "b" / "b.ipynb")
    assert [run_notebooks([job], cache=bench.cache)[0].reused for _ in range(2)] == [False, True]
    (bench.folder / "one" / "table.csv").write_text("changed", encoding="utf-8")
    assert [run_notebooks([job], cache=bench.cache)[0].reused for _ in range(2)] == [False, True]


def test_digest_sees_every_name_and_content(tmp_path: Path) -> None:
    """The digest of a folder moves with any name or content in it, and not with compiled code."""
    (tmp_path / "a" / "__pycache__").mkdir(parents=True)
    (tmp_path / "a" / "m.py").write_text("1")
    digests = [digest_of(tmp_path)]
    (tmp_path / "a" / "__pycache__" / "m.pyc").write_text("1")
    assert digest_of(tmp_path) == digests[0]
    (tmp_path / "a" / "m.py").write_text("2")
    digests.append(digest_of(tmp_path))
    (tmp_path / "a" / "m.py").rename(tmp_path / "a" / "n.py")
    digests.append(digest_of(tmp_path))
    (tmp_path / "n.py").write_text("")
    digests.append(digest_of(tmp_path))
    assert len(set(digests)) == 4


def test_surroundings_are_the_package_and_what_is_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The library is the package as it lies on disk; another distribution on the path is another environment."""
    monkeypatch.undo()
    now = Surroundings.now()
    assert now.library == digest_of(Path(budgetkit.__file__).parent)
    (tmp_path / "other-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    other = Surroundings.now()
    assert other.environment != now.environment
    (tmp_path / "other-1.0.dist-info").rename(tmp_path / "other-1.1.dist-info")
    assert Surroundings.now().environment not in (now.environment, other.environment)
