"""Directory trees drawn in fences: the files in them, with their folders joined (grammar 3.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_phase.formats.plan_markdown.blocks import Fence, Section

_BRANCH = re.compile(
    r"^(?P<lead>[\s│|├└─┬+`\\-]*)(?P<name>[\w.@-]+(?:/[\w.-]+)*/?)(?P<note>\s.*)?$"
)
_DRAWN = re.compile(r"[├└]|^\s*[|+`]\s?--|\A\s*[\w./-]+/[ \t]*(?:#.*)?\n[ \t]{2,}[\w.-]+", re.M)
_MOST_LINES = 2_000


def is_tree(text: str) -> bool:
    """Whether a fence draws a directory tree."""
    return "/" in text and bool(_DRAWN.search(text))


def drawn_files(root: Section) -> list[str]:
    """The Python files of every tree in a file."""
    return [
        path
        for section in root.walk()
        for block in section.blocks
        if isinstance(block, Fence) and is_tree(block.text)
        for path, _ in tree_files(block.text)
        if path.endswith(".py")
    ]


def tree_files(text: str) -> Iterator[tuple[str, int]]:
    """Every file in a tree as (path, line offset in the fence)."""
    folders: list[tuple[int, str]] = []
    for offset, line in enumerate(text.split("\n")[:_MOST_LINES]):
        match = _BRANCH.match(line[:300])
        if match is None:
            continue
        depth, name = len(match["lead"]), match["name"]
        while folders and folders[-1][0] >= depth:
            folders.pop()
        if name.endswith("/"):
            folders.append((depth, name))
        elif "." in name:
            yield "".join(folder for _, folder in folders[-12:]) + name, offset
