"""The verification checklist as text."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence

from pytest_phase.core.checklist import Check
from pytest_phase.core.phrases import names, plural
from pytest_phase.core.report import Report
from pytest_phase.reporting.layout import printable

_STATE = len("by hand")


def to_text(report: Report, found: Sequence[Check], why: Iterable[str]) -> Iterator[str]:
    """A line for each item, with its place; ``why`` is said after the item, empty for nothing."""
    path = report.plan.path
    yield f"{path}: verification checklist, {plural(len(found), 'item')}"
    places = [report.plan.place(each.item) for each in found]
    width = max(map(len, places), default=0)
    for each, place, note in zip(found, places, why, strict=True):
        end = f" ({note})" if note else ""
        yield f"  {each.state:<{_STATE}}  {place:<{width}}  {printable(each.item.text)}{end}"
        if each.state == "open":
            yield f"  {'':{_STATE}}  not green in {report.lock}: {names(each.arguments)}"


def to_run(found: Iterable[Check], again: str) -> list[str]:
    """The pytest runs that would say more, as commands; nothing where there is none."""
    commands = [f"    {shlex.join(['pytest', *each.arguments])}" for each in found if each.runs]
    return [f"To run: {again} --run", *commands] if commands else []
