"""The console script ``pytest-phase``: finds the command, settles the exit code (design 3.2)."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn, Protocol

from pytest_phase import __version__
from pytest_phase.commands import (
    demo,
    explore,
    forget,
    init,
    lint,
    merge,
    order,
    prompt,
    prune,
    reconcile,
    schema,
    sync,
    verify,
)
from pytest_phase.wiring import CannotJudge

CANNOT_JUDGE, INTERRUPTED = 4, 2


class Command(Protocol):
    """What a module of ``pytest_phase.commands`` offers."""

    NAME: str
    SUMMARY: str
    DETAILS: str

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what the command takes."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it; the exit code. Raises CannotJudge."""


COMMANDS: tuple[Command, ...] = (
    init,
    demo,
    explore,
    reconcile,
    lint,
    order,
    verify,
    prompt,
    sync,
    forget,
    merge,
    prune,
    schema,
)


class Parser(argparse.ArgumentParser):
    """A parser whose errors leave with 4, as every mistake of a user does."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where to read more."""
        self.exit(CANNOT_JUDGE, f"ERROR: {message}. See: {self.prog} --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. ``arguments`` are those of the process by default."""
    _escape_what_cannot_be_shown()
    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        code = command.run(options)
        sys.stdout.flush()
        return code
    except CannotJudge as error:
        print(f"ERROR: {error}", file=sys.stderr)
        return CANNOT_JUDGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read stdout has seen enough; at exit Python would try to flush it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> Parser:
    parser = Parser(
        prog="pytest-phase",
        description="What belongs to a plan and is no test run. Tests run with: pytest",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"pytest-phase {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, title="commands")
    for command in COMMANDS:
        each = commands.add_parser(
            command.NAME,
            help=command.SUMMARY,
            description=f"{command.SUMMARY[0].upper()}{command.SUMMARY[1:]}.\n\n{command.DETAILS}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        command.arguments(each)
        each.set_defaults(command=command)
    return parser


def _escape_what_cannot_be_shown() -> None:
    """Plans are UTF-8 and a terminal may not be: what it cannot show is escaped, not fatal."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
