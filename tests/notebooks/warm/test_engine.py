"""The engine against plain kernels, cell by cell, and what must hold when things end badly."""

import asyncio
import json
import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import pytest
from notebook_files import notebook, printed, read, streams_joined
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook
from where import ROOT

from budgetkit.notebooks.parameters import ParameterError
from budgetkit.notebooks.runner import Job, run_notebook, run_notebooks
from budgetkit.notebooks.warm import provisioner
from budgetkit.notebooks.warm.client import NO_FORK, can_fork, client_of
from budgetkit.notebooks.warm.engine import WarmManager, register
from budgetkit.source import bundled

forks = pytest.mark.skipif(not can_fork(), reason="this system cannot fork kernels")

RUN = "from budgetkit.notebooks.runner import run_notebook; run_notebook({!r}, {!r})"

# One notebook a key; a cell that begins with #! may raise.
CONFORMANCE = {
    "text": [
        "print('预算', end=''); print(' two'); 1 + 1",
        "import sys; sys.stdout.write('no newline'); None",
        "import sys; print('to stderr', file=sys.stderr)",
        "import warnings; warnings.warn('look')",
        "import logging; logging.getLogger('a').warning('logged'); logging.getLogger('a').info('not shown')",
        "'x' * 200, list(range(40)), {'键': '值'}",
        "In[1], sorted(Out), _, len(In)",
        "%time 1 + 1\n%who",
        "for i in range(3000): print(i)",
        "%%capture kept\nprint('kept')",
        "kept.stdout",
        "%no_such_magic",
        "print('never reached')",
    ],
    "rich": [
        "from IPython.display import HTML, JSON, Markdown, Math, SVG, clear_output, display, update_display",
        "display(HTML('<b>粗</b>')); display(Markdown('# 标题')); Math('x^2')",
        "display({'text/plain': 'p', 'application/json': {'a': 1}}, raw=True)",
        "display('first', display_id='one')",
        "update_display('changed afterwards', display_id='one')",
        "handle = display('a', display_id=True); handle.update('b'); handle.display('c')",
        "print('gone'); clear_output(); print('stays')",
        "print('goes later'); clear_output(wait=True); print('replaces it')",
        "class Own:\n    def _repr_html_(self): return '<i>own</i>'\n    def __repr__(self): return 'own'\nOwn()",
    ],
    "frames": [
        "import pandas as pd\nwide = pd.DataFrame({f'column number {n}': [n, -n, None] for n in range(40)})\nwide",
        "print(wide)",
        "wide.T",
        "pd.DataFrame({'功能科目': ['201', '208'], '万元': [1.5, 2.25]}).style.format(precision=2).hide()",
        "pd.Series(range(100), name='长')",
        "pd.describe_option()",
        "pd.DataFrame({'a': range(200), 'b': 'long text ' * 20})",
    ],
    "figures": [
        "import matplotlib; matplotlib.rcParams['backend'], matplotlib.get_backend()",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2, 4]); plt.title('title')",
        "fig, axes = plt.subplots(1, 2, figsize=(6, 2)); axes[0].bar([1, 2], [3, 4]); axes[1].imshow([[1, 2], [3, 4]])",
        "plt.plot([1, 2]); plt.show(); plt.plot([2, 1]); plt.show(); print('after')",
        "fig",
        "plt.get_backend(), plt.isinteractive(), plt.get_fignums(), plt.rcParams['figure.dpi']",
        "{k: str(v) for k, v in plt.rcParams.items() if v != matplotlib.rcParamsDefault[k]}",
        "from matplotlib.figure import Figure\nf = Figure(figsize=(2, 1)); f.subplots().plot([1, 2]); f",
        "%config InlineBackend.figure_formats = ['svg']\nplt.rcParams['svg.hashsalt'] = 'fixed'\nplt.plot([1, 3]); None",
        "%matplotlib agg\nplt.plot([1]); plt.get_backend()",
    ],
    "own": [
        "import matplotlib; from matplotlib.font_manager import fontManager\nlen(fontManager.ttflist)",
        "import budgetkit as bk\nd = bk.reference()\nd.year, bk.check(d).counts",
        "bk.view(bk.by_identity(bk.check(d)), '勾稽关系')",
        "bk.view_table(d, 'expenditure')",
        "bk.frame(d['revenue'])",
        "from budgetkit.figures.composition import composition; from budgetkit.figures.display import show",
        "show(composition(d))",
        "len(fontManager.ttflist), {k for k, v in matplotlib.rcParams.items() if v != matplotlib.rcParamsDefault[k]}",
    ],
    "errors": [
        "#!\ndef deep(n): return 1 / n if n == 0 else deep(n - 1)\ndeep(3)",
        "#!\nif True print('syntax')",
        "#!\nraise KeyError('没有')",
        "#!\nimport pandas as pd\npd.DataFrame({'a': [1]})['b']",
        "#!\ntry:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise ValueError('from') from error",
        "#!\nraise KeyboardInterrupt",
        "#!\nprint('before')\nimport no_such_module",
        "#!\ninput('name? ')",
        "#!\nimport getpass; getpass.getpass()",
        "#!\nassert 1 == 2, 'sums differ'",
        "len(In)",
        "1 / 0",
        "print('never reached')",
    ],
    "loop": [
        "import asyncio\nawait asyncio.sleep(0.01)\n'awaited'",
        "async def later(n):\n    await asyncio.sleep(0.01 * n)\n    print('later', n)\n    return n\n"
        "await asyncio.gather(later(2), later(1))",
        "task = asyncio.create_task(later(1)); type(asyncio.get_running_loop()).__name__",
        "await task",
        "#!\nasyncio.run(later(1))",
        "#!\nawait asyncio.wait_for(asyncio.sleep(60), 0.01)",
    ],
    "process": [
        "import os, sys, subprocess, threading, signal; from time import sleep",
        "os.write(1, b'to descriptor 1\\n'); sleep(0.3)",
        "os.write(2, b'to descriptor 2\\n'); sleep(0.3)",
        "!echo from a shell",
        "code = subprocess.run([sys.executable, '-c', 'print(\"from a child\")']).returncode; sleep(0.3); code",
        "#!\nsubprocess.run(['false'], check=True)",
        "sys.stdin.read(), sys.stdin.isatty(), sys.stdout.isatty()",
        "__name__, sys.modules['__main__'].__dict__ is globals(), [a for a in sys.argv if 'json' not in a]",
        "sys.path[0], sys.flags, sys.getrecursionlimit()",
        "os.getpgrp() == os.getpid() == os.getsid(0), os.getcwd()",
        "[signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE)]",
        "sorted(k for k in os.environ if k != 'PYTEST_CURRENT_TEST')",
        "sorted(t.name for t in threading.enumerate()), threading.current_thread() is threading.main_thread()",
        "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(2) as pool: print(pool.map(abs, [-1, -2]))",
        "import concurrent.futures as cf\nwith cf.ThreadPoolExecutor(2) as pool: list(pool.map(print, ['a']))",
        "child = os.fork()\nif child == 0: os._exit(7)\nos.waitstatus_to_exitcode(os.waitpid(child, 0)[1])",
        "import logging; logging.getLogger().handlers, logging.getLogger().level",
        "type(get_ipython()).__name__, get_ipython().kernel.session.username, 'get_ipython' in dir(__builtins__)",
        "import decimal, locale; decimal.getcontext().prec, locale.getlocale(), sys.getdefaultencoding()",
    ],
}


