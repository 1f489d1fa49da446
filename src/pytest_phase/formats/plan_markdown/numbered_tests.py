"""``Write tests 1-3, 10``: numbers that mean the plan's numbered list of tests (grammar 3.6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pytest_phase.core.plan import Case, Origin
from pytest_phase.formats.plan_markdown.blocks import Item, ItemList, Section
from pytest_phase.formats.plan_markdown.case_names import leading_name
from pytest_phase.formats.plan_markdown.headings import read_heading
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.labels import label_key
from pytest_phase.formats.plan_markdown.passages import Passage
from pytest_phase.formats.plan_markdown.problems import Problems

_ONE = r"\d{1,3}(?:\s*[-–]\s*\d{1,3})?"
_REFERENCE = re.compile(
    rf"\W*(?:(?:write|add|implement|cover)\s+)?tests?\s+(?P<numbers>{_ONE}(?:\s*(?:,|and|&)\s*{_ONE})*)"
    r"(?=\W*$|\s*[(.;—–-])",
    re.I,
)
_RANGE = re.compile(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?")
_HINT = "Name the tests, or correct the numbers."


class NumberedTests:
    """The numbered lists of tests in a plan, looked up when a number first refers to one."""

    def __init__(self, root: Section, problems: Problems) -> None:
        self._root = root
        self._problems = problems
        self._lists: list[tuple[Item, ...]] | None = None

    def cases(self, passages: Iterable[Passage]) -> Iterator[Case]:
        """The tests that passages refer to by number; what cannot be resolved is PH404."""
        for passage in passages:
            if passage.kind not in ("item", "line") or "est" not in passage.text[:40]:
                continue
            match = _REFERENCE.match(passage.text)
            if match:
                yield from self._meant(match, passage)

    def _meant(self, match: re.Match[str], passage: Passage) -> Iterator[Case]:
        if self._lists is None:
            self._lists = list(_lists(self._root))
        if not self._lists:
            return
        shown = f"tests {match['numbers']}"
        origin = self._problems.origin(passage, 0, match.group().strip(), "cases.number")
        if len(self._lists) > 1:
            why = f"({len(self._lists)} numbered test lists)"
            self._report(f'"{shown}" cannot be resolved {why}', origin)
            return
        (items,) = self._lists
        numbers = list(_numbers(match["numbers"]))
        yield from (_case(items[number - 1]) for number in numbers if 0 < number <= len(items))
        if any(not 0 < number <= len(items) for number in numbers):
            self._report(f'"{shown}" cannot be resolved: the list has {len(items)} tests', origin)

    def _report(self, message: str, origin: Origin) -> None:
        self._problems.add("PH404", "warning", message, origin.line, _HINT)


def _lists(root: Section) -> Iterator[tuple[Item, ...]]:
    """The numbered lists in sections that are called after tests, and in no id'd section."""
    for section in root.walk():
        heading = read_heading(section.title)
        about = label_key(heading.name) in ("tests", "cases") or _ABOUT.match(heading.name)
        if not section.level or heading.label or not about:
            continue
        for block in section.blocks:
            if isinstance(block, ItemList) and block.ordered:
                yield block.items


_ABOUT = re.compile(r"(?:unit |new )?tests? (?:list|for|of)\b|test list", re.I)


def _numbers(text: str) -> Iterator[int]:
    for first, last in _RANGE.findall(text):
        yield from range(int(first), int(last or first) + 1)


def _case(item: Item) -> Case:
    origin = Origin(item.line, "cases.number")
    return Case(plain(item.text), origin, leading_name(item.text))
