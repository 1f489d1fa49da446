"""Which test files may say something else, because a file they use has changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from pytest_phase.core.replay.comparing import touched

_WORD = re.compile(r"[^\W\d]\w*")


def may_differ(root: Path, files: Iterable[str], changed: Iterable[str]) -> set[str]:
    """Those of the test side's Python ``files`` that a change of ``changed`` may concern.

    More than really are: a file counts that mentions the name of one that counts, as a module
    or in a path, and every file below a conftest or a folder of data that does.
    """
    every, seeds = list(files), set(changed)
    words = {path: _words(root / path) for path in every}
    owners: dict[str, list[str]] = {}
    for path in {*every, *seeds}:
        for name in _names(path):
            owners.setdefault(name, []).append(path)
    mentions = {
        path: [each for word in found if word in owners for each in owners[word]]
        for path, found in words.items()
    }
    for conftest in [each for each in (*every, *seeds) if each.rpartition("/")[2] == "conftest.py"]:
        folder = conftest.removesuffix("conftest.py")
        for path in every:
            if path.startswith(folder) and path != conftest:
                mentions[path].append(conftest)
    return touched(seeds, mentions)


def _names(path: str) -> list[str]:
    """What a file may be called in the source of another: its stem, or its folders for data."""
    *folders, name = path.split("/")
    stem = name.partition(".")[0]
    if stem in ("__init__", "conftest"):
        return folders[-1:] if stem == "__init__" else []
    if name.endswith(".py"):
        return [stem]
    return [word for part in (*folders[1:], stem) for word in _WORD.findall(part)]


def _words(file: Path) -> frozenset[str]:
    try:
        return frozenset(_WORD.findall(file.read_text(encoding="utf-8", errors="replace")))
    except OSError:
        return frozenset()
