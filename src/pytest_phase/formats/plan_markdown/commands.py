"""pytest commands written in a plan: only their arguments are read (grammar 3.0, 3.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from pytest_phase.formats.plan_markdown.paths import PathToken, normal, path_tokens

_LONGEST = 2000
_SHORT = 500
_COMMAND = re.compile(r"(?:^|[\s`&;|(/])(?:py\.test|pytest)(?=[\s`]|$)")
_FOLDER = re.compile(r"\bcd\s+([^\s;&|`]+)\s*(?:&&|;)\s*(?:[^&;|]*)$")
_TAKES_VALUE = frozenset(
    {"-k", "-m", "-p", "-n", "-c", "-o", "-W", "--tb", "--cov", "--deselect", "--ignore"}
)


class Command(NamedTuple):
    """One pytest command: the files and node ids it names, from the project root."""

    tokens: tuple[PathToken, ...]
    line: int


def is_command(text: str) -> bool:
    """Whether a text holds a pytest command."""
    return "pytest" in text and bool(_COMMAND.search(text))


def commands(text: str, line: int) -> tuple[Command, ...]:
    """The pytest commands in a text, with ``cd folder &&`` applied to their paths.

    An absolute folder is taken for the project's own: a plan is written on somebody's machine.
    """
    if "pytest" not in text and "py.test" not in text:
        return ()
    return _remembered(text, line) if len(text) < _SHORT else tuple(_commands(text, line))


def _commands(text: str, line: int) -> Iterator[Command]:
    folder = ""
    for number, physical in enumerate(_joined(text), start=line):
        if len(physical) > _LONGEST:
            continue
        only = re.fullmatch(r"\s*[$>]?\s*cd\s+([^\s;&|]+)\s*", physical)
        folder = only[1] if only else folder
        match = None if physical.lstrip().startswith("#") else _COMMAND.search(physical)
        if match:
            moved = _FOLDER.search(physical[: match.start() + 1])
            yield Command(_arguments(physical, match.end(), moved[1] if moved else folder), number)


@lru_cache(maxsize=64)  # several rules look at the same run, one after the other
def _remembered(text: str, line: int) -> tuple[Command, ...]:
    return tuple(_commands(text, line))


def _joined(text: str) -> list[str]:
    """Lines with backslash continuations joined; blank lines keep the count right."""
    lines: list[str] = []
    head: int | None = None
    for physical in text.split("\n"):
        lines.append("" if head is not None else physical)
        if head is None:
            head = len(lines) - 1
        else:
            lines[head] = f"{lines[head]} {physical.strip()}"
        if lines[head].endswith("\\") and len(lines[head]) < _LONGEST:
            lines[head] = lines[head][:-1].rstrip()
        else:
            head = None
    return lines


def _arguments(text: str, start: int, folder: str) -> tuple[PathToken, ...]:
    end = min(
        (at for at in (text.find(mark, start) for mark in ("`", "&&", " #", "|", ";")) if at >= 0),
        default=len(text),
    )
    words = text[start:end].split(" ")
    kept: list[str] = []
    skip = False
    for word in words:
        kept.append("" if skip or word.startswith("-") else word)
        skip = word in _TAKES_VALUE
    return tuple(_moved(token, folder) for token in path_tokens(" ".join(kept)) if token.is_python)


def _moved(token: PathToken, folder: str) -> PathToken:
    if not folder or folder.startswith(("/", "~", "$")) or token.path.startswith("/"):
        return token
    return PathToken(normal(f"{folder}/{token.path}"), token.written, token.offset, token.names)
