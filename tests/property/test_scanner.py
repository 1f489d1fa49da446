"""The block structure that the scanner finds is that of another CommonMark parser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pytest_phase.formats.plan_markdown.blocks import (
    Block,
    Fence,
    Head,
    Html,
    ItemList,
    Paragraph,
    Quote,
    Table,
)
from pytest_phase.formats.plan_markdown.scanner import scan

# No numbered list inside another block: bullets right below one are ours to nest in it. No
# table right below a list item either: it is ours to read.
LINES = st.sampled_from(
    [
        *("", "a", "b c", "  a", "   b", "    c", "      d", "\ta", "**b**", "# A"),
        *("## B #", "#x", "### ", "===", "---", "- - -", "***", "* * *", "- a", "-", "- ", "* b"),
        *("+ c", "  - d", "    - e", "   - f", "- - g", "-\th", "1. a", "2) b", "10. c", "7."),
        *("1. - y", "- > z", "> a", ">", ">c", "> - d", "> # e", ">     f"),
        *(
            "```",
            "~~~",
            "````",
            "```py",
            "  ```",
            "- ```",
            "> ~~~",
            "\n| a | b |\n|--|--|",
            "\n| a | b |\n|--|--|\n| x |\nx | y | z",
        ),
        *("\n| a |\n|:-|-:|", "\n| a |\n|---|", "\na|b\n--|--"),
        *("<div>", "</div>", "<!--", "-->", "<!-- a -->", "<b>", "<script>", "</script>", "<a"),
    ]
)
TEXTS = st.lists(LINES, max_size=14).map("\n".join)
PARSER = MarkdownIt("commonmark").enable("table").disable("reference")
PARSER.core.ruler.disable(["inline", "text_join"])


@given(TEXTS)
def test_blocks_are_those_of_commonmark(text: str) -> None:
    """Lists, quotes, headings, fences, tables and paragraphs begin where the other parser's do."""
    assert list(ours(scan(text.split("\n")))) == list(theirs(PARSER.parse(text)))


def ours(blocks: Iterable[Block | Head]) -> Iterator[str]:
    """One line for each beginning (and end) of a block, with its line and text."""
    for block in blocks:
        match block:
            case Head():
                yield f"head {block.line} {bare(block.title)}"
            case Paragraph():
                yield f"text {block.line} {bare(block.text)}"
            case Fence():
                yield f"code {block.line} {block.info} {bare(block.text)}"
            case Html():
                yield f"html {block.line} {bare(block.text)}"
            case Table():
                yield f"table {block.line} {len(block.header)} {len(block.rows)}"
            case Quote():
                yield f"quote {block.line}"
                yield from ours(block.blocks)
                yield "end"
            case ItemList():
                yield f"list {block.line} {'ordered' if block.ordered else 'bullet'}"
                for item in block.items:
                    yield f"item {item.line}"
                    if item.text or item.mark:
                        yield f"text {item.line} {bare(item.text)}"
                    yield from ours(item.blocks)
                    yield "end"
                yield "end"


def theirs(tokens: list[Token]) -> Iterator[str]:
    """The same lines from the tokens of the other parser."""
    place = 0
    while place < len(tokens):
        token = tokens[place]
        line = token.map[0] + 1 if token.map else 0
        name = token.type.removesuffix("_open")
        if name in ("heading", "paragraph"):
            kind = "head" if name == "heading" and token.level == 0 else "text"
            inside = tokens[place - 1].type == "list_item_open"
            if inside:
                line = (tokens[place - 1].map or [0])[0] + 1  # an item's text has its line
            if tokens[place + 1].content.strip() or not inside:
                yield f"{kind} {line} {bare(tokens[place + 1].content)}"
            place += 2
        elif name in ("fence", "code_block"):
            yield f"code {line} {token.info.strip()} {bare(token.content)}"
        elif name == "html_block":
            yield f"html {line} {bare(token.content)}"
        elif name == "table":
            rest = [each.type for each in tokens[place:]]
            inner = rest[: rest.index("table_close")]
            yield f"table {line} {inner.count('th_open')} {inner.count('tr_open') - 1}"
            place += len(inner)
        elif name in ("bullet_list", "ordered_list"):
            yield f"list {line} {name.removesuffix('_list')}"
        elif name in ("blockquote", "list_item"):
            yield f"{'quote' if name == 'blockquote' else 'item'} {line}"
        elif token.type.endswith("_close"):
            yield "end"
        place += 1


def bare(text: str) -> str:
    """A text without the blanks at the ends of its lines, and without its last line ends."""
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"[ \t]+", " ", text)).strip()
