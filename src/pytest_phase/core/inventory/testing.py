"""How a project tests: where its tests are, what they are called, what they share."""

from __future__ import annotations

from typing import NamedTuple


class Fixture(NamedTuple):
    """A fixture: its scope as written, and how many tests and fixtures ask for it."""

    name: str
    path: str
    line: int
    scope: str = "function"
    autouse: bool = False
    returns: str = ""
    wants: tuple[str, ...] = ()
    users: int = 0


class SuiteFile(NamedTuple):
    """One test file: its tests, and the modules of the project that it imports.

    ``marks`` are the markers it uses, ``parametrized`` and ``coroutines`` count its tests.
    """

    path: str
    functions: int = 0
    classes: int = 0
    methods: int = 0
    parametrized: int = 0
    coroutines: int = 0
    unittest: bool = False
    marks: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()


class Suite(NamedTuple):
    """All test patterns. ``configuration`` is what is in force: options as text, by name.

    ``helpers`` are files of the test side that hold no test.
    """

    files: tuple[SuiteFile, ...] = ()
    fixtures: tuple[Fixture, ...] = ()
    helpers: tuple[str, ...] = ()
    configuration_file: str = ""
    configuration: tuple[tuple[str, str], ...] = ()

    @property
    def folders(self) -> dict[str, int]:
        """The folders with tests, and how many files each holds."""
        found: dict[str, int] = {}
        for each in self.files:
            folder = each.path.rpartition("/")[0]
            found[folder] = found.get(folder, 0) + 1
        return dict(sorted(found.items()))

    @property
    def covered(self) -> dict[str, tuple[str, ...]]:
        """For each module that a test file imports, those files."""
        found: dict[str, list[str]] = {}
        for each in self.files:
            for module in each.covers:
                found.setdefault(module, []).append(each.path)
        return {module: tuple(paths) for module, paths in sorted(found.items())}
