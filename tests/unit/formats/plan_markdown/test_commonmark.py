"""Blocks come from a real CommonMark parse: what is left out of it to save time changes none."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt
from markdown_it.rules_block import lheading

from pytest_phase.formats.plan_markdown import commonmark
from pytest_phase.formats.plan_markdown.blocks import Table
from tests.unit.formats.plan_markdown.test_reader import fixtures

UNDERLINED = (
    "Title\n===",
    "Title\nof two lines\n---\ntext\n\n---",
    "> Title\n> ===\n\n- item\n  ---\n- other\n\n  Title\n  ===",
    "text\n\u00a0\n===",
    "text\n \t\n===",
)


def whole_parser() -> MarkdownIt:
    """The parser with all of its own block rules."""
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.disable(["inline", "text_join"])
    parser.block.ruler.disable("reference")
    return parser


def test_guarded_rules_find_the_same_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every fixture has the blocks that the parser's own rules find in it."""
    texts = [text.split("\n") for _, text, _ in fixtures()]
    texts += [text.split("\n") for text in UNDERLINED]
    found = [list(commonmark.scan(lines)) for lines in texts]
    monkeypatch.setattr(commonmark, "_parser", whole_parser)
    monkeypatch.setattr(commonmark, "_underlined", lambda lines: lheading)
    assert found == [list(commonmark.scan(lines)) for lines in texts]


@pytest.mark.parametrize("end", ["", "    code", "> quote", "- item", "---", "# Title", "<div>"])
def test_a_table_ends_where_another_block_begins(end: str) -> None:
    """A row is any line that begins no block of its own, pipes or not."""
    lines = ["| A | B |", "|---|---|", "| 1 | 2 |", "three", end, "| 4 | 5 |"]
    table = next(commonmark.scan(lines))
    assert isinstance(table, Table)
    assert [row.cells[0] for row in table.rows] == ["1", "three"]
