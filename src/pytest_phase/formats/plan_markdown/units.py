"""Units: candidates for components, each with its rule, its place and its passages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from pytest_phase.formats.plan_markdown.blocks import Item, ItemList, Section, Table
from pytest_phase.formats.plan_markdown.headings import Heading
from pytest_phase.formats.plan_markdown.inline import is_struck, leading_bold, plain, segments
from pytest_phase.formats.plan_markdown.label_names import is_called_by_label
from pytest_phase.formats.plan_markdown.labels import split_label
from pytest_phase.formats.plan_markdown.passages import Context, Passage, flatten
from pytest_phase.formats.plan_markdown.paths import (
    is_left_alone,
    is_placeholder,
    is_test_path,
    path_tokens,
)

Rank = Literal["id", "inner", "phase", "plain", "boxes"]
_OWNING = frozenset({"tests", "cases", "red", "files", "create", "implementation", "depends"})
_STRONG = frozenset({"tests", "cases", "red"})


@dataclass(slots=True, eq=False)
class Unit:
    """A candidate: ``rank`` says by which family of rules, ``rule`` by which rule.

    ``default`` is what its group says of tests, ``rows`` what a table elsewhere says of it.
    """

    name: str
    line: int
    rule: str
    rank: Rank
    passages: list[Passage]
    heading: Heading | None = None
    level: int = 0
    phase: str | None = None
    evidence: bool = False
    groups: tuple[Section, ...] = ()
    codes: tuple[str, ...] = ()
    default: list[Passage] = field(default_factory=list)
    rows: list[Passage] = field(default_factory=list)

    @property
    def optional(self) -> bool:
        """Whether this is an item with a star after its box, which nothing has to wait for."""
        return not self.level and bool(self.passages) and self.passages[0].optional

    @property
    def test_paths(self) -> set[str]:
        """The test files that the passages name, however strongly."""
        return {
            token.path
            for passage in self.passages
            if "test" in passage.text
            for token in path_tokens(passage.text)
            if is_test_path(token.path)
        }

    @property
    def word(self) -> str:
        """The id's word: what makes a family of headings."""
        return self.heading.word if self.heading else ""


def has_evidence(passages: Iterable[Passage]) -> bool:
    """Whether passages speak of tests for sure: a label, a RED stage, a claimed test path."""
    return any(_speaks(passage) for passage in passages)


def _speaks(passage: Passage) -> bool:
    if passage.stage == "red" and passage.kind != "title":
        return True
    if passage.mark and _names_real_test(passage):
        return True
    if passage.label in _STRONG and passage.kind != "title":
        return True
    if passage.kind == "fence":
        return "def test_" in passage.text and passage.stage != "green"
    if "test" not in passage.text or ".py" not in passage.text:
        return False
    if passage.label in ("create", "modify", "files") or passage.kind == "title":
        return any(
            is_test_path(token.path) and not is_left_alone(passage.text, token)
            for token in path_tokens(passage.text)
        )
    return False


def claims_tests(passages: Iterable[Passage]) -> bool:
    """Whether passages claim tests by a label or a real path; a RED mark alone is not enough."""
    return any(
        (passage.own and passage.label in ("tests", "cases"))
        or (passage.mark and _names_real_test(passage))
        or (passage.kind == "fence" and _speaks(passage) and "def test_" in passage.text)
        or (passage.kind != "fence" and _speaks(passage) and _names_real_test(passage))
        for passage in passages
    )


def labels_tests(passages: Iterable[Passage]) -> bool:
    """Whether passages claim tests outside sample code: by a label, a box, or in a title."""
    return any(
        (passage.own and passage.label in ("tests", "cases"))
        or (
            (passage.label in _OWNING or passage.label == "modify" or passage.mark)
            and passage.kind != "fence"
            and _names_real_test(passage)
        )
        or (passage.kind == "title" and _names_real_test(passage))
        or (
            passage.kind == "line"
            and passage.stage == "red"
            and passage.label != "run"
            and _names_real_test(passage)
        )
        for passage in passages
    )


def labels_work(passages: Iterable[Passage]) -> bool:
    """Whether passages have labels that only work has: its files, what it depends on."""
    return any(
        each.own and each.label in ("create", "implementation", "depends") and each.kind != "title"
        for each in passages
    )


def names_own_test(passages: Iterable[Passage]) -> bool:
    """Whether a tests label names a test file: the most certain thing text says of tests."""
    return any(each.label == "tests" and _names_real_test(each) for each in passages)


def names_test(passages: Iterable[Passage]) -> bool:
    """Whether passages name a test file at all, in a command or in passing."""
    return any(_names_real_test(passage) for passage in passages)


def _names_real_test(passage: Passage) -> bool:
    return "test" in passage.text and any(
        is_test_path(token.path)
        and not is_placeholder(token.path)
        and not is_left_alone(passage.text, token)
        for token in path_tokens(passage.text)
    )


def bullet_units(section: Section, grouped: bool = False) -> list[Unit]:
    """Components as list items: a name, with labels nested below it (the pattern's form).

    ``grouped``: the section is a phase, where a single bullet is more likely one than a label.
    """
    units: list[Unit] = []
    for block in section.blocks:
        if isinstance(block, ItemList):
            owners = [
                (item, item_passages(item))
                for item in block.items
                if item.blocks and not is_struck(item.text.split("\n", 1)[0])
            ]
            named = any(_owns(item, passages, _STRONG) for item, passages in owners)
            units += [
                _bullet(item, p)
                for item, p in owners
                if (named and _owns(item, p, _OWNING))
                or ((named or grouped) and is_called_by_label(item.text, p[1:], named))
            ]
    return units


def item_passages(item: Item) -> list[Passage]:
    """A list item's passages: its own text, then what is nested in it."""
    return [
        Passage("item", item.text, item.line, mark=item.mark, optional=item.optional),
        *flatten(item.blocks, Context(depth=1)),
    ]


def _owns(item: Item, passages: list[Passage], labels: frozenset[str]) -> bool:
    """Whether an item carries a name, and labels nested directly in it."""
    if split_label(item.text) is not None and not _is_name_with_colon(item.text):
        return False
    nested = passages[1:]
    return any(each.own and each.label in labels and each.depth == 1 for each in nested)


def _is_name_with_colon(text: str) -> bool:
    label = split_label(text)
    return label is not None and not label.key and leading_bold(text) is not None


def _bullet(item: Item, passages: list[Passage]) -> Unit:
    unit = Unit(item_name(item.text), item.line, "component.bullet", "inner", passages)
    unit.evidence = has_evidence(passages)
    return unit


def item_name(text: str) -> str:
    """The name an item begins with: its bold text, its code span, or its text up to a separator."""
    first = text.split("\n", 1)[0]
    bold = leading_bold(first)
    if bold is not None:
        return bold[0].rstrip(" :：.")
    parts = segments(first)
    if parts and parts[0].code:
        return parts[0].text.strip()
    shown = plain(first)
    for separator in (": ", " — ", " – ", " - ", " ("):
        shown = shown.partition(separator)[0]
    return shown.rstrip(" :：.")


def tables_of(section: Section) -> list[Table]:
    """The tables of a section's own blocks."""
    return [block for block in section.blocks if isinstance(block, Table)]
