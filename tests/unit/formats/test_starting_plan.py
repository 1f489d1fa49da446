"""The plans that ``init`` writes, held against the reader."""

from __future__ import annotations

from pytest_phase.formats.plan_markdown import read_plan
from pytest_phase.formats.starting_plan import EXAMPLE, plan_of_tests


def test_the_example_uses_every_part_of_the_pattern() -> None:
    """Each part of the pattern's form is there to be filled in, and is read as what it is."""
    plan = read_plan(EXAMPLE, "PLAN.md")
    assert [phase.number for phase in plan.phases][-2:] == ["1.0", "1.1"]
    assert [item.text for item in plan.checklist] == [
        "The whole suite passes",
        "The gate passes",
    ]
    assert len(plan.notes) == 1
    for part in ("Schema vs Spec Corrections", "Critical Files"):
        assert f"## {part}\n" in EXAMPLE


def test_components_are_named_after_their_files() -> None:
    """A name is made of the words of the file, and of its folder where two files share one."""
    paths = ["tests/unit/test_a_b.py", "tests/api/test_a_b.py", "tests/api/retry_test.py"]
    plan = read_plan(plan_of_tests(paths), "PLAN.md")
    assert {each.name: each.test_files[0].path for each in plan.components} == {
        "Retry": "tests/api/retry_test.py",
        "Tests Api A B": "tests/api/test_a_b.py",
        "Tests Unit A B": "tests/unit/test_a_b.py",
    }
    assert [phase.name for phase in plan.phases][-2:] == ["Tests Api", "Tests Unit"]


def test_same_files_same_plan() -> None:
    """The order in which files were found makes no difference."""
    paths = ["tests/test_b.py", "test_a.py", "tests/test_a.py"]
    assert plan_of_tests(paths) == plan_of_tests(sorted(paths))
