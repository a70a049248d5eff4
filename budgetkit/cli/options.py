"""What the commands share: their arguments and options, and how an error is shown to a person."""

from __future__ import annotations

import errno
import gc
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click

from budgetkit.version import how_to_install

SOURCE: Final = click.argument("source", type=click.Path(path_type=Path))
SOURCES: Final = click.argument(
    "source", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SOURCE..."
)
"""Several files, or a folder of them, are read as one disclosure: narrative and tables published apart."""
FORM: Final = click.option(
    "--form",
    metavar="FORM|FILE.toml",
    help="Use a layout (see `budgetkit forms`), or one of your own from a file, instead of recognising it.",
)
LANGUAGE: Final = click.option(
    "--lang",
    "language",
    type=click.Choice(["zh", "en", "both"]),
    default="both",
    show_default=True,
    help="Language of labels and heads: Chinese, English or both; figures stay as printed.",
)
_EXTRAS: Final = {"pyarrow": "corpus", "duckdb": "corpus", "filelock": "corpus"} | dict.fromkeys(
    ("dask", "distributed"), "dask"
)
"""Libraries that not everybody installs, and the extra that brings them."""


class Plain(click.ClickException):
    """Wrong usage, said in one line."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print the line to standard error."""
        click.echo(f"budgetkit: {self.message}", file=file, err=file is None)


class PlainGroup(click.Group):
    """A group of commands whose wrong usage, and that of every command below it, is said in one line."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the words of the command line."""
        # A command makes hardly any circular garbage; to look for it takes a tenth of its time.
        gc.set_threshold(100_000, 20, 20)
        _speak_utf8()
        _say_what_is_logged()
        with _in_one_line():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Do what they say."""
        with _in_one_line():
            return super().invoke(ctx)


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        # A console of another code page must not end the program on a Chinese character.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


class _Echo(logging.Handler):
    """Prints what is logged to standard error."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one message."""
        click.echo(record.getMessage(), err=True)


def _say_what_is_logged() -> None:
    """Print what reading says to standard error: progress over pictures, a file that holds more than is used."""
    log = logging.getLogger("budgetkit")
    if not log.handlers:
        log.addHandler(_Echo())
        log.setLevel(logging.INFO)
        log.propagate = False


@contextmanager
def _in_one_line() -> Iterator[None]:
    try:
        yield
    except click.UsageError as error:
        # A group without a command shows its help, which needs its lines.
        if type(error).__name__ == "NoArgsIsHelpError":
            raise
        said = " ".join(error.format_message().split())
        path = error.ctx.command_path if error.ctx else "budgetkit"
        raise Plain(f"{said} (`{path} --help` explains)") from error


def plainly(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what a person can act on into one sentence on standard error and exit 2, without a traceback.

    Where the reader of the output has closed it (``| head``), it ends quietly, with status 0 or the one reached.
    """

    @wraps(command)
    def wrapped(*args: Any, **options: Any) -> Any:
        from budgetkit.model.errors import BudgetkitError

        try:
            return _flushed(command, *args, **options)
        except (BudgetkitError, KeyError, OSError, ModuleNotFoundError) as error:
            if _reader_is_gone(error):
                _leave_quietly(error.__context__)
            click.echo(f"budgetkit: {_sentence(error)}", err=True)
            sys.exit(2)

    return wrapped


def _flushed(command: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Run a command and flush its output, so that a closed pipe raises here and not at the exit."""
    try:
        return command(*args, **options)
    finally:
        sys.stdout.flush()


def _sentence(error: Exception) -> str:
    from budgetkit.model.errors import error_sentence

    if isinstance(error, ModuleNotFoundError):
        library = (error.name or "").partition(".")[0]
        if library not in _EXTRAS:
            raise error
        return f"corpus commands need {library}, which is not installed: {how_to_install(_EXTRAS[library])}"
    if isinstance(error, OSError) and (error.filename is None or not error.strerror):
        return str(error)
    return error_sentence(error, str(getattr(error, "filename", "")))


def _reader_is_gone(error: Exception) -> bool:
    # Windows reports a closed pipe as an invalid argument of no file.
    closed = os.name == "nt" and isinstance(error, OSError) and error.errno == errno.EINVAL
    return isinstance(error, BrokenPipeError) or (closed and getattr(error, "filename", None) is None)


def _leave_quietly(before: BaseException | None) -> None:
    # What is still buffered is flushed once more at the exit, and must have somewhere to go.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    # A verdict already reached is not taken back because nobody reads it.
    sys.exit(before.code if isinstance(before, SystemExit) else 0)
