"""The examples of the documentation, read from its pages and run.

What a page has to look like, so that its examples run:

* A fence below a line that is a path in code and a colon (`` `tests/test_a.py`: ``) is written to
  that file.
* In a ``console`` fence each line that begins with ``$ `` is a command, and the lines below it
  are all that it prints: first stdout, then stderr. ``# exit 1`` behind a command is the exit
  code expected of it, 0 where nothing is said. A line ``...`` stands for any lines, ``...`` in a
  line for any text. Blank lines, durations and digests are not compared.
* A page is one project, from top to bottom. On a page of sections that stand for themselves
  (``each``) every section of that heading level is a project of its own, which begins with what
  the introduction above the first of them does.

Any other fence is only shown: commands that nobody can run here stand in ``sh``.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pytest_phase import cli
from tests.project import IDENTITY, Project

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))

CAPTION = re.compile(r"`(?P<path>[^`\s]+)`:")
EXIT = re.compile(r"\s+# exit (?P<code>\d+)$")
QUIET = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
"""Older pytests warn that our plugin, loaded by name, is imported already: so it is, here."""

UNCOMPARED = re.compile(r"(?<= in )\d+\.\d\ds|\b[0-9a-f]{12}\b|(?<= sum=)[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class File:
    """A file to write."""

    path: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Command:
    """A command line, its exit code, and the lines that it prints."""

    words: str
    exit: int
    prints: tuple[str, ...]
    line: int


Step = File | Command


class Printed(NamedTuple):
    """What came of a command."""

    code: int
    text: str


class Shell(Protocol):
    """Runs one program with its arguments in the project."""

    def __call__(self, words: list[str]) -> Printed:
        """Run it."""


def scenes(text: str, each: str = "") -> dict[str, list[Step]]:
    """The steps of a page by title; ``each`` (``h3``) gives a scene to each such heading.

    Only scenes with a command count: nothing else can go wrong.
    """
    found: dict[str, list[Step]] = {"": []}
    introduction: list[Step] = []
    title = ""
    tokens = MarkdownIt("commonmark").parse(text)
    for index, token in enumerate(tokens):
        if each and token.type == "heading_open" and token.tag <= each:
            title = tokens[index + 1].content if token.tag == each else ""
            if not title:
                introduction = []
            found[title] = list(introduction)
        elif token.type == "fence":
            steps = list(_steps(token, tokens[index - 2] if index > 1 else token))
            found[title] += steps
            introduction += [] if title else steps
    if each:
        found.pop("")
    return {
        name: steps
        for name, steps in found.items()
        if any(isinstance(step, Command) for step in steps)
    }


def _steps(fence: Token, above: Token) -> Iterator[Step]:
    assert fence.map is not None
    line = fence.map[0] + 1
    caption = CAPTION.fullmatch(above.content) if above.type == "inline" else None
    if caption:
        yield File(caption["path"], fence.content, line)
    elif fence.info == "console":
        yield from _commands(fence.content, line)


def _commands(text: str, line: int) -> Iterator[Command]:
    before, *parts = re.split(r"^\$ ", text, flags=re.MULTILINE)
    line += before.count("\n") + 1
    for part in parts:
        first, *prints = part.splitlines()
        code = EXIT.search(first)
        words = EXIT.sub("", first)
        yield Command(words, int(code["code"]) if code else 0, tuple(prints), line)
        line += part.count("\n")


def play(steps: list[Step], project: Project, shell: Shell) -> None:
    """Do the steps one after the other; the first that does not do what it shows fails."""
    for step in steps:
        if isinstance(step, File):
            target = project.root / step.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(step.text, encoding="utf-8", newline="\n")
        else:
            printed = run(step.words, project, shell)
            assert printed.code == step.exit, f"line {step.line}, $ {step.words}\n{printed.text}"
            assert matches(step.prints, printed.text), _difference(step, printed.text)


def matches(shown: tuple[str, ...], printed: str) -> bool:
    """Whether the lines of an example stand for what was printed."""
    pattern = "".join(_pattern(line) for line in _compared(shown))
    return bool(re.fullmatch(pattern, "".join(f"{line}\n" for line in _compared(printed))))


def _pattern(line: str) -> str:
    if line == "...":
        return r"(?:.*\n)*?"
    return ".*?".join(map(re.escape, line.split("..."))) + r"\n"


def _compared(lines: tuple[str, ...] | str) -> Iterator[str]:
    for line in lines.splitlines() if isinstance(lines, str) else lines:
        if line.strip():
            yield UNCOMPARED.sub("<not compared>", line.rstrip())


def _difference(step: Command, printed: str) -> str:
    shown = "\n".join(step.prints)
    return f"line {step.line}, $ {step.words}\nshown:\n{shown}\nprinted:\n{printed}"


def run(words: str, project: Project, shell: Shell) -> Printed:
    """Run a command line: programs joined by ``&&``, each with variables set before it."""
    text = ""
    for part in words.split(" && "):
        program = shlex.split(part)
        with pytest.MonkeyPatch.context() as patch:
            while "=" in program[0]:
                name, _, value = program.pop(0).partition("=")
                patch.setenv(name, value)
            printed = _file_command(program, project) or shell(program)
        text += printed.text
        if printed.code:
            return Printed(printed.code, text)
    return Printed(0, text)


def _file_command(words: list[str], project: Project) -> Printed | None:
    """What a page does with files and with git; None for our own programs."""
    program, *rest = words
    paths = [project.root / each for each in rest if not each.startswith("-")]
    match program:
        case "cat":
            return Printed(0, paths[0].read_text(encoding="utf-8"))
        case "mv":
            paths[0].rename(paths[1])
        case "cp":
            shutil.copyfile(paths[0], paths[1])
        case "rm":
            paths[0].unlink()
        case "git":
            return child(["git", *IDENTITY, *rest], project)
        case _:
            return None
    return Printed(0, "")


def child(words: list[str], project: Project) -> Printed:
    """Run a program in a process of its own."""
    done = subprocess.run(
        words, cwd=project.root, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8"
    )
    return Printed(done.returncode, done.stdout + done.stderr)


class Here:
    """Our programs inside this process: some hundredths of a second each."""

    def __init__(self, project: Project) -> None:
        """Take the project to run them in."""
        self._project = project

    def __call__(self, words: list[str]) -> Printed:
        """Run ``pytest`` or ``pytest-phase``."""
        program, *rest = words
        if program == "pytest":
            result = self._project.run(*rest, *QUIET, plan=False, probe=True)
            lines = [*result.outlines, *result.errlines]
            return Printed(int(result.ret), "".join(f"{line}\n" for line in lines))
        assert program == "pytest-phase", f"no example can run {program}"
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = cli.main(rest)
        return Printed(code, out.getvalue() + err.getvalue())


class Children:
    """Our programs in processes of their own, as a user runs them; no other plugin is loaded."""

    def __init__(self, project: Project) -> None:
        """Take the project to run them in."""
        self._project = project

    def __call__(self, words: list[str]) -> Printed:
        """Run ``pytest``, ``pytest-phase`` or ``python``."""
        program, *rest = words
        module = {"pytest": ["-m", "pytest"], "pytest-phase": ["-m", "pytest_phase"], "python": []}
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PYTEST_PLUGINS", "pytest_phase.plugin")
            return child([sys.executable, *module[program], *rest], self._project)
