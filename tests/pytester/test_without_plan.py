"""A run without a plan: the plugin is installed, costs nothing and changes nothing."""

from __future__ import annotations

import re

import pytest

from tests.project import Project

HEAVY = ("filelock", "git", "markdown_it", "pydantic", "tomli_w", "pytest_phase.session")

PASSES = {"test_a.py": "def test_a(): pass\n"}
FAILS = {
    "test_a.py": """
    import unittest
    import pytest

    def test_a(): assert 1 == 2

    @pytest.mark.xfail
    def test_b(): assert 0

    @pytest.mark.parametrize("n", [1, 2])
    def test_c(n): assert n == 1

    @pytest.mark.skip
    def test_d(): pass

    class TestE(unittest.TestCase):
        def test_e(self): self.fail("no")

    def test_f(nobody): pass
    """
}
BREAKS = {"test_a.py": "import nobody_wrote_this\n", "test_b.py": "def test_b(): pass\n"}


def _shown(result: pytest.RunResult) -> tuple[list[str], list[str]]:
    """What a run printed, without the time it took."""
    lines = [re.sub(r"=* ?\b(.*) in [\d.]+s ?=*", r"\1", line) for line in result.outlines]
    return lines, result.errlines


@pytest.mark.parametrize(
    ("files", "args", "code"),
    [
        (PASSES, (), 0),
        (FAILS, (), 1),
        (FAILS, ("-q", "-x"), 1),
        (FAILS, ("-ra", "-v", "--maxfail=2"), 1),
        (FAILS, ("--collect-only",), 0),
        (BREAKS, (), 2),
        (BREAKS, ("test_a.py::test_a",), 4),
        (BREAKS, ("--nobody-knows",), 4),
        ({}, (), 5),
        (PASSES, ("-k", "nothing"), 5),
        (PASSES, ("-m", "phase_component"), 5),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_run_without_a_plan_is_the_same(
    project: Project, files: dict[str, str], args: tuple[str, ...], code: int
) -> None:
    """The same lines and the same exit code as where the plugin is not loaded."""
    for path, text in files.items():
        project.file(path, text)
    args = ("-p", "no:cacheprovider", *args)

    with_it = project.run(*args, plan=False)
    without = project.pytester.runpytest_inprocess(*args)

    assert with_it.ret == without.ret == code
    assert _shown(with_it) == _shown(without)


def test_a_run_without_a_plan_imports_nothing_heavy(project: Project) -> None:
    """Nothing is imported but the plugin and its hook specifications (in a fresh process)."""
    project.file(
        "test_a.py",
        f"""
        import sys

        def test_nothing_heavy():
            assert not [name for name in {HEAVY} if name in sys.modules]

        def test_nothing_else_of_ours():
            ours = {{name for name in sys.modules if name.partition(".")[0] == "pytest_phase"}}
            assert ours == {{"pytest_phase", "pytest_phase.plugin", "pytest_phase.hookspecs"}}
        """,
    )

    project.run(plan=False, subprocess=True).assert_outcomes(passed=2)


def test_an_empty_plan_is_no_plan(project: Project) -> None:
    """``--phase-plan=`` switches the plan of the configuration off for one run."""
    project.file("pytest.ini", "[pytest]\nphase_plan = PLAN.md\n")
    project.file("test_a.py", "def test_a(): assert 0\n")

    result = project.run("--phase-plan=", plan=False)

    assert result.ret == 1
    assert "phase" not in result.stdout.str()


def test_the_marks_are_known_without_a_plan(project: Project) -> None:
    """Tests that carry our marks run under ``--strict-markers`` where nobody asks for a plan."""
    project.file(
        "test_a.py",
        """
        import pytest

        @pytest.mark.phase_component("cart")
        @pytest.mark.phase_waive(reason="says what Python says")
        def test_a(): pass

        @pytest.mark.phase_component("nobody knows")
        @pytest.mark.phase_waive
        def test_b(): pass
        """,
    )

    project.run("--strict-markers", plan=False).assert_outcomes(passed=2)
