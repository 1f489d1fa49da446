"""One run, whole: what pytest saw, filled up with what it did not look at (design 4.1.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_phase.core.edits import Edit, Edits
from pytest_phase.core.evidence import Evidence, Observation, Outcome
from pytest_phase.core.tripwires import NOTHING_TRIPPED, Tripped

if TYPE_CHECKING:
    from pytest_phase.core.lanes import Marked


@dataclass(frozen=True, slots=True)
class Run:
    """What one run saw, whole: gathered by the controller, judged and recorded at the end.

    ``known`` holds, for each component, the tests pytest collected from its files before any
    deselection, filled up with what was kept or read from source where a file was not
    collected whole (design 4.1.4). ``settled`` are the test files whose list of tests is
    certain in this run: collected whole, or gone from the disk. ``texts`` are today's texts.
    ``integration`` holds what was seen of each component's integration tests. ``untagged``
    counts the tests of the run that belong to no component; ``narrowed`` are the components
    that ``--phase-component`` named. ``fresh`` are the tests that are new or changed since the
    base of a replay, None where there was none; ``replayed`` those of which it saw a red.
    ``tripped`` is what gave itself away.
    ``edits`` are those since the reds of tests whose text changed, by test and outline
    (``core.outline``). ``lanes`` are those that the marks of tests say (``core.lanes``).
    """

    observations: Mapping[str, Observation] = field(default_factory=dict)
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settled: frozenset[str] = frozenset()
    texts: Mapping[str, str | None] = field(default_factory=dict)
    integration: Mapping[str, Mapping[str, Outcome]] = field(default_factory=dict)
    untagged: int = 0
    narrowed: frozenset[str] = frozenset()
    fresh: frozenset[str] | None = None
    replayed: frozenset[str] = frozenset()
    tripped: Tripped = NOTHING_TRIPPED
    edits: Edits = field(default_factory=dict)
    lanes: Marked = field(default_factory=dict)

    def edit(self, row: Evidence) -> Edit | None:
        """The edit since the red of a row; None where there was none, or it cannot be told."""
        return self.edits.get((row.test, row.outline)) if row.outline else None

    @property
    def ran(self) -> int:
        """How many tests of the plan ran (skipped ones did not)."""
        return sum(1 for each in self.observations.values() if each.outcome != "skipped")


@dataclass(frozen=True, slots=True)
class Seen:
    """What pytest itself reported, before anything is added.

    ``collected`` holds the tests of each component as collected before any deselection,
    ``whole`` the files that were collected to the last class, ``skipped`` the files that were
    skipped as a whole, with whether that came from a condition.
    """

    observations: Mapping[str, Observation] = field(default_factory=dict)
    collected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    skipped: Mapping[str, bool] = field(default_factory=dict)
    integration: Mapping[str, Mapping[str, Outcome]] = field(default_factory=dict)
    untagged: int = 0
    narrowed: frozenset[str] = frozenset()
    fresh: frozenset[str] | None = None
    tripped: Tripped = NOTHING_TRIPPED
    lanes: Marked = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class World:
    """What recording needs from outside: the base commit, and digests of what is there.

    ``base`` gives 12 hex digits, or None outside git; ``implementation`` takes a component id,
    ``outline`` a test and gives what it asserts (``core.outline``) as one word.
    ``hooks`` gives a digest of the project's code that has a say in reports (6 hex digits, ""
    where there is none). All are asked only when something new is written.
    """

    base: Callable[[], str | None]
    implementation: Callable[[str], str]
    hooks: Callable[[], str] = lambda: ""
    outline: Callable[[str], str | None] = lambda test: None