INTERRUPTED = """
import time
try:
    time.sleep(600)
finally:
    print('interrupted')
"""
ORPHANS = """
import os, subprocess, time
child = subprocess.Popen(['sleep', '600'])
with open('part.txt', 'w') as file:
    file.write(f'{os.getpid()} {os.getppid()} {child.pid}')
os.replace('part.txt', 'pids.txt')
time.sleep(600)
"""


def start_client(source: Path, folder: Path, stderr: int | None = None) -> "subprocess.Popen[bytes]":
    """A process that runs a notebook, with the sockets of its kernels under the folder, and that Ctrl-C reaches.

    A shell starts what runs in its background with SIGINT ignored, and what is ignored is inherited.
    """
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from budgetkit.notebooks.runner import run_notebook; run_notebook(sys.argv[1], sys.argv[2])"
    )
    environment = os.environ | {"TMPDIR": str(folder)}
    command = [sys.executable, "-c", code, str(source), str(folder / "t.ipynb")]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stderr=stderr)


def sockets_of(folder: Path) -> list[Path]:
    """The folders of sockets that are left under the folder."""
    return list(folder.glob("budgetkit-*"))


def await_file(path: Path, writer: "subprocess.Popen[bytes] | None" = None) -> list[int]:
    """The numbers in a file, once it is there; an error when its writer ends before."""
    for _ in range(12000):
        if path.exists() and path.read_text():
            return [int(word) for word in path.read_text().split()]
        assert writer is None or writer.poll() is None
        time.sleep(0.05)
    raise AssertionError(f"{path} was never written")


