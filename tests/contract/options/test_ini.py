"""The ini twin of each option."""

from __future__ import annotations

import pytest

from tests.contract.shop import (
    grades,
    one,
    open_shop,
    place,
    refused,
    write_test,
)
from tests.project import Project


@pytest.mark.parametrize(
    ("weakest", "counted"),
    [
        (None, {"missing", "stub", "behaviour"}),
        ("missing", {"missing", "stub", "behaviour"}),
        ("stub", {"stub", "behaviour"}),
        ("behaviour", {"behaviour"}),
    ],
)
def test_weakest_red_is_set_by_ini(
    project: Project, weakest: str | None, counted: set[str]
) -> None:
    """phase_min_red is the weakest grade that counts; missing unless it says otherwise."""
    one(
        project,
        """
        import alpha
        def test_missing(): alpha.nothing_yet()
        def test_stub(): alpha.answer()
        def test_behaviour(): assert 1 == 2
        """,
        "def answer():\n    raise NotImplementedError\n",
    )
    if weakest:
        project.file("pytest.ini", f"[pytest]\npythonpath = src\nphase_min_red = {weakest}\n")
    project.run()
    found = grades(project, "alpha")
    assert set(found.values()) == counted
    assert all(name == f"test_{grade}" for name, grade in found.items())


def test_unknown_weakest_red_is_refused(project: Project) -> None:
    """A value phase_min_red does not know exits 4 and names the three."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\nphase_min_red = infra\n")
    refused(project.run(), "phase_min_red", "missing", "stub", "behaviour")


@pytest.mark.parametrize(("value", "state"), [("true", "in_progress"), ("false", "pending")])
def test_auto_start_is_set_by_ini(project: Project, value: str, state: str) -> None:
    """With phase_auto_start off, a red test starts nothing and is out of turn."""
    open_shop(project)
    project.file("pytest.ini", f"[pytest]\npythonpath = src\nphase_auto_start = {value}\n")
    write_test(project, "alpha")
    project.run()
    assert place(project, "alpha")[0] == state


def test_unknown_auto_start_is_refused(project: Project) -> None:
    """A value phase_auto_start does not know exits 4 without a traceback."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\nphase_auto_start = perhaps\n")
    refused(project.run(), "phase_auto_start")
