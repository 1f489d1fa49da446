"""The tests a component lists: names in fences, bullets and values, and prose (grammar 3.6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pytest_phase.core.plan import Case, Origin
from pytest_phase.formats.plan_markdown.case_names import (
    ANY_NAME,
    LEADING_NAME,
    NAME,
    names_after_path,
)
from pytest_phase.formats.plan_markdown.commands import is_command
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.passages import Passage
from pytest_phase.formats.plan_markdown.paths import (
    is_test_path,
    path_tokens,
    tail_tokens,
)
from pytest_phase.formats.plan_markdown.problems import Problems
from pytest_phase.formats.plan_markdown.vocabulary import RUNS_TESTS

_DEF = re.compile(r"(?P<indent>\s*)(?:async\s+)?def\s+(?P<name>test_\w+|test[A-Z]\w*)\s*\(")
_ANY_DEF = re.compile(r"(?P<indent>\s*)(?:async\s+)?def\s+\w+\s*\(")
_CLASS = re.compile(r"(?P<indent>\s*)class\s+(?P<name>\w+)\s*(?P<bases>\([^)]*\))?\s*:")
_BARE_LINE = re.compile(rf"\s*(?:[-*•]\s+)?(?P<name>{NAME})(?:\(\))?(?:\s+(?:#|-|—|–|//).*)?$")
_ASIDE = re.compile(
    r"\((?:after|before|see|like|existing|near|below|above|next to|alongside|insert)\b[^()\n]*\)",
    re.I,
)
_NONE = re.compile(r"(?:none|n/?a|-|—|–|tbd|todo|see (?:above|below).*)\.?$", re.I)
_CASE_LABELS = frozenset({"tests", "cases", "red"})
_CODE_LABELS = frozenset({"green", "implementation", "refactor", "integration"})
_PYTHON = frozenset({"python", "py", "python3", "pycon", ""})
_LONGEST_LINE = 400


def read_cases(passages: Iterable[Passage], problems: Problems) -> tuple[Case, ...]:
    """The listed cases in the plan's order, each name once."""
    seen: set[str] = set()
    cases: list[Case] = []
    for passage in passages:
        for case in _cases(passage, problems):
            key = case.name or case.text
            if key not in seen:
                seen.add(key)
                cases.append(case)
    return tuple(cases)


def _cases(passage: Passage, problems: Problems) -> Iterator[Case]:
    if passage.stage in ("green", "refactor") or _CODE_LABELS.intersection(passage.labels):
        return
    if passage.kind == "row":
        if passage.label in _CASE_LABELS and not any(path_tokens(passage.text)):
            yield from _in_cell(passage, problems)
    elif passage.kind == "fence":
        yield from _in_fence(passage)
    elif passage.kind in ("item", "line"):
        yield from _in_text(passage, problems)


def _in_text(passage: Passage, problems: Problems) -> Iterator[Case]:
    """Cases of one item or line: a leading name, names in a value, else prose in a case list."""
    origin = problems.origin
    leading = None if passage.own else LEADING_NAME.match(passage.text)
    if leading and passage.kind == "item":
        yield Case(
            plain(passage.text),
            origin(passage, leading.start("name"), leading["name"], "cases.item"),
            leading["name"],
        )
        return
    for tail, offset in tail_tokens(passage.text):
        yield Case(tail, origin(passage, offset, tail, "cases.tail"), tail)
    if passage.kind == "item" and (passage.stage == "red" or passage.label in _CASE_LABELS):
        for name, offset in names_after_path(passage.text):
            yield Case(name, origin(passage, offset, name, "cases.item"), name)
    if passage.label not in _CASE_LABELS or is_command(passage.text):
        return
    names = list(ANY_NAME.finditer(_ASIDE.sub(_blank, passage.text)))
    if passage.own or passage.label == "red":
        for match in names:
            yield Case(
                match["name"],
                origin(passage, match.start(), match["name"], "cases.value"),
                match["name"],
            )
    if not names:
        yield from _prose(passage, problems)


def _blank(match: re.Match[str]) -> str:
    """A note about where the tests go names other tests, not cases; offsets stay."""
    return " " * len(match.group())


