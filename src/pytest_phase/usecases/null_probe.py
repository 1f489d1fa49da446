"""Tests whose red is a missing name, and what they say of an implementation that does nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pytest_phase.core.evidence import PASSES, Observation
from pytest_phase.core.run import Seen
from pytest_phase.settings import Request
from pytest_phase.usecases import stories
from pytest_phase.usecases.project import Project


def candidates(project: Project, seen: Seen, request: Request) -> tuple[str, ...]:
    """The tests that this run gives a red, the first of their text, for a missing name."""
    if not any(each.grade == "missing" for each in seen.observations.values()):
        return ()
    events = stories.foresee(project, seen, request)
    reds = {test for each in events if each.kind in ("red", "renewed") for test in each.tests}
    return tuple(sorted(test for test in reds if seen.observations[test].grade == "missing"))


def weighed(seen: Seen, tests: Mapping[str, Mapping[str, Any]]) -> Seen:
    """The run with what these tests did where everything was there, and did nothing.

    ``tests`` are those of the child's report, by id (design 3.3). A failure that has to do with
    what the test says raises its grade; a pass is kept for PH820. Whatever else came of a test,
    another missing name among it, says nothing.
    """
    changed = {
        test: found
        for test, told in tests.items()
        if (old := seen.observations.get(test)) and (found := _weighed(old, told)) is not old
    }
    return replace(seen, observations={**seen.observations, **changed})


def _weighed(observation: Observation, told: Mapping[str, Any]) -> Observation:
    if told["grade"] == "behaviour":
        return observation._replace(grade="behaviour")
    return observation._replace(null="passed") if told["outcome"] in PASSES else observation
