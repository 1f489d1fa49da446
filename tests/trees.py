"""Small project trees for tests of what the source says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from pytest_phase.adapters.source import Sources

FILE = "tests/test_cart.py"
TEST = f"{FILE}::test_x"


def plant(root: Path, files: Mapping[str, str]) -> Path:
    """Write files below a folder, each given by its path and its indented text."""
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(dedent(content).encode())
    return root


class Orchard:
    """Plants one tree after another, each in a folder of its own, and reads texts in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.count = 0

    def tree(self, files: Mapping[str, str] | str) -> Sources:
        """A fresh project with these files, or with this one test file."""
        self.count += 1
        content = {FILE: files} if isinstance(files, str) else files
        return Sources(plant(self.root / f"tree-{self.count}", content))

    def text(self, files: Mapping[str, str] | str, test: str = TEST) -> str:
        """The digest of a test's text in a fresh project; it has to be found."""
        text = self.tree(files).text(test)
        assert text is not None
        return text
