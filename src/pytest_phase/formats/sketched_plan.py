"""A plan in the pattern's form, written from sketches of components."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from pytest_phase.core.sketches import SERVICES, Sketch

CORRECTIONS = ("Spec Says", "Actual Code/Schema", "Action")
CRITICAL = ("File", "Why")


class Sheet(NamedTuple):
    """What goes into a plan besides its form.

    ``corrections`` are rows of what a spec says, what is there, and what to do; ``critical``
    files and why; ``commands`` what verifies it; ``lane`` that of every component.
    """

    title: str
    sketches: tuple[Sketch, ...]
    corrections: tuple[tuple[str, str, str], ...] = ()
    critical: tuple[tuple[str, str], ...] = ()
    commands: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    lane: str = "feature"
    diagram: bool = True


def plan_of_sketches(sheet: Sheet) -> str:
    """The text of the plan; every fact in it is read again as it was given."""
    lines = [
        f"# Phase 1: {sheet.title} - TDD Implementation Plan",
        "",
        "## Schema vs Spec Corrections",
        "",
        *_table(CORRECTIONS, sheet.corrections),
        "",
        "## Implementation Order (Red/Green TDD)",
        "",
    ]
    for number, (group, members) in enumerate(groupby(sheet.sketches, lambda each: each.group)):
        lines += [f"### Phase 1.{number}: {group}", "", *_group(group, list(members), sheet)]
    lines += ["## Critical Files", "", *_table(CRITICAL, _as_code(sheet.critical)), ""]
    if sheet.questions:
        lines += ["## Open Questions", "", *(f"- [ ] {each}" for each in sheet.questions), ""]
    lines += ["## Verification Checklist", "", *(f"- [ ] `{each}`" for each in sheet.commands), ""]
    lines += ["## Implementation Notes", "", *(f"- {each}" for each in _notes(sheet))]
    return "\n".join(lines) + "\n"


def _group(group: str, members: list[Sketch], sheet: Sheet) -> Iterator[str]:
    arrows = [f"{need} ─► {each.name}" for each in sheet.sketches for need in each.needs]
    if group == SERVICES and arrows and sheet.diagram:
        yield from ("Dependencies:", "", "```text", *arrows, "```", "")
    for each in members:
        yield from (f"#### {each.name}", "", f"- Tests: `{each.tests}`")
        yield from (f"  - {case if ' ' in case else f'`{case}`'}" for case in each.cases)
        yield f"- Implementation: `{each.path}`"
        if sheet.lane != "feature":
            yield f"- Kind: {sheet.lane}"
        needs = (*(f"{name} (exists)" for name in each.exists), *each.needs)
        if needs:
            yield f"- Depends on: {', '.join(needs)}"
        yield ""


def _notes(sheet: Sheet) -> Iterator[str]:
    yield from sheet.notes
    for circle in dict.fromkeys(each.circle for each in sheet.sketches if each.circle):
        yield f"These import each other in a circle: {', '.join(circle)}. Say which comes first."
    yield "Foundations first, then what stands on them; one component at a time."


def _as_code(rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((f"`{path}`", why) for path, why in rows)


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'|'.join('-' * (len(each) + 2) for each in header)}|"
    for row in rows:
        cells = (cell.replace("|", r"\|") for cell in row)
        yield f"| {' | '.join(cells)} |"