def living(pid: int) -> bool:
    """Whether a process runs; one that has ended and only waits to be noticed does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def gone(pids: list[int]) -> bool:
    """Whether all processes have ended, or do so before long."""
    for _ in range(12000):
        if not any(living(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


@pytest.fixture(autouse=True)
def descriptors_are_captured(monkeypatch: pytest.MonkeyPatch) -> None:
    """ipykernel does not capture file descriptors in a process that this variable says is under test."""
    monkeypatch.delenv("PYTEST_CURRENT_TEST", raising=False)


def neutral(value: Any) -> Any:
    """Outputs without what differs between any two processes: addresses, random ids, numbers of threads, dates."""
    if isinstance(value, dict):
        return {key: neutral(item) for key, item in value.items() if key != "execution"}
    if isinstance(value, list):
        return [neutral(item) for item in value]
    if isinstance(value, str):
        value = re.sub(r"0x[0-9a-f]{6,}", "0x…", re.sub(r"T_[0-9a-f]{5}", "T_…", value))
        value = re.sub(r"ipykernel_[0-9]+|\(pid=[0-9]+\)|<dc:date>[^<]*|Thread-[0-9]+", "…", value)
        return re.sub(r"(CPU times|Wall time|user|sys): [^\n]*", r"\1…", value)
    return value


def cells_of(path: Path) -> list[Any]:
    """What is to be equal of an executed notebook: source, outputs in order, execution count, state of every cell."""
    return [
        (
            "".join(cell["source"]),
            cell.get("execution_count"),
            neutral(streams_joined(cell.get("outputs", []))),
            [cell["metadata"]["papermill"].get(key) for key in ("status", "exception")]
            if "papermill" in cell["metadata"]
            else None,
        )
        for cell in read(path)["cells"]
    ]


def allow_errors(path: Path) -> None:
    """Tag the cells that may raise."""
    document = read(path)
    for cell in document["cells"]:
        if "".join(cell["source"]).startswith("#!"):
            cell["metadata"]["tags"] = ["raises-exception"]
    path.write_text(json.dumps(document), encoding="utf-8")


@forks
def test_warm_kernels_give_what_plain_kernels_give(tmp_path: Path) -> None:
    """Cell by cell, outputs (pictures byte for byte), execution counts and states are those of a plain kernel."""
    jobs = {}
    for name, cells in CONFORMANCE.items():
        source = notebook(tmp_path / f"{name}.ipynb", *cells, parameters="name: str = 'x'")
        allow_errors(source)
        jobs[name] = [
            Job(source, tmp_path / way / f"{name}.ipynb", {"name": "值"}) for way in ("cold", "warm")
        ]
    for engine, number in (("nbclient", 0), ("budgetkit", 1)):
        run_notebooks([pair[number] for pair in jobs.values()], engine=engine, workers=2)
    for name, pair in jobs.items():
        cold, warm = (cells_of(job.target) for job in pair)
        for expected, got in zip(cold, warm, strict=True):
            assert got == expected, name
        raising = [source for source, _, outputs, _ in cold if any("ename" in output for output in outputs)]
        assert raising == [source for source, *_ in cold if source.startswith("#!") or source == "1 / 0"], (
            name
        )


@forks
def test_parent_forks_with_one_thread(tmp_path: Path) -> None:
    """Python 3.12 and newer find no second thread in the process that forks kernels, whatever libraries started."""
    source = notebook(tmp_path / "a.ipynb", "import os; print(len(os.listdir(f'/proc/{os.getppid()}/task')))")
    code = RUN.format(str(source), str(tmp_path / "t.ipynb"))
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONWARNINGS": "always"},
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert "multi-threaded" not in done.stderr
    assert printed(tmp_path / "t.ipynb") == "1\n"


@forks
def test_interrupt_and_time_limit_end_a_cell_and_not_the_kernel(tmp_path: Path) -> None:
    """A cell interrupted at its time limit shows KeyboardInterrupt, and the same kernel goes on, as a plain one does."""
    source = notebook(tmp_path / "a.ipynb", "kept = 1", INTERRUPTED, "print(kept)")
    # nbclient interrupts again when the answer to the first interrupt takes longer than the limit, so it is not short.
    script = (
        "import nbformat, sys; from nbclient import NotebookClient\n"
        "nb = nbformat.read(sys.argv[1], 4)\n"
        "NotebookClient(nb, timeout=15, interrupt_on_timeout=True, allow_errors=True).execute()\n"
        "nbformat.write(nb, sys.argv[2])"
    )
    names = ("local-provisioner", "budgetkit-warm")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", script, source, tmp_path / name],
            env=os.environ | {"JUPYTER_DEFAULT_PROVISIONER_NAME": name},
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    errors = [process.communicate()[1] for process in running]
    if any("has not been registered" in error for error in errors):
        pytest.skip("budgetkit is not installed, so jupyter_client does not find the provisioner by its name")
    assert [process.returncode for process in running] == [0, 0], errors
    cold, warm = (cells_of(tmp_path / name) for name in names)
    assert warm == cold
    assert printed(tmp_path / "budgetkit-warm") == "interrupted\n1\n"


@forks
def test_each_kernel_draws_its_own_random_numbers_and_sees_nothing_of_others(tmp_path: Path) -> None:
    """Forks of one parent share neither the state of a generator nor what another notebook imported or set."""
    cells = [
        "import random, sys, numpy as np, os\nprint(random.random(), np.random.rand(), 'wave' in sys.modules)",
        "import wave; import pandas as pd; pd.set_option('display.max_rows', 3); os.environ['LEFT'] = '1'",
    ]
    source = notebook(tmp_path / "a.ipynb", *cells)
    look = notebook(
        tmp_path / "b.ipynb",
        "import os, pandas as pd; print(pd.get_option('display.max_rows'), 'LEFT' in os.environ)",
    )
    runs = run_notebooks(
        [Job(source, tmp_path / f"{n}.ipynb") for n in range(3)] + [Job(look, tmp_path / "l.ipynb")]
    )
    lines = [printed(run.job.target).split() for run in runs]
    assert len({number for line in lines[:3] for number in line[:2]}) == 6
    assert {line[2] for line in lines[:3]} == {"False"}
    assert lines[3] == ["60", "False"]


@forks
def test_restarted_kernel_is_a_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A manager restarts a warm kernel, politely or at once: the old names are gone, and in the end the sockets."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    async def restart_twice() -> list[str]:
        register()
        manager = WarmManager(kernel_name="python3")
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        answers = []
        for now in (False, True):
            await client.wait_for_ready(300)
            for code in ("x = 1", "x"):
                answers.append((await client.execute(code, reply=True))["content"].get("ename", "ok"))
            await manager.restart_kernel(now=now)
        await client.wait_for_ready(300)
        answers.append((await client.execute("x", reply=True))["content"]["ename"])
        client.stop_channels()
        await manager.shutdown_kernel()
        return answers

    assert asyncio.run(restart_twice()) == ["ok", "ok", "ok", "ok", "NameError"]
    assert not sockets_of(tmp_path)


@forks
def test_what_decides_imports_has_a_parent_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another backend of matplotlib is another warm parent; any other variable is set in the kernel alone."""
    shown = "matplotlib.rcParams['backend'], os.environ.get('OTHER'), os.getppid()"
    source = notebook(tmp_path / "a.ipynb", f"import os, matplotlib; print({shown})")
    lines = []
    for name, value in (("OTHER", "1"), ("OTHER", "2"), ("MPLBACKEND", "agg")):
        monkeypatch.setenv(name, value)
        run_notebook(source, tmp_path / "t.ipynb")
        lines.append(printed(tmp_path / "t.ipynb").split())
    assert [line[1] for line in lines] == ["1", "2", "2"]
    assert [line[0].rpartition(".")[2] for line in lines] == ["backend_inline", "backend_inline", "agg"]
    assert lines[0][2] == lines[1][2] != lines[2][2]


