"""The order of a plan: what must exist before what, and where something says otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Literal, NamedTuple

from pytest_phase.core.plan import Component, Plan

ConflictKind = Literal["listed", "unsaid", "against"]


class Use(NamedTuple):
    """Code of one component that imports code of another; ``where`` is ``src/cart.py:3``."""

    component: str
    other: str
    where: str


class Conflict(NamedTuple):
    """One place where something contradicts the order, about two component ids.

    ``listed``: the plan lists ``component`` before ``other``, which it depends on. ``unsaid``:
    its code imports that of ``other``, and no chain of dependencies says so. ``against``: its
    code imports that of ``other``, which depends on it.
    """

    kind: ConflictKind
    component: str
    other: str
    where: str


class Order(NamedTuple):
    """What is left to build, in steps of component ids.

    Components of one step need nothing of each other, and each stands in the earliest step it
    can. ``critical_path`` is the longest chain of dependencies: no plan is done in fewer steps.
    """

    steps: tuple[tuple[str, ...], ...]
    critical_path: tuple[str, ...]
    conflicts: tuple[Conflict, ...]


def build_order(plan: Plan, done: Collection[str] = frozenset(), uses: Iterable[Use] = ()) -> Order:
    """The order of all components that are not ``done``; the plan has no cycle (PH607).

    ``uses`` are the imports between the components' own files.
    """
    needs = {each.id: [id for id in each.requires if id not in done] for each in plan.components}
    steps = tuple(_steps({id: after for id, after in needs.items() if id not in done}))
    conflicts = (*_listed(plan), *_imported(plan, uses))
    return Order(steps, tuple(_longest(steps, needs)), conflicts)


def _steps(needs: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    place = {id: number for number, id in enumerate(needs)}
    sorter = TopologicalSorter(needs)
    sorter.prepare()
    while sorter.is_active():
        ready = sorter.get_ready()
        yield tuple(sorted(ready, key=place.__getitem__))
        sorter.done(*ready)


def _longest(steps: tuple[tuple[str, ...], ...], needs: Mapping[str, list[str]]) -> list[str]:
    """One component of each step, each needed by the next; the plan's order settles ties."""
    path: list[str] = []
    for step in reversed(steps):
        path.append(next(id for id in step if not path or id in needs[path[-1]]))
    return path[::-1]


def _listed(plan: Plan) -> Iterator[Conflict]:
    place = {each.id: number for number, each in enumerate(plan.components)}
    for component in plan.components:
        for each in component.depends_on:
            if each.component and not each.soft and place[each.component] > place[component.id]:
                where = plan.place(each.origin)
                yield Conflict("listed", component.id, each.component, where)


def _imported(plan: Plan, uses: Iterable[Use]) -> Iterator[Conflict]:
    by_id = plan.by_id
    for each in uses:
        if each.component in _needed(by_id, each.other):
            yield Conflict("against", *each)
        elif each.other not in _needed(by_id, each.component):
            yield Conflict("unsaid", *each)


def _needed(by_id: Mapping[str, Component], id: str) -> set[str]:
    """Everything that a component depends on, over any number of others."""
    found: set[str] = set()
    waiting = [id]
    while waiting:
        new = set(by_id[waiting.pop()].requires) - found
        found |= new
        waiting += new
    return found
