"""The plan as values: what a Markdown plan says, and where and by which rule it was read."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from pytest_phase.core.findings import Diagnostic

Lane = Literal["feature", "refactor", "characterization"]
StatedState = Literal["pending", "in_progress", "completed", "blocked", "skipped"]


class Origin(NamedTuple):
    """Where a fact comes from: line and column in the plan (from 1), and the rule that read it.

    A fact that is not ``certain`` was guessed: it is shown, and never enforced. ``file`` is the
    file of a plan that is a folder, from the project root; empty in a plan of one file.
    """

    line: int
    rule: str
    column: int = 1
    certain: bool = True
    file: str = ""


class TestFile(NamedTuple):
    """A test file that a component names, relative to the project root, with ``/``.

    ``path`` may end in ``/`` for a whole directory. ``names`` are the node id tails
    given with the path (``TestA``, ``test_x``, ``TestA::test_x``); empty: the whole file.
    """

    path: str
    origin: Origin
    names: tuple[str, ...] = ()


TestFile.__test__ = False  # type: ignore[attr-defined]  # it is no test class


class Case(NamedTuple):
    """A test the plan asks for: by function name, or in prose (then ``name`` is None)."""

    text: str
    origin: Origin
    name: str | None = None


class Dependency(NamedTuple):
    """One thing a component depends on.

    ``component`` is the id of the component meant, or None for something external
    (``(exists)``, or a name in a diagram that is no component), which is satisfied.
    A ``soft`` dependency comes from order alone: it is shown and never blocks.
    """

    name: str
    origin: Origin
    component: str | None = None
    soft: bool = False


class Implementation(NamedTuple):
    """A file that a component creates or changes, relative to the project root."""

    path: str
    origin: Origin


class Stated(NamedTuple):
    """The state that the plan itself says a component is in: for reading, the lock is the truth."""

    state: StatedState
    origin: Origin


class Expectation(NamedTuple):
    """What the plan expects the red run to say, of one ``case`` or of the whole component.

    ``quoted`` where the words stand in quotes: then they are what the failure is to say.
    """

    text: str
    origin: Origin
    case: str | None = None
    quoted: bool = False


class Item(NamedTuple):
    """One list item that is kept as text: its line, and its box if it has one.

    ``spans`` are the pieces that it writes as code, a line of a fence as a whole. ``file`` is
    set in a folder of plans.
    """

    text: str
    line: int
    checked: bool | None = None
    spans: tuple[str, ...] = ()
    file: str = ""


class Component(NamedTuple):
    """The unit of work. ``id`` is the slug of its name; ``aliases`` are its heading's own ids.

    ``phase`` is the number of the phase it stands in, as written (``"3.2"``), or None.
    ``lane_said`` tells whether the plan itself says the lane.
    """

    id: str
    name: str
    origin: Origin
    aliases: tuple[str, ...] = ()
    phase: str | None = None
    lane: Lane = "feature"
    test_files: tuple[TestFile, ...] = ()
    cases: tuple[Case, ...] = ()
    implementation: tuple[Implementation, ...] = ()
    depends_on: tuple[Dependency, ...] = ()
    integration: tuple[TestFile, ...] = ()
    stated: Stated | None = None
    expected: tuple[Expectation, ...] = ()
    questions: tuple[Item, ...] = ()
    lane_said: bool = False

    @property
    def line(self) -> int:
        """The line of the plan where the component begins."""
        return self.origin.line

    @property
    def case_names(self) -> tuple[str, ...]:
        """The listed cases that name a function, in the plan's order."""
        return tuple(case.name for case in self.cases if case.name is not None)

    @property
    def requires(self) -> tuple[str, ...]:
        """The ids of the components that must be completed first (soft ones left out)."""
        ids = (each.component for each in self.depends_on if not each.soft)
        return tuple(dict.fromkeys(each for each in ids if each is not None))


class Phase(NamedTuple):
    """A group of components: its number as written (``"3.2"``, may be empty), name and line."""

    number: str
    name: str
    line: int


class TableRow(NamedTuple):
    """One row of a table that is kept as text: its cells and its line, in a folder its file."""

    cells: tuple[str, ...]
    line: int
    file: str = ""


class Plan(NamedTuple):
    """What a plan file says. ``path`` is relative to the project root, with ``/``.

    ``integration`` are test files of the whole plan, to pass when all of it is done.

    ``names`` are the identifiers the plan writes as code (spans, fences, paths): what is
    *named in the plan* for the grade ``missing``.
    """

    path: str
    title: str = ""
    phases: tuple[Phase, ...] = ()
    components: tuple[Component, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    reconciliation: tuple[TableRow, ...] = ()
    critical_files: tuple[TableRow, ...] = ()
    checklist: tuple[Item, ...] = ()
    questions: tuple[Item, ...] = ()
    notes: tuple[Item, ...] = ()
    integration: tuple[TestFile, ...] = ()
    names: frozenset[str] = frozenset()

    @property
    def by_id(self) -> Mapping[str, Component]:
        """The components by id, in the plan's order."""
        return {component.id: component for component in self.components}

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that keep the plan from being used."""
        return tuple(each for each in self.diagnostics if each.severity == "error")

    def place(self, origin: Origin | Item | TableRow) -> str:
        """Where a fact stands: ``PLAN.md:41``; in a folder, the file's path and line."""
        return f"{origin.file or self.path}:{origin.line}"

    def find(self, name: str) -> Component | None:
        """The component called ``name``: its id, name or heading's own id, case folded."""
        wanted = name.strip().casefold()
        for spelling in (_by_id, _by_name, _by_alias):
            found = [each for each in self.components if wanted in spelling(each)]
            if len(found) == 1:
                return found[0]
        return None

    def nearest(self, name: str, count: int = 3) -> tuple[str, ...]:
        """The ids most like an unknown ``name``, best first."""
        ids = [each.id for each in self.components]
        return tuple(difflib.get_close_matches(slug(name), ids, n=count, cutoff=0.3)) or tuple(
            ids[:count]
        )


def _by_id(component: Component) -> Iterable[str]:
    return (component.id.casefold(),)


def _by_name(component: Component) -> Iterable[str]:
    return (component.name.casefold(),)


def _by_alias(component: Component) -> Iterable[str]:
    return (alias.casefold() for alias in component.aliases)


def slug(name: str) -> str:
    """The id of a name (3.3): lower case, letters and digits of any script, the rest ``-``."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-")


def unique_ids(named: Iterable[tuple[str, str | None]]) -> list[str]:
    """Ids for (name, phase) pairs in order (design 3.3).

    Empty: ``component-<n>``; a repeated name gets its phase, then ``-2``, ``-3``.
    """
    taken: set[str] = set()
    counts: dict[str, int] = {}
    ids: list[str] = []
    for position, (name, phase) in enumerate(named, start=1):
        base = slug(name) or f"component-{position}"
        candidate = base
        if candidate in taken and phase:
            base = candidate = f"{base}-{slug(phase)}"
        while candidate in taken:
            counts[base] = counts.get(base, 1) + 1
            candidate = f"{base}-{counts[base]}"
        taken.add(candidate)
        ids.append(candidate)
    return ids
