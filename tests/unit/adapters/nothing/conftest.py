"""A project of files, and test code that runs in it with stand-ins for what it lacks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any

import pytest

OURS = ("till", "vault")
"""What the projects of these tests call their own packages."""


class World:
    """A project whose packages are ``till`` and ``vault``, there or not."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.given: set[str] = set()
        self.beyond: set[str] = set()

    def file(self, path: str, text: str) -> Path:
        """Write a file of the project."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dedent(text.lstrip("\n")), encoding="utf-8")
        return target

    def run(self, code: str) -> dict[str, Any]:
        """Run the code of a test file, with stand-ins; its names afterwards."""
        from pytest_phase.adapters.nothing.callers import Callers
        from pytest_phase.adapters.nothing.importer import install

        path = self.file("tests/test_it.py", code)
        callers = Callers(self._side, self._note)
        install(
            callers, lambda error: str(getattr(error, "name", "")).startswith(OURS), [str(path)]
        )
        module = sys.modules["till_test_it"] = ModuleType("till_test_it")
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), vars(module))
        return vars(module)

    def _note(self, name: str, test: bool) -> None:
        (self.given if test else self.beyond).add(name)

    def _side(self, file: str) -> bool | None:
        return "/tests/" in file if file.startswith(str(self.root)) else None


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """An empty project that can be imported from; this process forgets it afterwards."""
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield World(tmp_path)
    for name in [each for each in sys.modules if each.startswith(OURS)]:
        del sys.modules[name]
