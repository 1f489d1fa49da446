"""What the components of a plan are going to make, and whether in time."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_phase.core.claims import Claim, Making
from pytest_phase.core.plan import Plan
from pytest_phase.core.reconciliation.judged import Ground, Judged


def maker(name: str, ground: Ground) -> Making | None:
    """The first component that makes a name, or what the name is inside of."""
    wanted = {name, *_endings(name)}
    found = [each for each in ground.makes if wanted.intersection((each.name, *_ends_of(each)))]
    certain = [each for each in found if each.certain]
    return next(iter(certain or found), None)


def _endings(name: str) -> Iterator[str]:
    """The parts of a dotted name that may have been made as a whole: ``A.b`` with ``A``."""
    names = name.split(".")
    yield from (".".join(names[:end]) for end in range(1, len(names)))
    if "/" not in name:
        yield names[-1]


def _ends_of(making: Making) -> tuple[str, ...]:
    if "/" in making.name:
        return (making.name.rpartition("/")[2],)
    return (making.name.rpartition(".")[2],)


def planned(claim: Claim, making: Making, ground: Ground) -> Judged:
    """What a component makes later must not be relied on earlier."""
    order = [each.id for each in ground.plan.components]
    if claim.component in order and making.component in order and making.certain:
        user = ground.plan.components[order.index(claim.component)]
        later = order.index(making.component) > order.index(claim.component)
        if later and making.component not in _required(user.id, ground.plan) and not claim.creates:
            return Judged(claim, "early", component=making.component)
    return Judged(claim, "planned", component=making.component)


def _required(component: str, plan: Plan) -> set[str]:
    """All that a component depends on, one after the other."""
    seen: set[str] = set()
    waiting = [component]
    while waiting:
        each = plan.by_id.get(waiting.pop())
        for name in each.requires if each else ():
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return seen
