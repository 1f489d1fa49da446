"""What the frontmatter says of the whole file: its name and its files (grammar 3.1)."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_phase.formats.plan_markdown.document import Document
from pytest_phase.formats.plan_markdown.frontmatter import Frontmatter
from pytest_phase.formats.plan_markdown.passages import Passage


def front_passages(frontmatter: Frontmatter, document: Document) -> Iterator[Passage]:
    """The name as a title; each file as an item with its label."""
    values = frontmatter.values
    name = values.get("title") or (*values.get("phase", ()), *values.get("plan", ()))
    yield Passage("title", " ".join(name), 1)
    lines = document.lines[: frontmatter.length]
    for key, label in (("tests", "tests"), ("files_modified", "files")):
        for path in values.get(key, ()):
            line = next((at for at, text in enumerate(lines, 1) if path in text), 1)
            yield Passage("item", path, line, label, own=True)