def _prose(passage: Passage, problems: Problems) -> Iterator[Case]:
    """A case in words: an item of a case list, or its label's value; never matched by guess."""
    if any(
        is_test_path(token.path, labelled=True) or not passage.text[: token.offset].strip(" *_`")
        for token in path_tokens(passage.text)
    ):
        return
    if passage.mark and RUNS_TESTS.match(passage.text):
        return  # a box that is ticked when they ran
    is_listed = passage.kind == "item" and not passage.own and passage.label in ("tests", "cases")
    has_value = passage.own and passage.label in ("tests", "cases")
    if not (is_listed or has_value):
        return
    for text, offset in _split(passage.text) if has_value else ((passage.text, 0),):
        shown = plain(text)
        if shown and not _NONE.fullmatch(shown) and not shown.endswith("/"):
            yield Case(shown, problems.origin(passage, offset, text.split("\n")[0], "cases.prose"))


def _split(text: str) -> Iterator[tuple[str, int]]:
    """A value split at semicolons and line breaks outside code spans."""
    start, code = 0, False
    for match in re.finditer(r"`|;|<br\s*/?>", text):
        if match.group() == "`":
            code = not code
        elif not code:
            yield text[start : match.start()], start
            start = match.end()
    yield text[start:], start


def _in_cell(passage: Passage, problems: Problems) -> Iterator[Case]:
    """Cases of a table cell: split at ``;``, ``<br>``, or commas outside code and parentheses."""
    parts = list(_split(passage.text))
    if len(parts) == 1:
        parts = split_commas(passage.text)
    for part, offset in parts:
        shown = plain(part).strip(" .•-")
        if shown and not _NONE.fullmatch(shown):
            match = LEADING_NAME.match(part.strip())
            origin = problems.origin(passage, offset, part.strip(), "cases.cell")
            yield Case(shown, origin, match["name"] if match else None)


def split_commas(text: str) -> list[tuple[str, int]]:
    """Split at commas outside code spans and brackets; each part with its offset."""
    parts: list[tuple[str, int]] = []
    start, depth, code = 0, 0, False
    for match in re.finditer(r"[`,，、()\[\]{}（）]", text):
        mark = match.group()
        if mark == "`":
            code = not code
        elif code:
            continue
        elif mark in "([{（":
            depth += 1
        elif mark in ")]}）":
            depth = max(0, depth - 1)
        elif not depth:
            parts.append((text[start : match.start()], start))
            start = match.end()
    return [*parts, (text[start:], start)]


def _in_fence(passage: Passage) -> Iterator[Case]:
    """Test functions defined in a fence, or names that stand alone on a line."""
    info = passage.info.split(" ")[0].lower().strip("{.")
    if info and info not in _PYTHON and info not in ("text", "txt", "plaintext"):
        return
    first = passage.text.partition("\n")[0]
    if first.lstrip().startswith("#"):
        paths = [token.path for token in path_tokens(first)]
        if paths and not any(is_test_path(path) for path in paths):
            return
    reader = _FenceReader()
    for offset, line in enumerate(passage.text.split("\n"), start=1):
        name = reader.read(line[:_LONGEST_LINE])
        bare = _BARE_LINE.match(line[:_LONGEST_LINE]) if name is None else None
        if bare and info not in ("python", "py", "python3"):
            name = bare["name"]
        if name:
            column = line.find(name.rpartition("::")[2]) + 1
            yield Case(name, Origin(passage.line + offset, "cases.fence", column), name)


class _FenceReader:
    """Reads sample code line by line: open class, open function, fixture decorator."""

    def __init__(self) -> None:
        self.fixture = False
        self.class_name = ""
        self.class_indent = -1
        self.function_indent = -1
        self.is_test_class = False

    def read(self, line: str) -> str | None:
        """The test function that this line defines, with its class, or None."""
        stripped = line.strip()
        if not stripped:
            return None
        if stripped.startswith("@"):
            self.fixture |= "fixture" in stripped
            return None
        self._close(len(line) - len(line.lstrip()))
        opened = _CLASS.match(line)
        if opened:
            self._open(opened)
            return None
        defined = _ANY_DEF.match(line)
        if defined is None:
            return None
        fixture, self.fixture = self.fixture, False
        if self.function_indent >= 0:
            return None
        self.function_indent = len(defined["indent"])
        test = _DEF.match(line)
        if test is None or fixture or (self.class_name and not self.is_test_class):
            return None
        return f"{self.class_name}::{test['name']}" if self.class_name else test["name"]

    def _close(self, indent: int) -> None:
        if indent <= self.function_indent:
            self.function_indent = -1
        if indent <= self.class_indent:
            self.class_name, self.class_indent = "", -1

    def _open(self, match: re.Match[str]) -> None:
        self.fixture = False
        if self.function_indent >= 0:
            return
        self.class_name, self.class_indent = match["name"], len(match["indent"])
        self.is_test_class = match["name"].startswith("Test") or "TestCase" in (
            match["bases"] or ""
        )
