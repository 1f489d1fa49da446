"""The inventory of a project: all its parts, and what was passed over and why."""

from __future__ import annotations

from typing import NamedTuple

from pytest_phase.core.inventory.schema import Schema
from pytest_phase.core.inventory.structure import Import, Module
from pytest_phase.core.inventory.testing import Suite


class PassedOver(NamedTuple):
    """A file that was not read, and why: ``does not parse (line 3: invalid syntax)``."""

    path: str
    reason: str


class Inventory(NamedTuple):
    """What a project is made of. ``roots`` are the folders that its imports start at."""

    roots: tuple[str, ...] = ()
    modules: tuple[Module, ...] = ()
    imports: tuple[Import, ...] = ()
    tests: Suite = Suite()
    schema: Schema = Schema()
    passed_over: tuple[PassedOver, ...] = ()

    @property
    def by_name(self) -> dict[str, Module]:
        """The modules by their dotted name."""
        return {each.name: each for each in self.modules}

    @property
    def source(self) -> tuple[Module, ...]:
        """The modules that are no tests."""
        return tuple(each for each in self.modules if not each.is_test)
