"""The ledger: the content of the lock as values, without its spelling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from pytest_phase.core.evidence import Evidence
from pytest_phase.core.plan import Lane

EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Start:
    """How a component was started: base commit (None outside git), lane, and what it went over."""

    base: str | None = None
    lane: Lane = "feature"
    over: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """What the lock holds of one component.

    ``tests`` maps a test id to its rows: one after a write, several after a merge (one for
    each text). ``extra_rows`` and ``extra_keys`` are what this version does not know.
    """

    started: Start | None = None
    stopped: bool = False
    completed: bool = False
    tests: Mapping[str, tuple[Evidence, ...]] = field(default_factory=lambda: EMPTY)
    extra_rows: tuple[str, ...] = ()
    extra_keys: Mapping[str, Any] = field(default_factory=lambda: EMPTY)

    @property
    def active(self) -> bool:
        """Whether the component was started and neither stopped nor completed."""
        return self.started is not None and not self.completed


@dataclass(frozen=True, slots=True)
class Ledger:
    """The whole lock: a section for each component, and unknown top-level keys kept as they are."""

    sections: Mapping[str, Section] = field(default_factory=lambda: EMPTY)
    extra: Mapping[str, Any] = field(default_factory=lambda: EMPTY)

    def section(self, component: str) -> Section:
        """The section of a component; an empty one where the lock has none."""
        return self.sections.get(component, Section())
