"""Tests that were born green, and what they say of code that does nothing (PH820)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from pytest_phase.core import judgements
from pytest_phase.core.evidence import COUNTING, PASSES, Null
from pytest_phase.core.lanes import marked
from pytest_phase.core.ledger import resolve
from pytest_phase.core.run import Seen
from pytest_phase.settings import Request
from pytest_phase.usecases.project import Project


def untried(project: Project, seen: Seen, request: Request) -> dict[str, tuple[str, ...]]:
    """The tests of started characterizations of which it is open, by component.

    They passed, and their rows say nothing yet of code that does nothing. A component that
    names no code has none to take away.
    """
    ids = {
        each.id
        for each in marked(project.plan, seen.lanes).components
        if each.lane == "characterization" and each.implementation
    }
    passing = [each for each in seen.observations.values() if each.component in ids]
    passing = [each for each in passing if each.passing]
    if not passing:
        return {}
    texts = project.tests.texts([each.test for each in passing])
    ledger = resolve(project.lock.load(), texts)
    asked = project.plan.find(request.component) if request.action == "start" else None
    found: dict[str, list[str]] = {}
    for each in passing:
        section = ledger.section(each.component)
        if section.started is None and (asked is None or asked.id != each.component):
            continue
        row = next(iter(section.tests.get(each.test, ())), None)
        if judgements.is_untried(row, each, texts[each.test]):
            found.setdefault(each.component, []).append(each.test)
    return {id: tuple(sorted(tests)) for id, tests in found.items()}


def weighed(seen: Seen, tests: Collection[str], told: Mapping[str, Mapping[str, Any]]) -> Seen:
    """The run with what these tests did where the code of their component did nothing.

    ``told`` are the tests of the child's report, by id (design 3.3).
    """
    observations = dict(seen.observations)
    for test in tests:
        observations[test] = observations[test]._replace(null=_null(told.get(test)))
    return replace(seen, observations=observations)


def _null(told: Mapping[str, Any] | None) -> Null:
    """A failure counts as for a red; what could not be collected or took too long says nothing."""
    if told is None or told["outcome"] == "uncollectable":
        return "unknown"
    if told["outcome"] in PASSES:
        return "passed"
    return "failed" if told["grade"] in COUNTING else "unknown"
