"""Laws of the commands on many documents: told in both languages, with an example each."""

import re

import click
import pytest
from click.testing import CliRunner

from budgetkit.cli.commands import main
from budgetkit.cli.corpus import corpus


@pytest.mark.parametrize("words", [[], *([name] for name in corpus.commands)], ids=" ".join)
def test_every_help_is_bilingual_with_an_example(words: list[str]) -> None:
    """The first line says in Chinese too what a command does, every option is explained, one example ends it."""
    text = CliRunner().invoke(main, ["corpus", *words, "--help"]).stdout
    first = text.split("\n\n")[1]
    assert re.search("[\u4e00-\u9fff]", first) and re.search("[A-Za-z]", first)
    assert text.rstrip().splitlines()[-1].startswith(f"  Example: budgetkit corpus {' '.join(words)}")
    options = (corpus.commands[words[0]] if words else corpus).params
    assert [o.name for o in options if isinstance(o, click.Option) and not o.help] == []


def test_the_list_of_commands_is_bilingual() -> None:
    """Each line of the list says in both languages what a command does, uncut."""
    listed = CliRunner().invoke(main, ["corpus", "--help"]).stdout.split("Commands:\n")[1].split("\n\n")[0]
    assert len(listed.splitlines()) == len(corpus.commands)
    assert [line for line in listed.splitlines() if not re.search("[\u4e00-\u9fff]{2}", line)] == []
