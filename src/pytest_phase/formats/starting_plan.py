"""A plan to start from, in the form that the reader knows best: values -> text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

EXAMPLE = """\
# Phase 1: Name of the phase - TDD Implementation Plan

Two example components stand here: put your own in their place. For each, list the tests
to write first. A case that is a function name is checked; prose is kept as a note.

## Schema vs Spec Corrections

| Spec Says | Actual Code/Schema | Action |
|-----------|--------------------|--------|

## Implementation Order (Red/Green TDD)

### Phase 1.0: Foundation Utilities

#### First Component

- Tests: `tests/test_first_component.py`
  - test_says_what_it_does
  - test_refuses_what_it_cannot_do
- Implementation: `src/first_component.py`

### Phase 1.1: Core Services

#### Second Component

- Tests: `tests/test_second_component.py`
  - test_uses_the_first_component
- Implementation: `src/second_component.py`
- Depends on: First Component

## Critical Files

| File | Why |
|------|-----|

## Verification Checklist

- [ ] The whole suite passes
- [ ] The gate passes

## Implementation Notes

- Foundations first, then what stands on them.
"""

_HEAD = """\
# Phase 1: What is tested today - TDD Implementation Plan

One component for each test file that was found. Name them as your project does, join those
that belong together, and say what depends on what (`- Depends on: Name of a component`).

## Implementation Order (Red/Green TDD)
"""

_TAIL = """
## Verification Checklist

- [ ] The whole suite passes
- [ ] The gate passes
"""


def plan_of_tests(paths: Iterable[str]) -> str:
    """A plan with one component for each test file (relative to the root), grouped by folder."""
    paths = sorted(paths, key=lambda path: (path.rpartition("/")[0], path))
    lines = [_HEAD]
    number, group = 0, None
    for path, name in zip(paths, _names(paths), strict=True):
        folder = path.rpartition("/")[0]
        if folder != group:
            number, group = number + 1, folder
            lines.append(f"### Phase 1.{number}: {_title(folder) or 'Project'}\n")
        lines.append(f"#### {name}\n\n- Tests: `{path}`\n")
    return "\n".join(lines) + _TAIL


def _names(paths: list[str]) -> list[str]:
    """A name for each path: that of its file, with its folder where two files share one."""
    short = [_title(_stem(path)) or "Tests" for path in paths]
    counts = Counter(name.casefold() for name in short)
    return [
        name if counts[name.casefold()] == 1 else f"{_title(path.rpartition('/')[0])} {name}"
        for name, path in zip(short, paths, strict=True)
    ]


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".py").removeprefix("test_").removesuffix("_test")


def _title(text: str) -> str:
    """The words of a path as a title: ``unit/audit_log`` becomes ``Unit Audit Log``."""
    words = re.split(r"[\W_]+", text)
    return " ".join(word[:1].upper() + word[1:] for word in words if word)
