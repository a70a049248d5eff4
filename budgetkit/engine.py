"""The door to papermill: executes one notebook on an engine, with readable parameters; holds the engine ``budgetkit``.

papermill finds the engine by its entry point, so ``papermill --engine budgetkit`` works too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillException, PapermillExecutionError
from papermill.execute import execute_notebook
from papermill.translators import PythonTranslator, papermill_translators

from budgetkit.errors import NotebookFailed

LANGUAGE: Final = "budgetkit-python"


class ReadablePython(PythonTranslator):  # type: ignore[misc]
    """Writes parameters as Python that a person can read: Chinese stays Chinese, nothing becomes \\uXXXX."""

    @classmethod
    def translate_str(cls, val: str) -> str:
        """A text as Python prints it, which escapes only what cannot be printed."""
        return repr(str(val))


class BudgetkitEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's own engine with readable parameters."""

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """The language that parameters are written in: papermill's, but for Python the readable one."""
        found = str(super().nb_language(nb, language))
        return LANGUAGE if found == "python" else found


def execute(
    source: Path, target: Path, parameters: dict[str, Any], *, engine: str, timeout: int | None, cwd: Path
) -> None:
    """Execute a notebook into a file, which shows as far as it came whatever happens.

    ``timeout`` is in seconds a cell; ``cwd`` is the folder the kernel starts in. To be called in a thread of its own,
    whose event loop it closes. Raises NotebookFailed.
    """
    papermill_translators.register(LANGUAGE, ReadablePython)
    papermill_engines.register("budgetkit", BudgetkitEngine)
    try:
        execute_notebook(
            _plain(source),
            _plain(target),
            parameters=parameters,
            engine_name=engine,
            kernel_name="python3",
            language=LANGUAGE,
            progress_bar=False,
            execution_timeout=timeout,
            resources={"metadata": {"path": str(cwd)}},
            extra_arguments=["--log-level=ERROR"],
        )
    except PapermillExecutionError as error:
        raise NotebookFailed(f"cell [{error.exec_count}] raised {error.ename}: {error.evalue}") from None
    except CellTimeoutError:
        raise NotebookFailed(f"a cell ran longer than {timeout} s") from None
    except DeadKernelError:
        raise NotebookFailed("its kernel died") from None
    except PapermillException as error:
        raise NotebookFailed(str(error)) from None
    finally:
        ensure_event_loop().close()


def _plain(path: Path) -> str:
    """A path in which papermill fills nothing in: it formats every path with the parameters."""
    return str(path).replace("{", "{{").replace("}", "}}")
