"""The escape hatch: ``<!-- phase: id=… tests=a,b after=x,y impl=… lane=… skip -->`` (grammar 3.0).

A directive belongs to the heading, item or row it stands in, and wins over everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pytest_phase.formats.plan_markdown.blocks import Html, Section
from pytest_phase.formats.plan_markdown.passages import Passage
from pytest_phase.formats.plan_markdown.problems import Problems

_OPENING = re.compile(r"<!--\s*phase:")
_LONGEST = 2000
_WORD = re.compile(
    r"(?P<key>\w+)\s*=\s*(?:\"(?P<quoted>[^\"]*)\"|(?P<bare>[^\s\"]+))|(?P<flag>\w+)"
)
_LANES = ("feature", "refactor", "characterization")
_KEYS = frozenset({"id", "tests", "after", "impl", "lane"})


@dataclass(slots=True)
class Directive:
    """What a comment directive says; None where it says nothing."""

    line: int
    skip: bool = False
    values: dict[str, str] = field(default_factory=dict)

    def list(self, key: str) -> list[str] | None:
        """The comma-separated values of a key."""
        if key not in self.values:
            return None
        return [part.strip() for part in self.values[key].split(",") if part.strip()]


def has_directive(text: str) -> bool:
    """Whether a text holds a directive at all."""
    return "<!--" in text and bool(_OPENING.search(text))


def directs(section: Section) -> bool:
    """Whether a directive stands in a section's own blocks, or in its title."""
    return has_directive(section.title) or (
        section.level > 0
        and any(isinstance(block, Html) and has_directive(block.text) for block in section.blocks)
    )


def read_directive(passages: Iterable[Passage], problems: Problems) -> Directive | None:
    """The directives of a component's passages, merged; None without any."""
    directive: Directive | None = None
    for passage in passages:
        if "<!--" not in passage.text or passage.kind == "fence":
            continue
        for body, offset in _bodies(passage.text):
            line = passage.line + passage.text.count("\n", 0, offset)
            directive = directive or Directive(line)
            _read(body, line, directive, problems)
    return directive


def _bodies(text: str) -> Iterator[tuple[str, int]]:
    match = _OPENING.search(text)
    while match:
        end = text.find("-->", match.end())
        if end < 0:
            return
        yield text[match.end() : end][:_LONGEST], match.start()
        match = _OPENING.search(text, end)


def _read(body: str, line: int, directive: Directive, problems: Problems) -> None:
    for word in _WORD.finditer(body):
        key = word["key"] or word["flag"]
        value = word["quoted"] if word["quoted"] is not None else word["bare"]
        if word["flag"] == "skip":
            directive.skip = True
        elif key in _KEYS and value and (key != "lane" or value in _LANES):
            directive.values[key] = value
        else:
            problems.add(
                "PH106",
                "warning",
                f'directive: "{word.group()}" is not understood',
                line,
                "A directive knows id=, tests=, after=, impl=, "
                "lane=feature|refactor|characterization and skip.",
                problems.document.column(line, word.group()),
            )
