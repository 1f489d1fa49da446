"""Which phase a component stands in, whatever the levels of the headings say (grammar 3.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pytest_phase.core.plan import Phase
from pytest_phase.formats.plan_markdown.blocks import Section
from pytest_phase.formats.plan_markdown.headings import Heading
from pytest_phase.formats.plan_markdown.problems import Problems
from pytest_phase.formats.plan_markdown.units import Unit


def place_in_groups(
    units: Iterable[Unit], headings: Mapping[Section, Heading], problems: Problems
) -> None:
    """Give every unit its group's number: the nearest above it, else the last one before it."""
    groups = [(section, each) for section, each in headings.items() if each.kind == "group"]
    position = 0
    for unit in units:
        while position < len(groups) and groups[position][0].line < unit.line:
            position += 1
        last = groups[position - 1] if position else None
        unit.phase = _phase(unit, last, headings, problems)


def phases_of(headings: Mapping[Section, Heading]) -> list[Phase]:
    """The groups and sub-phases of a plan, in its order."""
    return [
        Phase(heading.number, heading.name, section.line)
        for section, heading in headings.items()
        if heading.kind == "group" or heading.dotted_phase
    ]


def _phase(
    unit: Unit,
    last: tuple[Section, Heading] | None,
    headings: Mapping[Section, Heading],
    problems: Problems,
) -> str | None:
    if unit.heading and (unit.heading.dotted_phase or unit.heading.kind == "group"):
        return unit.heading.number
    for section in reversed(unit.groups):
        if headings[section].number:
            return headings[section].number
    if last is None or not unit.level or unit.level > last[0].level:
        return None
    if unit.level < last[0].level:
        _report_inverted(unit, *last, problems)
    return last[1].number


def _report_inverted(unit: Unit, section: Section, heading: Heading, problems: Problems) -> None:
    inner = unit.heading.label if unit.heading else unit.name
    problems.add(
        "PH205",
        "info",
        f'"{heading.label}" (h{section.level}) contains "{inner}" (h{unit.level}); '
        "grouped by order, not by level",
        section.line,
    )
