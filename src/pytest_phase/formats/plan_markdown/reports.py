"""Diagnostics about the plan as a whole: nothing found, no tests, shared files (grammar 3.11)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pytest_phase.core.plan import Component, slug
from pytest_phase.formats.plan_markdown.blocks import Block, Fence, ItemList, Section
from pytest_phase.formats.plan_markdown.document import Document
from pytest_phase.formats.plan_markdown.frontmatter import USED, Frontmatter
from pytest_phase.formats.plan_markdown.headings import Heading
from pytest_phase.formats.plan_markdown.inline import is_struck, plain
from pytest_phase.formats.plan_markdown.paths import (
    is_outside,
    is_placeholder,
    is_test_path,
    path_tokens,
)
from pytest_phase.formats.plan_markdown.problems import Problems
from pytest_phase.formats.plan_markdown.units import Unit

_ON_PURPOSE = re.compile(
    r"\bno (?:new )?tests?\b|documentation[- ]only|docs[- ]only|config(?:uration)?[- ]only"
    r"|type:\s*inline"
    r"|no production code|\bscaffold|\bset ?up\b|\bpolish\b",
    re.I,
)
_LONGEST_ID = 60
_INNER_FENCE = re.compile(r"^\s{0,3}```\w", re.M)


def report_untested(pairs: Iterable[tuple[Component, Unit]], problems: Problems) -> None:
    """PH809 for each component that names no test file."""
    for component, unit in pairs:
        if component.test_files:
            continue
        path = component_mention(unit)
        problems.add(
            "PH809",
            "info" if _is_on_purpose(unit) else "warning",
            f'component "{component.name}" names no test file; it cannot be gated.',
            component.line,
            f'Add "- Tests: `{path or "tests/…"}`" or <!-- phase: tests={path or "…"} -->',
        )


def _is_on_purpose(unit: Unit) -> bool:
    """Whether a component says, in its name or at its beginning, that it has no tests."""
    notes = unit.heading.notes if unit.heading else ()
    texts = (each.text[:500] for each in unit.passages[:40] if each.kind != "fence")
    return any(_ON_PURPOSE.search(text) for text in (unit.name, *notes, *texts))


def component_mention(unit: Unit) -> str:
    """The one test file that a component only mentions, if there is exactly one."""
    paths = {
        token.path
        for passage in unit.passages
        if "test" in passage.text
        for token in path_tokens(passage.text[:5000])
        if is_test_path(token.path)
        and not is_placeholder(token.path)
        and not is_outside(token.path)
    }
    return paths.pop() if len(paths) == 1 else ""


def report_shared(components: tuple[Component, ...], problems: Problems) -> None:
    """PH306 where a file has several components and one of them lists no name to split by."""
    owners: dict[str, list[Component]] = {}
    for component in components:
        for file in component.test_files:
            owners.setdefault(file.path, []).append(component)
    for component in components:
        for file in component.test_files:
            if len(owners[file.path]) > 1 and not file.names and not component.case_names:
                problems.add(
                    "PH306",
                    "warning",
                    f'cannot tell which tests of {file.path} belong to "{component.name}": '
                    f"{_taker(component, file.path, owners[file.path])}",
                    file.origin.line,
                    "List the test functions, or write the path as path::TestClass.",
                    file.origin.column,
                )


def _taker(component: Component, path: str, owners: list[Component]) -> str:
    """Which component of several gets the tests of a file that none of them lists."""
    first = next(each for each in owners if _takes_rest(each, path))
    if first is component:
        return "it gets all that no other component lists"
    return f'all that no component lists go to "{first.name}" (line {first.line})'


def _takes_rest(component: Component, path: str) -> bool:
    whole = any(file.path == path and not file.names for file in component.test_files)
    return whole and not component.case_names


def report_no_component(headings: dict[Section, Heading], problems: Problems) -> None:
    """PH201: what was looked for, and the heading that came nearest."""
    titled = [section for section in headings if 0 < section.level < 7]
    nearest = _nearest(titled, headings)
    count = f"Found {len(titled)} heading{'' if len(titled) == 1 else 's'}"
    place = (
        f'; nearest: line {nearest.line} "{"#" * nearest.level} {plain(nearest.title)[:80]}"'
        if nearest
        else ""
    )
    problems.add(
        "PH201",
        "error",
        "no component found. Looked for Task/Phase N.M/Step/Cycle/Behavior headings, "
        f"checklist items, tables with a test column. {count}{place}.",
        nearest.line if nearest else 1,
        _remedy(nearest, headings),
    )


def _remedy(nearest: Section | None, headings: dict[Section, Heading]) -> str:
    """What would make a component: the directive for the nearest heading, or a heading anew."""
    write = (
        'rite a heading such as "### Task 1: Name" with a line '
        '"- Tests: `tests/test_name.py`" below it.'
    )
    if nearest is None:
        return f"W{write}"
    id = slug(headings[nearest].name[:_LONGEST_ID]) or "name"
    stem = id.removeprefix("test-").replace("-", "_") if id.isascii() else "name"
    directive = f"<!-- phase: id={id} tests=tests/test_{stem}.py -->"
    title = plain(nearest.title)[:_LONGEST_ID]
    return f'Below "{title}" (line {nearest.line}) put {directive}, or w{write}'


def _nearest(titled: list[Section], headings: dict[Section, Heading]) -> Section | None:
    """The heading most like a component's: numbered, then plain, the deepest first."""
    order = {"component": 0, "step": 0, "group": 1, "number": 2, "plain": 3}
    open_to = [each for each in titled if headings[each].kind != "stage"]
    return min(
        [each for each in open_to if not is_struck(each.title)],
        key=lambda section: (order.get(headings[section].kind, 4), -section.level, section.line),
        default=None,
    )


