"""A section's passages with all that stands below it, stages and labels handed down."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_phase.formats.plan_markdown.blocks import BOLD_LEVEL, Section
from pytest_phase.formats.plan_markdown.headings import Heading
from pytest_phase.formats.plan_markdown.passages import (
    Context,
    Passage,
    flatten,
    heading_context,
)


def section_passages(section: Section, headings: Mapping[Section, Heading]) -> list[Passage]:
    """The passages of a section and of those below it, each title among them."""
    found: list[Passage] = []
    _collect(section, headings, None, found)
    return found


def _collect(
    section: Section,
    headings: Mapping[Section, Heading],
    inherited: Context | None,
    into: list[Passage],
) -> None:
    heading = headings[section]
    context = heading_context(heading)
    if inherited is not None and heading.word == "test":
        context = Context("tests", stage="red")
    elif inherited is not None:
        context = Context(
            context.label or (inherited.label if section.level == BOLD_LEVEL else ""),
            inherited.label,
            context.stage or inherited.stage,
        )
    into.append(Passage("title", section.title, section.line, context.label, stage=context.stage))
    flatten(section.blocks, context, into)
    for child in section.sections:
        _collect(child, headings, context, into)