@forks
def test_settings_beside_the_notebook_are_used(tmp_path: Path) -> None:
    """matplotlib reads a matplotlibrc where a kernel starts, as it does in a plain kernel."""
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 7")
    source = notebook(
        tmp_path / "a.ipynb", "import matplotlib; print(matplotlib.rcParams['lines.linewidth'])"
    )
    run_notebook(source, tmp_path / "t.ipynb")
    assert printed(tmp_path / "t.ipynb") == "7.0\n"


@forks
def test_files_and_hooks_are_finished_when_a_kernel_ends(tmp_path: Path) -> None:
    """What a notebook left open is flushed, what it registered for the end is done, before its run is over."""
    cells = [
        "left = open('left.txt', 'w'); left.write('unflushed')",
        "import atexit; atexit.register(lambda: open('hook.txt', 'w').write('done'))",
        "class Cycle:\n    def __del__(self): open('cycle.txt', 'w').write('collected')\nc = Cycle(); c.self = c; del c",
        "import tempfile; kept = tempfile.NamedTemporaryFile(dir='.', prefix='temporary')",
    ]
    run_notebook(notebook(tmp_path / "a.ipynb", *cells), tmp_path / "t.ipynb")
    assert (tmp_path / "left.txt").read_text() == "unflushed"
    assert (tmp_path / "hook.txt").read_text() == "done"
    assert (tmp_path / "cycle.txt").read_text() == "collected"
    assert not list(tmp_path.glob("temporary*"))


