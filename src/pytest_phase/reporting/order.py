"""The order of a plan as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from pytest_phase.core.order import Conflict, Order
from pytest_phase.core.phrases import plural
from pytest_phase.core.plan import Plan
from pytest_phase.reporting.layout import columns, labels, listed, pad, wrap

_PARALLEL = (
    "Components of one step need nothing of each other: they can go in parallel, "
    "on branches of their own."
)


def to_text(plan: Plan, order: Order, *, done: int, width: int = 80) -> list[str]:
    """Steps, the critical path, and what says otherwise; ``done`` components are completed."""
    called = labels(plan)
    lines = [_head(plan, order, done)]
    if order.steps:
        lines += ["", *_steps(plan, order, called)]
    if any(len(step) > 1 for step in order.steps) and len(order.steps) > 1:
        lines += ["", *wrap(_PARALLEL, width)]
    if len(order.critical_path) > 1:
        chain = " -> ".join(listed(order.critical_path, called))
        lines += wrap(chain, width, "Critical path: ")
    if order.conflicts:
        lines += ["", "Where the order says otherwise:"]
        for each in order.conflicts:
            lines += _conflict(each, called, width)
    return lines


def to_json(plan: Plan, order: Order) -> str:
    """One document: steps and path as component ids, conflicts with their places."""
    document = {
        "version": 1,
        "plan": plan.path,
        "steps": order.steps,
        "critical_path": order.critical_path,
        "conflicts": [each._asdict() for each in order.conflicts],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _head(plan: Plan, order: Order, done: int) -> str:
    count = sum(len(step) for step in order.steps)
    completed = f"{done} {'is' if done == 1 else 'are'} completed"
    if not count:
        of = len(plan.components)
        return f"{plan.path}: nothing left to build, {completed.replace(' ', f' of {of} ', 1)}"
    head = (
        f"{plan.path}: {plural(count, 'component')} to build in {plural(len(order.steps), 'step')}"
    )
    return f"{head}, {completed}" if done else head


def _steps(plan: Plan, order: Order, called: Mapping[str, str]) -> Iterator[str]:
    names = {id: listed([id], called)[0] for step in order.steps for id in step}
    width = max(map(columns, names.values()))
    for number, step in enumerate(order.steps, start=1):
        for place, id in enumerate(step):
            needs = [each for each in plan.by_id[id].requires if each in names]
            after = f"  after {', '.join(listed(needs, called))}" if needs else ""
            mark = str(number) if not place else ""
            yield f"{mark:>3}  {pad(names[id], width)}{after}".rstrip()


def _conflict(each: Conflict, called: Mapping[str, str], width: int) -> list[str]:
    one, other = listed([each.component, each.other], called)
    said, hint = {
        "listed": (f"{one} is listed before {other}, which it depends on", ""),
        "unsaid": (
            f"the code of {one} imports that of {other}, and no dependency says so",
            f"in the section of {one}, add: - Depends on: {other}",
        ),
        "against": (
            f"the code of {one} imports that of {other}, which depends on {one}",
            "move what both need into a component of its own, or turn the dependency",
        ),
    }[each.kind]
    lines = [f"  {each.where}: {said}"]
    return [*lines, *wrap(hint, width, "      hint: ")] if hint else lines
