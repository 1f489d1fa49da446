"""What a prompt is made from, and what all of them share."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from pytest_phase.core.cycle import Standing
from pytest_phase.core.inventory.narrowing import about
from pytest_phase.core.inventory.schema import Table
from pytest_phase.core.inventory.structure import Module
from pytest_phase.core.inventory.whole import Inventory
from pytest_phase.core.plan import Plan
from pytest_phase.core.report import Report


class Brief(NamedTuple):
    """The facts of a prompt: the report of the plan, and what the project is made of.

    ``inventory`` is empty where the extra ``explore`` is not installed. ``standing`` is the
    component that it is about, None for a prompt about the whole plan; ``section`` its text
    in the plan, ``names`` what that writes as code.
    """

    report: Report
    inventory: Inventory
    standing: Standing | None = None
    section: str = ""
    names: frozenset[str] = frozenset()

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.report.plan

    def modules_at(self, paths: Collection[str]) -> tuple[Module, ...]:
        """The modules of these files."""
        return tuple(each for each in self.inventory.modules if each.path in paths)

    def mentioned(self, besides: Collection[str] = ()) -> tuple[Module, ...]:
        """The modules and interfaces that the text names, without the files ``besides``."""
        others = (each for each in self.inventory.source if each.path not in besides)
        return about(others, self.names)

    def tables(self) -> Iterator[Table]:
        """The tables that the text names; one for each name."""
        seen: set[str] = set()
        for each in self.inventory.schema.tables:
            name = each.name.rpartition(".")[2]
            if name in self.names and name not in seen:
                seen.add(name)
                yield each

    def needed(self) -> Iterator[Standing]:
        """The components that this one depends on, in the plan's order."""
        requires = self.standing.component.requires if self.standing else ()
        return (each for each in self.report.standings if each.id in requires)