@forks
def test_what_a_notebook_started_ends_with_it(tmp_path: Path) -> None:
    """A process that a cell left running is ended with the kernel, as a plain kernel ends it."""
    source = notebook(
        tmp_path / "a.ipynb", "import subprocess; print(subprocess.Popen(['sleep', '600']).pid)"
    )
    run_notebook(source, tmp_path / "t.ipynb")
    assert gone([int(printed(tmp_path / "t.ipynb"))])


@forks
def test_what_a_notebook_started_ends_with_a_kernel_that_dies(tmp_path: Path) -> None:
    """A kernel that ends without any clean-up of its own leaves no process behind."""
    died = "import os, subprocess\nchild = subprocess.Popen(['sleep', '600'])\n"
    died += "open('pid.txt', 'w').write(str(child.pid))\nos._exit(3)"
    (run,) = run_notebooks([Job(notebook(tmp_path / "a.ipynb", died), tmp_path / "t.ipynb")])
    assert "its kernel died" in run.error
    assert gone(await_file(tmp_path / "pid.txt"))


@forks
def test_a_long_name_of_the_temporary_folder_is_no_reason_for_slow_kernels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names of sockets are short; where that of the folder for temporary files is not, they lie elsewhere for the time."""
    long = tmp_path / ("long" * 30)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    run_notebook(notebook(tmp_path / "a.ipynb", "import os; print(os.getppid())"), tmp_path / "t.ipynb")
    assert printed(tmp_path / "t.ipynb") != f"{os.getpid()}\n"
    assert not sockets_of(long)


@forks
def test_nothing_outlives_a_killed_client(tmp_path: Path) -> None:
    """When the process that runs notebooks is killed, its warm parent, kernels and what they started end as well."""
    source = notebook(tmp_path / "a.ipynb", ORPHANS)
    client = start_client(source, tmp_path)
    pids = await_file(tmp_path / "pids.txt", client)
    client.kill()
    client.wait()
    assert gone(pids)
    assert not sockets_of(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="a signal reaches only a console there")
@pytest.mark.parametrize("way", ["forked", "started"])
def test_interrupting_the_client_ends_it_and_its_kernels(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while notebooks run ends the client at once, and nothing of it lives on, however kernels are started."""
    if way == "started":
        monkeypatch.setenv(NO_FORK, "1")
    elif not can_fork():
        pytest.skip("this system cannot fork kernels")
    client = start_client(notebook(tmp_path / "a.ipynb", ORPHANS), tmp_path, stderr=subprocess.DEVNULL)
    try:
        pids = await_file(tmp_path / "pids.txt", client)
        client.send_signal(signal.SIGINT)
        assert client.wait(timeout=600) != 0
    finally:
        client.kill()
        client.wait()
    assert gone(pids)
    assert not sockets_of(tmp_path)


