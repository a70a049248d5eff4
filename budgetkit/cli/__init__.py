"""The command line: one command a function, no logic; every command mirrors a function of the library."""

from budgetkit.cli.commands import main

__all__ = ["main"]
