"""What headings of one kind are together: stages of a cycle, numbered tests, a family."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pytest_phase.formats.plan_markdown.blocks import BOLD_LEVEL, Block, ItemList, Section
from pytest_phase.formats.plan_markdown.choosing import is_ided
from pytest_phase.formats.plan_markdown.headings import Heading
from pytest_phase.formats.plan_markdown.labels import label_key
from pytest_phase.formats.plan_markdown.passages import Context, Passage, flatten
from pytest_phase.formats.plan_markdown.units import Unit, labels_tests, names_own_test, names_test

_SAMPLE = re.compile(r"examples?\b|.*\btemplate\b|appendix", re.I)
_ABOUT_TASKS = re.compile(
    r".*\b(?:criteria|acceptance|verification|checklist|questions?|risks?|rollback|changelog"
    r"|history|review|notes?)\b",
    re.I,
)  # may speak of a task again below its heading: only one with a test file of its own counts


def without_stages(units: list[Unit]) -> list[Unit]:
    """Steps that are the stages of one TDD cycle are parts of what is above them."""
    staged = [unit for unit in units if unit.word == "step" and unit.heading and unit.heading.stage]
    stages = {unit.heading.stage for unit in staged if unit.heading}
    if "red" not in stages or len(stages) < 2:
        return units
    return [unit for unit in units if unit not in staged]


def extends(heading: Heading, units: list[Unit]) -> bool:
    """Whether all units are tests numbered below this heading (``1.2`` and ``Test 1.2.1``)."""
    return bool(heading.number) and all(
        unit.word == "test"
        and unit.heading is not None
        and unit.heading.number.startswith(f"{heading.number}.")
        for unit in units
    )


def is_family(section: Section, units: list[Unit], headings: Mapping[Section, Heading]) -> bool:
    """Whether headings without an id are what a section is made of.

    They are if one says so itself; those with tests in sample code alone have to be several,
    and half of all.
    """
    if any(unit.rank != "plain" or labels_tests(unit.passages) for unit in units):
        return True
    parts = [each for each in section.walk() if each is not section and _is_part(each, headings)]
    owners = [unit for unit in units if names_test(unit.passages)]
    return len(owners) > 1 and 2 * len(owners) >= len(parts)


def group_default(section: Section, units: list[Unit]) -> list[Passage]:
    """What a group's own blocks say of tests: it holds for its components that name none.

    What stands inside one of its ``units`` is that one's own.
    """
    inside = {unit.line for unit in units}
    own = [_without(block, inside) for block in section.blocks]
    return [
        each
        for each in flatten(own, Context())
        if each.label == "tests" and each.kind in ("item", "line")
    ]


def _without(block: Block, lines: set[int]) -> Block:
    """A list without the items that begin at these lines; any other block as it is."""
    if not isinstance(block, ItemList):
        return block
    return block._replace(items=tuple(item for item in block.items if item.line not in lines))


def kept_aside(heading: Heading, below: list[Unit]) -> list[Unit]:
    """Of what stands below a section about the plan, what is a component all the same.

    What a directive makes one; and below a heading out of place the tasks, which stand there by
    its level alone: levels are not trusted (grammar 3.2).
    """
    return [each for each in below if each.rule == "component.directive" or _is_out(each, heading)]


def _is_out(unit: Unit, heading: Heading) -> bool:
    """Whether a unit below a section about the plan is a task of the plan."""
    if not is_ided(unit) or _SAMPLE.match(heading.name):
        return False
    return not _ABOUT_TASKS.match(heading.name) or names_own_test(unit.passages)


def without_repeats(units: list[Unit], aside: set[int]) -> list[Unit]:
    """Without what a section about the plan says again of a component; ``aside``: their lines."""
    known = {_called(unit) for unit in units if unit.line not in aside}
    kept: list[Unit] = []
    for unit in units:
        if unit.line in aside and unit.heading and unit.heading.label:
            if _called(unit) in known:
                continue
            known.add(_called(unit))
        kept.append(unit)
    return kept


def _called(unit: Unit) -> tuple[str, str]:
    return (unit.heading.label.casefold() if unit.heading else "", unit.name.casefold())


def _is_part(section: Section, headings: Mapping[Section, Heading]) -> bool:
    """Whether a section is a heading without an id that has no other heading below it."""
    kinds = ("number", "plain")
    if headings[section].kind not in kinds or section.level == BOLD_LEVEL:
        return False
    return not any(headings[child].kind in kinds for child in section.sections)


def as_part(heading: Heading) -> Heading:
    """A heading whose name is a label (``Test files to update:``) is a part of what is above it."""
    if heading.kind in ("plain", "number") and label_key(heading.name):
        return heading._replace(kind="struct")
    return heading
