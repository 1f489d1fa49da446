"""The verification checklist: what its items name, and whether the evidence bears them out."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pytest_phase.core.evidence import file_of, name_of
from pytest_phase.core.plan import Item
from pytest_phase.core.report import Report

CheckState = Literal["passed", "open", "command", "by hand", "failed"]

_NODE = re.compile(r"[\w./\-]+\.py(?:::\w+)*")
_FUNCTION = re.compile(r"\btest_\w+")
_RUNNERS = ("uv", "poetry", "pdm", "hatch", "pipenv", "rye")
_PYTHON = re.compile(r"(?:python|py)[\d.]*$")
# What only a shell understands: pytest is started without one.
_SHELL = re.compile(r"[$`*?\n\\]|~/")
_PUNCTUATION = re.compile(r"[();<>|&]+$")


@dataclass(frozen=True, slots=True)
class Check:
    """One item, the tests that it names, and the arguments of the pytest run that would settle it.

    ``passed``: each test it names is green in the lock, or was there before the tool was, or is
    a file of integration tests of a completed component, which they had to pass to complete.
    ``open``: one is not. ``command``: it is a pytest command. ``by hand``: for a reader.
    ``failed``: a run of it failed.
    """

    item: Item
    state: CheckState
    tests: tuple[str, ...]
    arguments: tuple[str, ...]

    @property
    def runs(self) -> bool:
        """Whether a run of pytest would say more about it."""
        return self.state in ("open", "command")


def checks(report: Report) -> Iterator[Check]:
    """The items of the plan's checklist, in its order, held against the evidence."""
    proved = {test for each in report.standings for test in (*each.green, *each.baseline)}
    proved |= {
        test
        for each in report.standings
        if each.state == "completed"
        for file in each.component.integration
        for test in ([f"{file.path}::{name}" for name in file.names] or [file.path])
    }
    known = {test: None for each in report.standings for test in each.known}
    for item in report.plan.checklist:
        commands = [each for each in map(pytest_arguments, item.spans) if each is not None]
        if commands:
            yield Check(item, "command", (), commands[0])
            continue
        tests = tuple(dict.fromkeys(_named(item.text, tuple(known))))
        open_ = tuple(test for test in tests if test not in proved)
        state: CheckState = "open" if open_ else "passed" if tests else "by hand"
        yield Check(item, state, tests, open_)


def pytest_arguments(command: str) -> tuple[str, ...] | None:
    """What a command of a document gives to pytest; None if it is anything but one pytest run.

    ``python -m pytest``, ``uv run pytest`` and their like are the same run. A command that
    needs a shell, or sets a variable, is none.
    """
    if "pytest" not in command or _SHELL.search(command.strip().removeprefix("$ ")):
        return None
    try:
        words = _words(command.strip().removeprefix("$ "))
    except ValueError:
        return None
    if words[:1] and words[0] in _RUNNERS and words[1:2] == ["run"]:
        words = words[2:]
    if words[:1] and _PYTHON.match(words[0]) and words[1:2] == ["-m"]:
        words = words[2:]
    if not words or words[0] != "pytest" or any(map(_PUNCTUATION.match, words)):
        return None
    return tuple(words[1:])


def _words(command: str) -> list[str]:
    lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    return list(lexer)


def _named(text: str, known: tuple[str, ...]) -> Iterator[str]:
    """The tests that a text names: by node id, by file, or by a name that only one test has."""
    for node in _NODE.findall(text):
        inside = [test for test in known if test == node or test.startswith(f"{node}::")]
        yield from inside or ([node] if "::" in node or _is_test_file(node) else [])
    for name in _FUNCTION.findall(_NODE.sub("", text)):
        found = [test for test in known if name_of(test).rpartition("::")[2] == name]
        yield from found if len(found) == 1 else ()


def _is_test_file(path: str) -> bool:
    return file_of(path).rpartition("/")[2].startswith("test_")
