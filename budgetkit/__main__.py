"""``python -m budgetkit``: the command line."""

from budgetkit.cli import main

main(prog_name="budgetkit")
