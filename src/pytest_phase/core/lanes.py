"""The lane of a component: what the plan says, else what the marks of its tests say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from pytest_phase.core.ledger import LANES
from pytest_phase.core.phrases import names
from pytest_phase.core.plan import Component, Plan

Marked = Mapping[str, Mapping[str, str]]
"""What marks say: for each component id the lanes they name, each with the first test of it."""


class Contradiction(NamedTuple):
    """Marks that nobody can work with: the test, what is wrong with its mark, what next."""

    test: str
    message: str
    hint: str


def contradiction(
    plan: Plan, component: Component, said: Mapping[str, str]
) -> Contradiction | None:
    """What is wrong with the lanes that marks name for a component; None where all is well."""
    for lane, test in said.items():
        if lane not in LANES:
            expected = f"Write one of {names(list(LANES))}."
            return Contradiction(
                test, f'phase_component has lane="{lane}", which is none', expected
            )
        if _planned(component) and lane != component.lane:
            return Contradiction(
                test,
                f'phase_component says lane="{lane}", and {plan.path}:{component.line} says '
                f"that {component.name} is in the lane {component.lane}",
                "Say it in one place.",
            )
    if len(said) < 2:
        return None
    (lane, test), (other, beside) = sorted(said.items(), key=lambda each: each[::-1])[:2]
    message = f'marks say two lanes of {component.name}: "{lane}", and "{other}"'
    message += f" at {beside}" if beside != test else ""
    return Contradiction(test, message, "A component has one: say which.")


def marked(plan: Plan, said: Marked) -> Plan:
    """The plan, where it says no lane, with those that marks say."""
    if not said:
        return plan
    components = tuple(_marked(each, said.get(each.id, ())) for each in plan.components)
    return plan._replace(components=components)


def _marked(component: Component, said: Collection[str]) -> Component:
    found = [lane for lane in LANES if lane in said]
    alone = len(said) == 1 and found and not _planned(component)
    return component._replace(lane=found[0]) if alone else component


def _planned(component: Component) -> bool:
    """Whether the plan says the lane."""
    return component.lane_said or component.lane != "feature"
