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
from pytest_phase.formats.plan_markdown.units import Unit

_BARE = re.compile(r"(?P<word>task|cycle|component|work item|work unit|behaviou?r)\s*[:.]?", re.I)
_COUNT = re.compile(r"(?P<count>\d{1,3})(?: \w+){0,2} tests?", re.I)
_NUMBERED = re.compile(
    r"\W*(?:第?\s*[一二三四五六七八九十百\d]+\s*[步章节節階阶段回題题、．]"
    r"|(?:schritt|aufgabe|paso|fase|tarea|etapa|étape|tâche|langkah|tugas|단계|작업|ステップ|タスク"
    r"|任务|任務|阶段|步骤)\s*[#:：]?\s*\d)",
    re.I,
)
_DONE = re.compile(r"^\s*[-*+]\s+(?:✅|✔)", re.M)
_LEAST_DONE = 10
_LEAST_NUMBERED = 3


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
