"""Test runs that a plan writes down: what they name, and what is expected of them (grammar 3.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_phase.core.plan import Origin
from pytest_phase.formats.plan_markdown.claims import COMMAND, MENTION, SILENT_LABELS, Named
from pytest_phase.formats.plan_markdown.commands import commands, is_command
from pytest_phase.formats.plan_markdown.passages import Passage
from pytest_phase.formats.plan_markdown.problems import Problems
from pytest_phase.formats.plan_markdown.vocabulary import RUNS_TESTS

_REGRESSION = re.compile(
    r"\bregressions?\b|\b(?:full|whole|entire|complete)[ -](?:test[ -])?(?:suite|run)\b"
    r"|\bexisting (?:\w+ )?tests?\b|\b(?:final|full) (?:test run|verification)\b|\bsmoke\b",
    re.I,
)
_EXPECTED = re.compile(r"\bexpect(?:ed)?\b", re.I)
_FAILS = re.compile(r"\bfail|\berror|\bmissing\b|not defined|\bred\b|失败|실패|失敗", re.I)
_PASSES = re.compile(r"\bpass|\bgreen\b|\bok\b|\bsucce|通过|통과|成功", re.I)
_SHELLS = frozenset({"", "bash", "sh", "shell", "console", "zsh", "text", "powershell"})
_LONGEST = 500


def is_run(passage: Passage) -> bool:
    """Whether a passage is a pytest command: in its text, or as a fence of shell lines."""
    if passage.label in SILENT_LABELS or not is_command(passage.text):
        return False
    if not any(command.tokens for command in commands(passage.text, passage.line)):
        return False
    return passage.kind != "fence" or passage.info.split(" ")[0].lower() in _SHELLS


def named_in_run(
    passages: list[Passage], place: int, title: str, step: str, problems: Problems
) -> Iterator[Named]:
    """The one file a run names; one that is to pass, or names several, only mentions them.

    ``place`` is that of the run; ``title`` and ``step`` are the texts above it.
    """
    passage = passages[place]
    old = bool(_REGRESSION.search(f"{title[:_LONGEST]}\n{step[:_LONGEST]}"))
    expected = _expected(passages, place) or ("pass" if old else "")
    if passage.mark and RUNS_TESTS.match(passage.text) and not _FAILS.search(passage.text):
        expected = expected or "pass"
    first = passage.line + (passage.kind == "fence")
    rule = "files.red" if expected == "fail" else "files.command"
    for command in commands(passage.text, first):
        alone = len({token.path for token in command.tokens}) == 1 and expected != "pass"
        for token in command.tokens:
            column = problems.document.column(command.line, token.written)
            origin = Origin(command.line, rule, column, alone)
            yield Named(token, COMMAND if alone else MENTION, origin)


def _expected(passages: list[Passage], place: int) -> str:
    """What is said to be expected of a run: ``fail``, ``pass``, or nothing."""
    for passage in passages[place : place + 4]:
        text = passage.text if passage.label == "expected" else ""
        said = _EXPECTED.search(passage.text) if not text and passage.kind != "fence" else None
        text = text or (passage.text[said.end() :] if said else "")
        if text:
            return "fail" if _FAILS.search(text) else "pass" if _PASSES.search(text) else ""
        if passage.kind == "title" or (passage is not passages[place] and is_run(passage)):
            break
    return ""
