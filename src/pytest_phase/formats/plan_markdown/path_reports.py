"""Diagnostics about the paths of a plan: templates, outside the project, sources (grammar 3.11)."""

from __future__ import annotations

import re

from pytest_phase.formats.plan_markdown.claims import MENTION, Named
from pytest_phase.formats.plan_markdown.paths import is_outside, is_placeholder, is_test_path
from pytest_phase.formats.plan_markdown.problems import Problems


def is_usable(named: Named, problems: Problems) -> bool:
    """Whether a path can be used: no template, not outside the project root."""
    path = named.token.path
    if named.strength == MENTION and not is_test_path(path):
        return not is_placeholder(path) and not is_outside(path)
    if is_placeholder(path):
        if is_test_path(re.sub(r"[\[\]<>{}*]", "", path)) and named.strength < MENTION:
            _report_placeholder(named, problems)
        return False
    if is_outside(path):
        if named.strength < MENTION and path.endswith((".py", "/")):
            _report_outside(named, problems)
        return False
    return True


def report_source(named: Named, problems: Problems) -> None:
    """PH311 for a file that is called like a test and is none: it stands outside the tests."""
    if named.token.path.endswith("_test.py") and named.strength < MENTION:
        problems.add(
            "PH311",
            "info",
            f"{named.token.path} treated as source (not under a tests directory)",
            named.origin.line,
            column=named.origin.column,
        )


def _report_placeholder(named: Named, problems: Problems) -> None:
    problems.add(
        "PH305",
        "warning",
        f'"{named.token.written}" is a placeholder',
        named.origin.line,
        "Write the real path of the test file.",
        named.origin.column,
    )


def _report_outside(named: Named, problems: Problems) -> None:
    problems.add(
        "PH312",
        "error",
        f'"{named.token.written}" is outside the project root',
        named.origin.line,
        "Write the path relative to the project root, with /.",
        named.origin.column,
    )