@forks
def test_kernels_end_with_their_parent_and_the_run_says_so(tmp_path: Path) -> None:
    """When the warm parent is killed the running notebook fails in plain words, and the next one has a new parent."""
    source = notebook(tmp_path / "a.ipynb", "print('one')")
    run_notebook(source, tmp_path / "1.ipynb")
    sleeping = notebook(
        tmp_path / "s.ipynb", "import os; open('pid.txt', 'w').write(str(os.getppid()))", INTERRUPTED
    )

    def kill_parent() -> None:
        os.kill(await_file(tmp_path / "pid.txt")[0], signal.SIGKILL)

    killer = threading.Thread(target=kill_parent)
    killer.start()
    (run,) = run_notebooks([Job(sleeping, tmp_path / "2.ipynb")])
    killer.join()
    assert "its kernel died" in run.error
    run_notebook(source, tmp_path / "3.ipynb")
    assert printed(tmp_path / "3.ipynb") == "one\n"


def test_without_fork_every_kernel_starts_by_itself_and_that_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Where kernels cannot be forked the same notebooks run, more slowly, with one line in the log."""
    monkeypatch.setattr(provisioner, "can_fork", lambda: False)
    provisioner._warn.cache_clear()
    source = notebook(tmp_path / "a.ipynb", "import os; print(os.getppid())")
    with caplog.at_level(logging.INFO, "budgetkit.notebooks.warm.engine"):
        runs = run_notebooks([Job(source, tmp_path / f"{n}.ipynb") for n in range(2)])
    assert [printed(run.job.target) for run in runs] == [f"{os.getpid()}\n"] * 2
    assert [record.message for record in caplog.records] == [
        "this system cannot fork kernels from a warm parent; each one starts by itself"
    ]


def test_threads_that_meet_say_a_sentence_once() -> None:
    """Two notebooks that start in the same moment leave one line in the log, however long writing it takes."""
    written: list[str] = []

    class Slow(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(record.getMessage())
            time.sleep(0.05)

    log, handler = logging.getLogger("budgetkit.notebooks.warm.engine"), Slow()
    provisioner._warn.cache_clear()
    log.addHandler(handler)
    try:
        threads = [threading.Thread(target=provisioner._say_once, args=("once",)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        log.removeHandler(handler)
    assert written == ["once"]


@forks
def test_parent_that_cannot_start_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A warm parent that ends at once leaves the notebook to a plain kernel, and the log says why."""
    client_of(os.getpid()).close()
    provisioner._warn.cache_clear()
    monkeypatch.setattr("budgetkit.notebooks.warm.client._COMMAND", (sys.executable, "-c", "pass"))
    source = notebook(tmp_path / "a.ipynb", "import os; print(os.getppid())")
    with caplog.at_level(logging.INFO, "budgetkit.notebooks.warm.engine"):
        run_notebook(source, tmp_path / "t.ipynb")
    client_of(os.getpid()).close()
    assert printed(tmp_path / "t.ipynb") == f"{os.getpid()}\n"
    assert "kernels cannot be forked from a warm parent" in caplog.text


