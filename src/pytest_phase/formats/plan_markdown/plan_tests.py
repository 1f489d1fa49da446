"""Integration tests of the whole plan: a section of their own, outside the components (3.9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pytest_phase.core.plan import TestFile
from pytest_phase.formats.plan_markdown.blocks import Section
from pytest_phase.formats.plan_markdown.files import read_files
from pytest_phase.formats.plan_markdown.headings import Heading
from pytest_phase.formats.plan_markdown.labels import label_key
from pytest_phase.formats.plan_markdown.passages import Context, flatten
from pytest_phase.formats.plan_markdown.problems import Problems


def plan_tests(
    headings: Mapping[Section, Heading], taken: frozenset[int], problems: Problems
) -> tuple[TestFile, ...]:
    """The test files that sections called *Integration tests* name, but on ``taken`` lines."""
    return tuple({file.path: file for file in _files(headings, taken, problems)}.values())


def _files(
    headings: Mapping[Section, Heading], taken: frozenset[int], problems: Problems
) -> Iterator[TestFile]:
    for section, heading in headings.items():
        if section.line not in taken and label_key(heading.name) == "integration":
            passages = [
                passage._replace(own=True) if passage.kind == "item" else passage
                for passage in flatten(section.blocks, Context("integration"))
            ]
            files = read_files(passages, problems)
            yield from (*files.tests, *files.integration)
