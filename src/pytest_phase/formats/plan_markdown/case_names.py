"""Test functions by name in a text: at its beginning, anywhere, after a path (grammar 3.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_phase.formats.plan_markdown.paths import is_test_path, path_tokens

NAME = r"(?:[A-Z]\w*::)?test_\w+|(?:[A-Z]\w*::)test[A-Z]\w*"
LEADING_NAME = re.compile(
    rf"[\s`*_]*(?P<name>{NAME})(?:\[[^\]\n]*\]|\(\))?(?!\.py)(?=[`*\s:：,;.)—–-]|$)"
)
ANY_NAME = re.compile(rf"(?<![\w/.:])(?P<name>{NAME})\b(?!\.py|/|::)")
_AFTER_PATH = re.compile(r"[`*_]*\s*(?:[:：]|[—–-]{1,2}(?=\s))")
_BETWEEN_NAMES = re.compile(r"[`*_]*(?:\s*[,;、，;&+]\s*(?:and\s+)?|\s+and\s+)(?=[`*_\w])")


def leading_name(text: str) -> str | None:
    """The test function that a text begins with."""
    match = LEADING_NAME.match(text)
    return match["name"] if match else None


def names_after_path(text: str) -> Iterator[tuple[str, int]]:
    """The functions right after the test file that a text begins with, each with its offset.

    ``tests/test_a.py: test_x, test_y as in test_z`` are two: a list ends with its last comma.
    """
    tokens = path_tokens(text)
    if not tokens or text[: tokens[0].offset].strip(" *_`") or not is_test_path(tokens[0].path):
        return
    gap = _AFTER_PATH.match(text, tokens[0].offset + len(tokens[0].written))
    while gap:
        match = LEADING_NAME.match(text, gap.end())
        if match is None:
            return
        yield match["name"], match.start("name")
        gap = _BETWEEN_NAMES.match(text, match.end())
