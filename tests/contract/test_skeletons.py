"""A skeleton fails, and never counts as red."""

from __future__ import annotations

from tests.project import Project


def test_a_skeleton_is_broken(project: Project) -> None:
    """``pytest.fail("not written: …")`` is graded broken: nothing starts, nothing is red."""
    project.plan("### Task 1: Cart\n\n- Tests: `tests/test_cart.py`\n")
    project.file(
        "tests/test_cart.py",
        'import pytest\n\ndef test_adds():\n    pytest.fail("not written: test_adds")\n',
    )
    result = project.run()
    result.stdout.fnmatch_lines(["Cart: 1 test (test_adds) failed as broken, which is no red"])
    assert project.status()["in_progress"] is None


def test_any_other_failure_is_behaviour(project: Project) -> None:
    """Only these words make a skeleton."""
    project.plan("### Task 1: Cart\n\n- Tests: `tests/test_cart.py`\n")
    project.file(
        "tests/test_cart.py",
        'import pytest\n\ndef test_adds():\n    pytest.fail("was not written: x")\n',
    )
    project.run()
    assert project.status()["in_progress"] == "cart"