def report_frontmatter(frontmatter: Frontmatter, problems: Problems) -> None:
    """PH104 for lines of the frontmatter that cannot be read."""
    for line, text in frontmatter.unread:
        shown = text.partition(":")[0]
        problems.add(
            "PH104",
            "warning",
            f"frontmatter {'key ' if shown in USED else ''}{shown[:80]} not understood",
            line,
            "Write flat keys and simple lists.",
        )


def report_fences(document: Document, problems: Problems) -> None:
    """PH103 for fences that never close, and Markdown samples that a nested fence closes early."""
    for section in document.root.walk():
        for fence in _fences(section.blocks):
            if not fence.closed:
                problems.add(
                    "PH103",
                    "warning",
                    "code fence opened here is never closed; all text after it is read as code",
                    fence.line,
                    "Close it with the same characters.",
                )
            elif fence.info.lower().startswith(("markdown", "md")) and _INNER_FENCE.search(
                fence.text
            ):
                problems.add(
                    "PH103",
                    "warning",
                    f"code fence opened here is closed at line {fence.end} by a nested fence; "
                    "text after it is read as prose.",
                    fence.line,
                    "Use four backticks outside.",
                )


def _is_sample(fence: Fence) -> bool:
    return fence.mark == "```" and fence.info.lower().startswith(("markdown", "md"))


def report_duplicates(pairs: Iterable[tuple[Component, Unit]], problems: Problems) -> None:
    """PH203 for an id used twice in one group, PH204 for a name used twice."""
    ids: dict[tuple[str, str | None], int] = {}
    names: dict[str, int] = {}
    for component, unit in pairs:
        label = unit.heading.label if unit.heading else ""
        first = ids.setdefault((label.casefold(), unit.phase), component.line) if label else 0
        if first not in (0, component.line):
            problems.add(
                "PH203",
                "warning",
                f'id "{label}" already used at line {first}',
                component.line,
                "Give each component its own id; references to this one are not certain.",
            )
        named = names.setdefault(component.name.casefold(), component.line)
        if named != component.line:
            problems.add(
                "PH204",
                "info",
                f'name "{component.name}" already used at line {named}; this one is called '
                f'"{component.id}"',
                component.line,
            )


def _fences(blocks: Iterable[Block]) -> Iterable[Fence]:
    for block in blocks:
        if isinstance(block, Fence):
            yield block
        elif isinstance(block, ItemList):
            for item in block.items:
                yield from _fences(item.blocks)
