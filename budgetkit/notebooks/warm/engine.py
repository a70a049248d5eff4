"""The door to papermill: executes one notebook on an engine, with readable parameters; holds the engine ``budgetkit``.

papermill finds the engine by its entry point, so ``papermill --engine budgetkit`` works too.
"""

from __future__ import annotations

import contextlib
import copy
import math
import queue
import time
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, Final

import click
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillException, PapermillExecutionError
from papermill.execute import execute_notebook
from papermill.iorw import write_ipynb
from papermill.models import Parameter as PapermillParameter
from papermill.translators import PythonTranslator, papermill_translators

from budgetkit.model.errors import NotebookError, NotebookFailed
from budgetkit.notebooks.parameters import (
    INJECTED,
    ParameterError,
    cell_source,
    check_parameters,
    declared_parameters,
    language_of,
    parse_parameters,
)
from budgetkit.notebooks.warm.client import LONGEST_START

LANGUAGE: Final = "budgetkit-python"
PROVISIONER: Final = EntryPoint(
    "budgetkit-warm",
    "budgetkit.notebooks.warm.provisioner:WarmProvisioner",
    KernelProvisionerFactory.GROUP_NAME,
)


class ReadablePython(PythonTranslator):  # type: ignore[misc]
    """Writes parameters as Python that a person can read: Chinese stays Chinese, nothing becomes \\uXXXX."""

    @classmethod
    def translate_str(cls, val: str) -> str:
        """A text as Python prints it, which escapes only what cannot be printed."""
        return repr(str(val))

    @classmethod
    def inspect(cls, parameters_cell: Any) -> list[PapermillParameter]:
        """The parameters of a cell as this package reads them: papermill's own pattern knows no ``Literal[…]``."""
        return [
            PapermillParameter(p.name, p.annotation, repr(p.default), p.help)
            for p in parse_parameters(cell_source(parameters_cell), "the parameters cell")
        ]


class QuickClient(AsyncKernelClient):
    """A client that is ready once a kernel has answered on both channels, without waiting for silence after it."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Ask until an answer has come on the shell channel and anything on iopub; RuntimeError after ``timeout`` s.

        What is left on iopub belongs to these questions, and nbclient passes over what belongs to no cell.
        """
        deadline = time.monotonic() + (timeout or math.inf)
        while time.monotonic() < deadline:
            self.kernel_info()
            with contextlib.suppress(queue.Empty):
                reply = await self.get_shell_msg(timeout=1)
                if reply["msg_type"] == "kernel_info_reply":
                    await self.get_iopub_msg(timeout=0.01)
                    self._handle_kernel_info_reply(reply)
                    return
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


class WarmManager(AsyncKernelManager):
    """A kernel manager that has its kernels forked from the warm parent."""

    client_class = "budgetkit.notebooks.warm.engine.QuickClient"
    client_factory = QuickClient

    @property
    def kernel_spec(self) -> KernelSpec | None:
        """The specification as installed, with the provisioner named in it."""
        spec = copy.deepcopy(super().kernel_spec)
        if spec is not None:
            spec.metadata["kernel_provisioner"] = {"provisioner_name": PROVISIONER.name}
        return spec


class BudgetkitEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's own engine on warm kernels, with readable parameters; it saves once, when all is done."""

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """The language that parameters are written in: papermill's, but for Python the readable one."""
        register()
        found = str(super().nb_language(nb, language))
        return LANGUAGE if found == "python" else found

    @classmethod
    def execute_notebook(
        cls, nb: Any, kernel_name: str, output_path: str | None = None, **kwargs: Any
    ) -> Any:
        """Check the parameters, then execute without saving after each cell.

        papermill saves the result; this saves what an exception leaves. Raises ParameterError before a kernel starts.
        """
        if language_of(nb.metadata) in ("", "python"):
            _check_given(nb)
        try:
            return super().execute_notebook(nb, kernel_name, **kwargs)
        except BaseException:
            write_ipynb(nb, output_path)
            raise

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
        """Execute on a kernel of the warm parent; arguments as for papermill's engine."""
        return super().execute_managed_notebook(
            nb_man, kernel_name, kernel_manager_class=WarmManager, **kwargs
        )


def _check_given(nb: Any) -> None:
    """Refuse parameters that the notebook does not declare, which papermill passes on, and inject those it does.

    A notebook whose parameters cell holds more than typed lines is left to papermill. On the command line of papermill
    values are taken as they were typed: 001234 for a text is not 1234.
    """
    try:
        schema = declared_parameters(nb.cells, "the notebook")
    except NotebookError:
        return
    context = click.get_current_context(silent=True)
    context = context if context is not None and "parameters_raw" in context.params else None
    given = dict(nb.metadata.papermill.get("parameters") or {})
    typed = {} if context is None else dict(context.params["parameters"] or ())
    raw = {} if context is None else dict(context.params["parameters_raw"] or ())
    try:
        checked = check_parameters(schema, given | typed | raw)
    except ParameterError as error:
        if context is not None:
            raise click.UsageError(str(error), context) from None
        raise
    if repr(checked) != repr(given):
        nb.metadata.papermill["parameters"] = checked
        for cell in nb.cells:
            if "injected-parameters" in cell.metadata.tags:
                cell.source = ReadablePython.codify(checked, INJECTED.strip("# "))


def register() -> None:
    """Make papermill and jupyter_client know what is here where no entry points are installed."""
    papermill_translators.register(LANGUAGE, ReadablePython)
    papermill_engines.register("budgetkit", BudgetkitEngine)
    KernelProvisionerFactory.instance().provisioners.setdefault(PROVISIONER.name, PROVISIONER)


def execute(
    source: Path, target: Path, parameters: dict[str, Any], *, engine: str, timeout: int | None, cwd: Path
) -> None:
    """Execute a notebook into a file, which shows as far as it came whatever happens.

    ``timeout`` is in seconds a cell; ``cwd`` is the folder the kernel starts in. To be called in a thread of its own,
    whose event loop it closes. Raises NotebookFailed.
    """
    register()
    try:
        execute_notebook(
            _plain(source),
            _plain(target),
            parameters=parameters,
            engine_name=engine,
            kernel_name="python3",
            language=LANGUAGE,
            progress_bar=False,
            start_timeout=LONGEST_START,
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
