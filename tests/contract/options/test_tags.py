"""The mark and the property that every tagged test gets."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.contract.shop import (
    all_written,
    component,
    grades,
    one,
    open_shop,
    refused,
    rows,
    run_of,
)
from tests.project import Project


def test_mark_expression_selects_a_component(project: Project) -> None:
    """Every tagged test carries phase_component(id=...), and -m finds it."""
    all_written(project)
    result = project.run("-m", "phase_component(id='gamma')", "-v")
    result.assert_outcomes(passed=1, deselected=2)
    assert "test_gamma" in result.stdout.str()


def test_mark_expression_finds_tests_of_any_component(project: Project) -> None:
    """A test of no component carries no mark."""
    all_written(project)
    project.file("tests/test_other.py", "def test_other(): pass\n")
    project.run("-m", "not phase_component").assert_outcomes(passed=1, deselected=3)


@pytest.mark.parametrize("arguments", ['"gamma"', 'id="gamma"', '"Gamma"'])
def test_written_mark_overrides_the_plan(project: Project, arguments: str) -> None:
    """A test marked with a component belongs to it, whatever the plan says of its file."""
    one(
        project,
        f"""
        import pytest

        @pytest.mark.phase_component({arguments})
        def test_alpha(): assert 0
        """,
    )
    project.run("--phase-start=gamma")
    assert grades(project, "gamma") == {"test_alpha": "behaviour"}
    assert rows(project, "alpha") == []
    project.run("-m", "phase_component(id='gamma')").assert_outcomes(failed=1)
    project.run("-m", "phase_component(id='alpha')").assert_outcomes(deselected=1)


def test_written_mark_on_class_and_module(project: Project) -> None:
    """The mark counts for each test of a class or a module."""
    open_shop(project)
    project.file(
        "tests/test_free.py",
        """
        import pytest
        pytestmark = pytest.mark.phase_component("alpha")

        @pytest.mark.phase_component("gamma")
        class TestIt:
            def test_c(self): pass

        def test_m(): pass
        """,
    )
    run = run_of(project.report())
    assert run["TestIt::test_c"]["component"] == "gamma"
    assert run["test_m"]["component"] == "alpha"


def test_mark_of_an_unknown_component_is_refused(project: Project) -> None:
    """A mark with a name the plan does not know exits 4 with the nearest one."""
    one(
        project,
        """
        import pytest

        @pytest.mark.phase_component("gama")
        def test_alpha(): pass
        """,
    )
    refused(project.run(), "gama", "gamma")
    assert not project.lock


def test_junit_holds_the_component(project: Project) -> None:
    """JUnit XML has the property phase_component for every tagged test, and for no other."""
    all_written(project)
    project.file("tests/test_other.py", "def test_other(): pass\n")
    project.run("--junitxml=junit.xml", plugins=())
    tree = ElementTree.parse(project.root / "junit.xml")
    found = {
        case.get("name"): [(each.get("name"), each.get("value")) for each in case.iter("property")]
        for case in tree.iter("testcase")
    }
    assert found["test_alpha"] == [("phase_component", "alpha")]
    assert found["test_beta"] == [("phase_component", "beta")]
    assert found["test_other"] == []


WAIVED = {
    "function": """
        import pytest

        @pytest.mark.phase_waive(reason="a reason to read")
        def test_alpha(): pass
        """,
    "class": """
        import pytest

        @pytest.mark.phase_waive(reason="a reason to read")
        class TestIt:
            def test_alpha(self): pass
            def test_two(self): pass
        """,
    "module": """
        import pytest
        pytestmark = pytest.mark.phase_waive(reason="a reason to read")

        def test_alpha(): pass
        def test_two(): pass
        """,
    "list": """
        import pytest
        pytestmark = [pytest.mark.phase_waive(reason="a reason to read")]

        def test_alpha(): pass
        """,
}


@pytest.mark.parametrize("where", sorted(WAIVED))
def test_waiver_lifts_the_red(project: Project, where: str) -> None:
    """phase_waive on a function, class or module: no red is owed, and the reason is listed."""
    one(project, WAIVED[where])
    document = project.report("--phase-gate")
    assert {each["evidence"] for each in document["run"]["tests"]} == {"waived"}
    listed = [each for each in document["findings"] if each["code"] == "PH830"]
    assert listed
    assert all("a reason to read" in each["message"] for each in listed)
    assert project.run("--phase-gate").ret == 0


def test_waiver_needs_a_reason(project: Project) -> None:
    """A waiver without a reason is refused: exit 4, and the test is named."""
    one(
        project,
        """
        import pytest

        @pytest.mark.phase_waive
        def test_alpha(): pass
        """,
    )
    refused(project.run(), "reason", "test_alpha")


def test_waived_tests_are_counted(project: Project) -> None:
    """The status counts the waived tests of a component."""
    one(project, WAIVED["module"])
    project.run()
    assert component(project, "alpha")["tests"]["waived"] == 2
