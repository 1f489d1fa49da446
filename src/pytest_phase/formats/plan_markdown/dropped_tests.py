"""PH210: test files that a tests label names, of no component (grammar 3.0: nothing silently)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pytest_phase.core.plan import Component, TestFile
from pytest_phase.formats.plan_markdown.blocks import Section
from pytest_phase.formats.plan_markdown.components import Decision
from pytest_phase.formats.plan_markdown.headings import Heading
from pytest_phase.formats.plan_markdown.inline import is_struck
from pytest_phase.formats.plan_markdown.passages import Context, Passage, flatten
from pytest_phase.formats.plan_markdown.paths import (
    PathToken,
    is_left_alone,
    is_outside,
    is_placeholder,
    is_test_path,
    path_tokens,
)
from pytest_phase.formats.plan_markdown.problems import Problems
from pytest_phase.formats.plan_markdown.units import Unit

_TEST_FILE = re.compile(r"\btest_\w+\.py\b|\b\w+_test\.py\b")


def report_dropped(
    decision: Decision,
    components: Iterable[Component],
    integration: Iterable[TestFile],
    problems: Problems,
) -> None:
    """PH210 for each test file below a tests label that no component has, at its first place."""
    owned = {_name(each.path) for each in integration}
    for component in components:
        owned.update(_name(each.path) for each in component.test_files)
        owned.update(_name(each.path) for each in component.integration)
    lost = set(_TEST_FILE.findall("\n".join(problems.document.lines))) - owned
    if not lost:
        return
    read = {passage.line for unit in _units(decision) for passage in unit.passages}
    for passage, token in _labelled(decision.headings):
        if token.name in lost and passage.line not in read:
            lost.remove(token.name)
            origin = problems.origin(passage, token.offset, token.written, "files.label")
            problems.add(
                "PH210",
                "warning",
                f'"{token.path}" is labelled as tests and belongs to no component; not enforced',
                origin.line,
                "Put the label below the heading or the bullet of a component.",
                origin.column,
            )


def _units(decision: Decision) -> Iterator[Unit]:
    """What was read as a component, skipped ones with them, and what is named elsewhere."""
    yield from decision.units
    yield from (unit for _, _, unit in decision.left_out)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _labelled(headings: Mapping[Section, Heading]) -> Iterator[tuple[Passage, PathToken]]:
    """The test files that tests labels outside samples name."""
    for section, heading in headings.items():
        if heading.kind == "aside" or (section.level and is_struck(section.title)):
            continue
        for passage in flatten(section.blocks, Context()):
            if not passage.own or passage.label != "tests" or passage.kind not in ("item", "line"):
                continue
            for token in path_tokens(passage.text):
                if _is_work(passage, token):
                    yield passage, token


def _is_work(passage: Passage, token: PathToken) -> bool:
    if not is_test_path(token.path, labelled=True) or is_left_alone(passage.text, token):
        return False
    return not (is_placeholder(token.path) or is_outside(token.path))
