"""The lane of a component: from its plan, else from marks."""

from __future__ import annotations

import pytest

from pytest_phase.core.lanes import contradiction, marked
from pytest_phase.core.plan import Plan
from tests.fakes.builders import a_component

TEST, OTHER = "tests/test_a.py::test_a", "tests/test_a.py::test_b"
SILENT = a_component()
SPOKEN = a_component(lane_said=True)


def _plan(component: object = SILENT) -> Plan:
    return Plan("PLAN.md", components=(component,))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("component", "said", "lane"),
    [
        (SILENT, {}, "feature"),
        (SILENT, {"refactor": TEST}, "refactor"),
        (SILENT, {"rework": TEST}, "feature"),
        (SILENT, {"refactor": TEST, "characterization": OTHER}, "feature"),
        (SPOKEN, {"refactor": TEST}, "feature"),
        (a_component(lane="refactor"), {"characterization": TEST}, "refactor"),
    ],
)
def test_marks_say_what_the_plan_does_not(component: object, said: object, lane: str) -> None:
    """One lane that there is; the plan's own word stands."""
    found = marked(_plan(component), {SILENT.id: said})  # type: ignore[dict-item]
    assert found.components[0].lane == lane


def test_a_plan_without_marks_is_the_same_object() -> None:
    """Nothing is made anew where no mark says a lane."""
    plan = _plan()
    assert marked(plan, {}) is plan


@pytest.mark.parametrize(
    ("component", "said", "message"),
    [
        (SILENT, {}, None),
        (SILENT, {"refactor": TEST}, None),
        (SPOKEN, {"feature": TEST}, None),
        (SILENT, {"rework": TEST}, 'phase_component has lane="rework", which is none'),
        (
            SPOKEN,
            {"refactor": TEST},
            'phase_component says lane="refactor", and PLAN.md:41 says that AuditLogger is in the '
            "lane feature",
        ),
        (
            SILENT,
            {"refactor": OTHER, "characterization": TEST},
            f'marks say two lanes of AuditLogger: "characterization", and "refactor" at {OTHER}',
        ),
        (
            SILENT,
            {"refactor": TEST, "characterization": TEST},
            'marks say two lanes of AuditLogger: "characterization", and "refactor"',
        ),
    ],
)
def test_what_contradicts_is_named(component: object, said: object, message: str | None) -> None:
    """A word that is no lane, another lane in the plan, two lanes of two marks."""
    found = contradiction(_plan(component), component, said)  # type: ignore[arg-type]
    assert (found and found.message) == message
