"""Diagnostics about the shape of a plan: bare headings, counts, logs, unknown languages (3.11)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pytest_phase.core.plan import Component
from pytest_phase.formats.plan_markdown.blocks import Section
from pytest_phase.formats.plan_markdown.document import Document
from pytest_phase.formats.plan_markdown.headings import Heading
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.problems import Problems
from pytest_phase.formats.plan_markdown.units import Unit, claims_tests

_BARE = re.compile(r"(?P<word>task|cycle|component|work item|work unit|behaviou?r)\s*[:.]?", re.I)
_COUNT = re.compile(r"(?P<count>\d{1,3})(?: \w+){0,2} tests?", re.I)
_NUMBERED = re.compile(
    r"\W*(?:第?\s*[一二三四五六七八九十百\d]+\s*[步章节節階阶段回題题、．]"
    r"|(?:schritt|aufgabe|paso|fase|tarea|etapa|étape|tâche|langkah|tugas|단계|작업|ステップ|タスク"
    r"|任务|任務|阶段|步骤)\s*[#:：]?\s*\d)",
    re.I,
)
_SAMPLES = re.compile(r".*\b(?:examples?|templates?)\b", re.I)
_DONE = re.compile(r"^\s*[-*+]\s+(?:✅|✔)", re.M)
_LEAST_DONE = 10
_LEAST_NUMBERED = 3

LeftOut = tuple[Section, Heading, Unit]
"""A section about the plan, its heading, and a unit that was found below it."""


def report_bare(headings: Mapping[Section, Heading], problems: Problems) -> None:
    """PH202 for a heading that is the word of an id and nothing else."""
    for section, heading in headings.items():
        bare = _BARE.fullmatch(heading.name) if section.level and not heading.label else None
        if bare:
            shown = plain(section.title)[:80]
            problems.add(
                "PH202",
                "warning",
                f'heading "{shown}" has no number or name',
                section.line,
                f'Write "{"#" * min(section.level, 6)} {bare["word"].capitalize()} 1: Name".',
            )


def report_counts(pairs: Iterable[tuple[Component, Unit]], problems: Problems) -> None:
    """PH405 where a heading announces another number of tests than are listed."""
    for component, unit in pairs:
        notes = unit.heading.notes if unit.heading else ()
        counts = [match for note in notes if (match := _COUNT.fullmatch(note))]
        listed = len(component.cases)
        if counts and listed and int(counts[0]["count"]) != listed:
            verb = "is" if listed == 1 else "are"
            problems.add(
                "PH405",
                "info",
                f"{counts[0].group()} are announced, {listed} {verb} listed",
                component.line,
            )


def report_unknown(
    document: Document, headings: Mapping[Section, Heading], problems: Problems
) -> None:
    """PH105 for a log of what was done, PH207 for numbered headings in words nobody told us."""
    text = "\n".join(document.lines)
    done = len(_DONE.findall(text))
    if done >= _LEAST_DONE and "test_" not in text:
        problems.add(
            "PH105",
            "info",
            f"looks like a progress log (no test file, {done} ✅ bullets); nothing to enforce",
            1,
        )
    numbered = [each for each in headings if each.level and _NUMBERED.match(each.title[:80])]
    if len(numbered) >= _LEAST_NUMBERED:
        problems.add(
            "PH207",
            "info",
            f"no component recognised; {len(numbered)} headings look numbered: "
            "set heading_pattern in [tool.pytest_phase]",
            numbered[0].line,
        )


def report_stages(headings: Mapping[Section, Heading], problems: Problems) -> None:
    """PH208 for a phase that is a stage of TDD and no phase of the project."""
    for section, heading in headings.items():
        if heading.kind == "stage" and heading.word == "phase":
            problems.add(
                "PH208",
                "info",
                f'"{heading.label}: {heading.name}" read as a TDD stage, not as a project phase',
                section.line,
            )


def report_struck(section: Section, heading: Heading, problems: Problems) -> None:
    """PH705 for a heading that is struck out, with all that stands below it."""
    problems.add("PH705", "info", f'struck-out "{heading.name}" skipped', section.line)


def report_left_out(left_out: Iterable[LeftOut], units: Iterable[Unit], problems: Problems) -> None:
    """PH209 for what would be a component elsewhere, and stands in a section about the plan."""
    known = {name for unit in units for name in _called(unit)}
    for section, heading, unit in left_out:
        asks = bool(unit.heading and unit.heading.label and unit.heading.kind == "component")
        if not asks and not (unit.evidence and claims_tests(unit.passages)):
            continue
        if _SAMPLES.match(heading.name) or known.intersection(_called(unit)):
            continue  # a sample, or said again of what is a component already
        problems.add(
            "PH209",
            "warning",
            f'"{" ".join(_called(unit)[:1])}" stands below "{heading.name}" (line {section.line}), '
            "where no component is looked for; left out",
            unit.line,
            f"Move it above line {section.line}, or put <!-- phase: id=… --> below its heading.",
        )


def _called(unit: Unit) -> list[str]:
    """What a unit is called, its heading's own id last."""
    label = unit.heading.label if unit.heading else ""
    return [each for each in (unit.name, label) if each]
