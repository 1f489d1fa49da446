"""The words of a test: every name that its text contains, or that one of its names means."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_phase.adapters.python.definition import Definition
from pytest_phase.adapters.python.project import Project
from pytest_phase.adapters.python.texts import Texts

_WORD = re.compile(r"\w+")


def words(texts: Texts, test: str) -> frozenset[str] | None:
    """The words of a test and of all that its text is made of; None where no source defines it.

    Too many rather than too few: the words of strings are among them, and the parts of what
    an import calls by another name.
    """
    try:
        found = texts.found(test)
        if found is None:
            return None
        around, definition = found
        parts = [definition, *around.reached(definition)]
        said = [text for part in parts for text in _said(texts.project, part)]
    except RecursionError:
        return None
    return frozenset(word for text in said for word in _WORD.findall(text))


def _said(project: Project, part: Definition) -> Iterator[str]:
    yield part.content
    yield from part.loads
    yield from part.wants
    yield from (each.spelled for each in part.imports)
    for name, target in project.edges(part):
        yield name
        if isinstance(target, str):
            yield target
