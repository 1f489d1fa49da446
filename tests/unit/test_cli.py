"""The console script: its commands, its exit codes, and what it does with mistakes."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from pytest_phase import __version__
from pytest_phase.cli import COMMANDS
from tests.command_line import CommandLine
from tests.project import Project


def test_the_commands(shell: CommandLine) -> None:
    """There are these commands and no others, each with one line in the help."""
    assert [command.NAME for command in COMMANDS] == [
        *("init", "demo", "explore", "reconcile", "lint", "order", "verify"),
        *("prompt", "sync", "forget", "merge", "prune", "schema"),
    ]
    said = shell("--help")
    assert said.code == 0
    for command in COMMANDS:
        assert re.search(rf"^    {command.NAME}\s", said.out, re.MULTILINE)


@pytest.mark.parametrize("name", [command.NAME for command in COMMANDS])
def test_help(shell: CommandLine, name: str) -> None:
    """Every command explains itself on stdout."""
    said = shell(name, "--help")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"usage: pytest-phase {name}")


def test_version(shell: CommandLine) -> None:
    """The version is that of the package."""
    assert shell("--version") == (0, f"pytest-phase {__version__}\n", "")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "the following arguments are required: COMMAND. See: pytest-phase --help"),
        (("schema", "--loud"), "unrecognized arguments: --loud. See: pytest-phase --help"),
        (("merge",), "the following arguments are required: PATH. See: pytest-phase merge --help"),
    ],
)
def test_a_wrong_command_line(shell: CommandLine, words: tuple[str, ...], message: str) -> None:
    """A mistake in the words is exit 4, in one line on stderr that names the help."""
    assert shell(*words) == (4, "", f"ERROR: {message}\n")


def test_an_unknown_command(shell: CommandLine) -> None:
    """A command that does not exist is exit 4, and those that do are named."""
    said = shell("juggle")
    assert (said.code, said.out) == (4, "")
    assert said.err.startswith("ERROR: argument COMMAND: invalid choice: 'juggle'")
    assert "schema" in said.err


def test_an_abbreviation_is_no_option(shell: CommandLine) -> None:
    """Options are spelled out: a new one must not change what an old command line means."""
    assert shell("init", "--from").code == 4


def test_as_a_module(project: Project) -> None:
    """``python -m pytest_phase`` is the same program under the same name."""
    result = project.command("forget")
    assert result.ret == 4
    assert result.stderr.lines == [
        "ERROR: the following arguments are required: TEST, --reason. "
        "See: pytest-phase forget --help"
    ]


def test_no_traceback_when_nobody_reads(project: Project) -> None:
    """A reader that closes the pipe early ends the command in silence."""
    child = subprocess.Popen(
        [sys.executable, "-m", "pytest_phase", "schema"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdout is not None
    child.stdout.close()
    child.stdout = None
    _, err = child.communicate(timeout=60)
    assert err == b""


def test_a_terminal_of_another_encoding(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a terminal cannot show is escaped, and ends no command."""
    project.plan("# Phase 1: Größe\n\n### Phase 1.1: ☃\n\n- Tests: `tests/test_[☃].py`\n")
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    result = project.command("lint", "PLAN.md")
    assert result.ret in (0, 1)
    assert "\\u2603" in result.stdout.str()
    assert "Traceback" not in result.stderr.str()
