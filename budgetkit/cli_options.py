"""What the commands share: their arguments and options, and how an error is told to a person."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click

SOURCE: Final = click.argument("source", type=click.Path(path_type=Path))
FORM: Final = click.option("--form", help="Force a layout (see `budgetkit forms`) instead of recognising it.")
LANGUAGE: Final = click.option(
    "--lang",
    "language",
    type=click.Choice(["zh", "en", "both"]),
    default="both",
    show_default=True,
    help="Labels.",
)


def plainly(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what a person can act on into one sentence on standard error and exit 2, without a traceback."""

    @wraps(command)
    def wrapped(*args: Any, **options: Any) -> Any:
        from budgetkit.errors import BudgetkitError

        try:
            return command(*args, **options)
        except (BudgetkitError, KeyError, OSError) as error:
            message = str(error.args[0]) if isinstance(error, KeyError) else str(error)
            click.echo(f"budgetkit: {message}", err=True)
            sys.exit(2)

    return wrapped
