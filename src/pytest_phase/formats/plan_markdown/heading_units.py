"""A heading as a candidate for a component, and the whole file as one (grammar 3.2, R7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pytest_phase.formats.plan_markdown.blocks import Section
from pytest_phase.formats.plan_markdown.headings import Heading
from pytest_phase.formats.plan_markdown.passages import Passage
from pytest_phase.formats.plan_markdown.section_passages import section_passages
from pytest_phase.formats.plan_markdown.units import (
    Rank,
    Unit,
    claims_tests,
    has_evidence,
    labels_tests,
    names_test,
)
from pytest_phase.formats.plan_markdown.vocabulary import GUIDE


def heading_unit(
    section: Section,
    headings: Mapping[Section, Heading],
    rule: str,
    rank: Rank,
    above: tuple[Section, ...],
) -> Unit:
    """The unit of a heading, with all that stands below it; ``above`` are its groups."""
    heading = headings[section]
    passages = section_passages(section, headings)
    unit = Unit(heading.name, section.line, rule, rank, passages, heading, section.level)
    unit.evidence = has_evidence(passages)
    unit.groups = above
    unit.codes = heading.codes
    return unit


def whole_file(
    root: Section, headings: Mapping[Section, Heading], front: Iterable[Passage]
) -> list[Unit]:
    """The file as one component, if it claims a test file; ``front`` is what its front says."""
    first = _title(root)
    if is_guide(root, headings):
        return []
    front = list(front)
    if first is not None:
        unit = heading_unit(first, headings, "component.file", "plain", ())
    else:
        name = next((each.text for each in front if each.kind == "title"), "")
        passages = section_passages(root, headings)
        unit = Unit(name, 1, "component.file", "plain", passages)
    unit.passages = [*front, *unit.passages]
    owns = claims_tests(unit.passages) and labels_tests(unit.passages)
    return [unit] if unit.name and owns and names_test(unit.passages) else []


def is_guide(root: Section, headings: Mapping[Section, Heading]) -> bool:
    """Whether the file's own title says that it is no plan."""
    first = _title(root)
    return first is not None and bool(GUIDE.search(headings[first].name))


def _title(root: Section) -> Section | None:
    return next((each for each in root.walk() if each.level == 1), None)
