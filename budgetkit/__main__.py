"""``python -m budgetkit``: the command line."""

from budgetkit.cli.commands import main

main(prog_name="budgetkit")