@forks
def test_running_is_quiet(tmp_path: Path) -> None:
    """Neither a run nor its end writes anything to the terminal, whatever the notebook prints."""
    source = notebook(
        tmp_path / "a.ipynb", "import os; print('x'); os.write(1, b'y')", "import matplotlib.pyplot"
    )
    code = RUN.format(str(source), str(tmp_path / "t.ipynb"))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, cwd=ROOT
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_papermill_finds_the_engine_by_its_name(tmp_path: Path) -> None:
    """``papermill --engine budgetkit`` runs on it and writes readable parameters, where the package is installed."""
    if not entry_points(group="papermill.engine", name="budgetkit"):
        pytest.skip("budgetkit is not installed, so papermill does not find the engine by its name")
    source = notebook(tmp_path / "a.ipynb", "print(name)", parameters="name: str = ''")
    papermill = [sys.executable, "-m", "papermill", "--engine", "budgetkit", "-p", "name", "对口"]
    subprocess.run([*papermill, str(source), str(tmp_path / "t.ipynb")], check=True, capture_output=True)
    assert printed(tmp_path / "t.ipynb") == "对口\n"
    assert "name = '对口'" in "".join(read(tmp_path / "t.ipynb")["cells"][1]["source"])


@pytest.mark.parametrize("words", [["-p", "yaer", "2024"], ["-p", "year", "20x4"], ["-y", "year: [1]"]])
def test_papermill_stops_before_a_kernel_starts(tmp_path: Path, words: list[str]) -> None:
    """An unknown or ill-typed parameter ends papermill's command with one sentence, and its API with ParameterError."""
    source = notebook(tmp_path / "a.ipynb", "open('started', 'w')", parameters="year: int = 2024")
    code = "from budgetkit.notebooks.warm.engine import register; register()\n"
    code += "from papermill.cli import papermill; papermill()"
    command = [sys.executable, "-c", code, "--engine", "budgetkit", *words]
    done = subprocess.run(
        [*command, str(source), str(tmp_path / "t.ipynb")], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "takes year: int = 2024" in done.stderr
    given = {words[1]: words[2]} if words[0] == "-p" else {"year": [1]}
    register()
    with pytest.raises(ParameterError, match="takes year: int"):
        execute_notebook(source, tmp_path / "t.ipynb", given, engine_name="budgetkit", progress_bar=False)
    assert {path.name for path in tmp_path.iterdir()} == {"a.ipynb"}


def test_papermill_keeps_text_that_looks_like_a_number(tmp_path: Path) -> None:
    """On papermill's command line 001234 and 2_010 stay as typed where the notebook declares text."""
    declared = "code: str = ''\nyear: int = 0\ncodes: list[str] = []"
    source = notebook(tmp_path / "a.ipynb", "print(code, year + 1, codes)", parameters=declared)
    code = "from budgetkit.notebooks.warm.engine import register; register()\n"
    code += "from papermill.cli import papermill; papermill()"
    given = ["-p", "code", "001234", "-r", "year", "2024", "-p", "codes", "2_010"]
    command = [sys.executable, "-c", code, "--engine", "budgetkit", *given]
    subprocess.run([*command, str(source), str(tmp_path / "t.ipynb")], check=True, capture_output=True)
    assert printed(tmp_path / "t.ipynb") == "001234 2025 ['2_010']\n"
    assert "code = '001234'" in "".join(read(tmp_path / "t.ipynb")["cells"][1]["source"])


def test_any_engine_stops_the_projects_notebooks_in_their_first_cell(tmp_path: Path) -> None:
    """papermill's own engine passes an unknown name on; the notebook's own first cell then says so."""
    source = bundled("notebooks") / "2-tables.ipynb"
    with pytest.raises(PapermillExecutionError, match="did you mean 'source'"):
        execute_notebook(source, tmp_path / "t.ipynb", {"sorce": "x"}, progress_bar=False)
