"""Collectors for files of the plan that cannot be imported: their tests fail, and hide nothing.

A file that cannot be imported would end the run before any test (design 4.2). Here each of
its tests, read from the source, becomes an item that fails with the import error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_phase.core.evidence import Grade, name_of
from pytest_phase.ports import Mark

Representation = Any  # what pytest prints of a failure; it has no public type


class PlannedModule(pytest.Module):
    """The module collector of a test file of the plan. Created by ``Tagger`` alone."""

    tagger: Any
    uncollected: Uncollected | None = None

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """The tests of the file; where it cannot be imported, stand-ins for them."""
        try:
            return list(super().collect())
        except pytest.exit.Exception:
            raise  # ends the run, as it says
        except (pytest.fail.Exception, SystemExit, Exception) as error:  # noqa: BLE001 - any import may fail
            # An outcome is no cause: a misplaced skip would skip what it breaks.
            cause = error.__cause__ if isinstance(error.__cause__, Exception) else error
            grade = self.tagger.grade_of_collection(cause)
            shown = super().repr_failure(pytest.ExceptionInfo.from_exception(error))
            self.uncollected = Uncollected(cause, grade, shown)
            return list(self._stand_ins(self.uncollected))

    def _stand_ins(self, why: Uncollected) -> Iterator[pytest.Item | pytest.Collector]:
        names = _names(self, self.tagger.listed(self.path))
        if names:
            yield from _branch(self, names, why)
        else:
            yield UncollectableFile.from_parent(self, name=self.name, nodeid=self.nodeid, why=why)

    def __repr__(self) -> str:
        """As pytest lists every module (``--collect-only``)."""
        return f"<Module {self.name}>"


def for_class(
    collector: pytest.Class, listed: Iterable[str], shown: Representation
) -> list[pytest.Item | pytest.Collector]:
    """Stand-ins for the tests of a class that cannot be collected: a wrong parametrization.

    ``listed`` are the ids of the tests of its file, ``shown`` is how pytest shows the error.
    """
    why = Uncollected(pytest.fail.Exception(str(shown), pytrace=False), "broken", shown)
    return list(_branch(collector, _names(collector, listed), why))


class Uncollected:
    """Why a file could not be collected: the exception, its grade, and how pytest shows it."""

    def __init__(self, cause: BaseException, grade: Grade, shown: Representation) -> None:
        self.cause, self.grade, self.shown = cause, grade, shown


class UncollectableTest(pytest.Item):
    """A test of a file that cannot be imported; it fails with the import error."""

    def __init__(self, *, why: Uncollected, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.why = why

    def take_marks(self, marks: Iterable[Mark]) -> None:
        """The marks of the test it stands for: a test that is skipped is not seen red."""
        for mark in marks:
            self.add_marker(getattr(pytest.mark, mark.name)(*mark.args, **mark.keywords))

    def runtest(self) -> None:
        """Fail as the import did."""
        raise self.why.cause

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> Representation:  # type: ignore[override]
        """The error of the import, as pytest would have shown it for the file."""
        return self.why.shown

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the test is: its file, and its name. A skip needs a line."""
        return self.path, 0, name_of(self.nodeid).replace("::", ".") or self.name


class UncollectableFile(UncollectableTest):
    """The one item of a file in which no test can be read at all."""


class UncollectableClass(pytest.Collector):
    """A test class of a file that cannot be imported."""

    def __init__(self, *, why: Uncollected, members: list[list[str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._why, self._members = why, members

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """Stand-ins for the tests of the class."""
        return list(_branch(self, self._members, self._why))


def _branch(
    parent: pytest.Collector, names: list[list[str]], why: Uncollected
) -> Iterator[pytest.Item | pytest.Collector]:
    grouped: dict[str, list[list[str]]] = {}
    for first, *rest in names:
        grouped.setdefault(first, []).append(rest)
    for name, members in grouped.items():
        inner = [rest for rest in members if rest]
        if inner:
            yield UncollectableClass.from_parent(parent, name=name, members=inner, why=why)
        else:
            yield UncollectableTest.from_parent(parent, name=name, why=why)


def _names(collector: pytest.Module | pytest.Class, listed: Iterable[str]) -> list[list[str]]:
    """The tests below a collector, each by its names: those of the source, and those asked for."""
    above = name_of(collector.nodeid)
    prefix = f"{above}::" if above else ""
    every = [*map(name_of, listed), *_asked_for(collector.config, collector.path)]
    inside = [name.removeprefix(prefix) for name in every if name.startswith(prefix)]
    return [list(_split(name)) for name in dict.fromkeys(inside)]


def _split(name: str) -> Iterator[str]:
    """``TestA::test_x[a::b]`` → ``TestA``, ``test_x[a::b]``."""
    names, bracket, case = name.partition("[")
    *above, last = names.split("::")
    yield from above
    yield last + bracket + case


def _asked_for(config: pytest.Config, path: Path) -> Iterator[str]:
    """The names after this file's path on the command line: none may end in "not found"."""
    for arg in config.args:
        file, found, names = arg.partition("::")
        if found and (config.invocation_params.dir / file).resolve() == path.resolve():
            yield names
