"""A plan as plain values says all that the plan says."""

from __future__ import annotations

import json

import pytest

from pytest_phase.core import plan as plans
from pytest_phase.core.findings import Diagnostic
from pytest_phase.core.plan import (
    Case,
    Component,
    Dependency,
    Expectation,
    Implementation,
    Item,
    Origin,
    Phase,
    Plan,
    Stated,
    TableRow,
    TestFile,
)
from pytest_phase.formats.plan_values import from_plain, to_plain

HERE = Origin(4, "component.heading", 3, certain=False, file="plans/a.md")

WHOLE = Plan(
    "plans/a.md",
    title="A",
    phases=(Phase("3.2", "Audit", 2),),
    components=(
        Component(
            "log",
            "Log",
            HERE,
            aliases=("Task 3",),
            phase="3.2",
            test_files=(TestFile("tests/test_log.py", HERE, ("TestLog",)),),
            cases=(Case("it writes", HERE), Case("test_it", HERE, "test_it")),
            implementation=(Implementation("src/log.py", HERE),),
            depends_on=(Dependency("Retry", HERE, "retry"), Dependency("Old", HERE, soft=True)),
            integration=(TestFile("tests/integration/", HERE),),
            stated=Stated("blocked", HERE),
            expected=(Expectation("no module named log", HERE, "test_it"),),
        ),
    ),
    diagnostics=(Diagnostic("PH310", "warning", "outside.", "Move it.", 7, 2),),
    reconciliation=(TableRow(("a", "b"), 9),),
    critical_files=(TableRow((), 10),),
    checklist=(Item("done", 11, True), Item("open", 12, False)),
    questions=(Item("why?", 13),),
    notes=(Item("note \udcff", 14),),
    integration=(TestFile("tests/all/", HERE),),
    names=frozenset({"Log", "Retry"}),
)


def test_a_plan_comes_back_whole() -> None:
    """Through JSON and back: the same plan, with every field of it."""
    assert from_plain(json.loads(json.dumps(to_plain(WHOLE)))) == WHOLE


def test_every_kind_of_value_is_in_the_example() -> None:
    """What a plan can hold was tried: nothing is lost because nobody thought of it."""
    known = {each for each in vars(plans).values() if isinstance(each, type)}
    kinds = {kind.__name__ for kind in known if issubclass(kind, tuple)}
    written = json.dumps(to_plain(WHOLE))
    assert len(kinds) == 13
    assert not {kind for kind in kinds if f'["{kind}"' not in written}


def test_what_is_no_part_of_a_plan_is_refused() -> None:
    """A plugin may put anything into a plan of its own; it is not written as something else."""
    with pytest.raises(TypeError, match="no part of a plan"):
        to_plain(WHOLE._replace(title=object()))  # type: ignore[arg-type]


@pytest.mark.parametrize("plain", [["Unknown", 1], ["Phase", "1"], [], [["Phase"]]])
def test_what_another_version_wrote_is_refused(plain: list[object]) -> None:
    """Other kinds and other fields are an error, not another plan."""
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_plain(plain)
