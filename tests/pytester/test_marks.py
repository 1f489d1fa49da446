"""The mark of a component stands where it is true of all below it, and reaches every test."""

from __future__ import annotations

from tests.project import Project

PLAN = """
    ### Task 1: Alpha

    **Files:**
    - Test: `tests/test_alpha.py`

    ### Task 2: Gamma

    **Files:**
    - Test: `tests/test_gamma.py`
    """

ALPHA = "phase_component(id='alpha')"
GAMMA = "phase_component(id='gamma')"


def test_a_file_of_one_component_hands_its_mark_down(project: Project) -> None:
    """Other plugins find the mark from each test, also in a class, and once."""
    project.plan(PLAN)
    project.file(
        "tests/test_alpha.py",
        """
        def test_alpha(): pass

        class TestAlpha:
            def test_more(self): pass
        """,
    )
    project.file(
        "conftest.py",
        """
        def pytest_collection_finish(session):
            for item in session.items:
                marks = [mark.kwargs for mark in item.iter_markers("phase_component")]
                print(item.name, marks, "phase_component" in item.keywords)
        """,
    )
    result = project.run("-s")
    result.stdout.fnmatch_lines(
        ["test_alpha [[]{'id': 'alpha'}] True", "test_more [[]{'id': 'alpha'}] True"]
    )


def test_a_test_of_another_component_in_the_file_has_its_own_mark_alone(project: Project) -> None:
    """Where one test of a file says that it belongs elsewhere, -m finds it there and not here."""
    project.plan(PLAN)
    project.file(
        "tests/test_alpha.py",
        """
        import pytest

        def test_alpha(): pass

        class TestOther:
            @pytest.mark.phase_component("gamma")
            def test_other(self): pass
        """,
    )
    project.run("-m", ALPHA).assert_outcomes(passed=1, deselected=1)
    project.run("-m", GAMMA).assert_outcomes(passed=1, deselected=1)


def test_a_doctest_beside_the_tests_of_a_component_has_no_mark(project: Project) -> None:
    """Doctests belong to no component, also those in a file of one."""
    project.plan(PLAN)
    project.file(
        "tests/test_alpha.py",
        '''
        def test_alpha():
            """
            >>> 1
            1
            """
        ''',
    )
    result = project.run("--doctest-modules", "-m", ALPHA)
    result.assert_outcomes(passed=1, deselected=1)


def test_files_in_disorder_are_marked_as_whole_files(project: Project) -> None:
    """A plugin that mixes the tests of several files first changes nobody's component."""
    project.plan(PLAN)
    for name in ("alpha", "gamma"):
        tests = [f"def test_{name}_{number}(): pass" for number in range(2)]
        project.file(f"tests/test_{name}.py", "\n".join(tests))
    project.file(
        "conftest.py",
        """
        import pytest

        class First:
            @pytest.hookimpl(tryfirst=True)
            def pytest_collection_modifyitems(self, items):
                items.sort(key=lambda item: item.name[-1])

        def pytest_collection(session):
            session.config.pluginmanager.register(First())
        """,
    )
    result = project.run("-m", GAMMA, "-v")
    result.assert_outcomes(passed=2, deselected=2)
    result.stdout.no_fnmatch_line("*test_alpha_*PASSED*")
