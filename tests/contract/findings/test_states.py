"""States, lanes and cases that do not fit: PH807 to PH809, PH811, PH812."""

from __future__ import annotations

import pytest

from tests.contract.gating import (
    TWO_CASES,
    all_of,
    gated,
    red_then_green,
    rewrite,
    the_one,
    two_tests,
    two_written,
)
from tests.contract.shop import (
    WRONG,
    codes,
    open_shop,
    seen_red,
    write_source,
)
from tests.project import Project


def test_807_completed_and_fails(project: Project) -> None:
    """PH807: a test of a completed component fails."""
    open_shop(project)
    red_then_green(project, "alpha", "--phase-complete")
    write_source(project, "alpha", WRONG)
    code, document = gated(project)
    found = the_one(document, "PH807")
    assert code == 1
    assert (found["severity"], found["component"]) == ("error", "alpha")
    assert found["where"] == "tests/test_alpha.py::test_alpha"


@pytest.mark.parametrize(
    "left_out",
    [
        ("tests/test_gamma.py",),
        ("-k", "gamma"),
        ("-m", "not phase_component(id='alpha')"),
        ("--deselect", "tests/test_alpha.py"),
        ("--ignore", "tests/test_alpha.py"),
    ],
)
def test_807_completed_and_not_run(project: Project, left_out: tuple[str, ...]) -> None:
    """What arguments, -k or -m left out is left out of nothing."""
    open_shop(project)
    red_then_green(project, "alpha", "--phase-complete")
    red_then_green(project, "gamma")
    code, document = gated(project, *left_out)
    assert code == 1
    assert the_one(document, "PH807")["component"] == "alpha"


def test_807_last_failed_leaves_nothing_out(project: Project) -> None:
    """--lf leaves nothing out of the judgement."""
    open_shop(project)
    red_then_green(project, "alpha", "--phase-complete")
    seen_red(project, "gamma")
    code, document = gated(project, "--lf", "--phase-allow-red")
    assert code == 1
    assert the_one(document, "PH807")["component"] == "alpha"


def test_last_failed_hides_no_test_of_a_file(project: Project) -> None:
    """Under --lf pytest collects the failing tests of a file alone: the others are known still."""
    two_tests(project)
    project.file("src/alpha.py", WRONG + "def more():\n    return 1\n")
    rewrite(project, "def test_a(): assert alpha.answer()", "def test_a(): assert 6 * 7")
    project.run()  # test_b fails alone, and is the one that failed last
    before = project.lock
    project.run("--lf")
    assert project.lock == before
    found = codes(gated(project, "--lf")[1])
    assert "PH804" not in {code for code, _ in found}


def test_only_the_component_option_narrows_the_judgement(project: Project) -> None:
    """--phase-component leaves the other components out."""
    open_shop(project)
    red_then_green(project, "alpha", "--phase-complete")
    red_then_green(project, "gamma")
    write_source(project, "alpha", WRONG)
    assert gated(project, "--phase-component=gamma")[0] == 0
    assert gated(project, "--phase-component=alpha")[0] == 1


def test_808_listed_case_without_a_test(project: Project) -> None:
    """PH808: a warning with the case's line."""
    open_shop(project, TWO_CASES)
    red_then_green(project)
    code, document = gated(project)
    found = the_one(document, "PH808")
    assert code == 0
    assert (found["severity"], found["component"]) == ("warning", "alpha")
    line = TWO_CASES.lstrip("\n").splitlines().index("  - `test_more`") + 1
    assert found["where"] == f"PLAN.md:{line}"
    assert "test_more" in found["message"]


def test_808_is_an_error_once_completed(project: Project) -> None:
    """PH808: an error once its component is completed."""
    open_shop(project)
    red_then_green(project, "alpha", "--phase-complete")
    project.plan(TWO_CASES)
    code, document = gated(project)
    assert code == 1
    assert the_one(document, "PH808")["severity"] == "error"


def test_809_component_without_a_test_file(project: Project) -> None:
    """PH809: a component that names no test file cannot be gated: warning."""
    project.plan(
        "# Tasks\n\n### Task 1: Alpha\n\n**Files:**\n- Test: `tests/test_alpha.py`\n\n"
        "### Task 2: Delta\n\n**Files:**\n- Create: `src/delta.py`\n"
    )
    code, document = gated(project)
    found = the_one(document, "PH809")
    assert code in (0, 5)
    assert (found["severity"], found["component"]) == ("warning", "delta")
    assert found["where"].startswith("PLAN.md:")


@pytest.mark.parametrize("left_out", [("tests/test_other.py",), ("-k", "other")])
def test_811_no_test_ran(project: Project, left_out: tuple[str, ...]) -> None:
    """PH811: no test of the plan ran although it has started components."""
    open_shop(project)
    red_then_green(project)
    project.file("tests/test_other.py", "def test_other(): pass\n")
    code, document = gated(project, *left_out)
    assert code == 1
    assert the_one(document, "PH811")["severity"] == "error"


def test_811_not_before_anything_started(project: Project) -> None:
    """A plan nobody has begun with has nothing to run."""
    open_shop(project)
    assert not all_of(gated(project)[1], "PH811")


def test_812_still_fails(project: Project) -> None:
    """PH812: in progress, seen red, and still fails: error."""
    open_shop(project)
    seen_red(project, "alpha")
    code, document = gated(project)
    found = the_one(document, "PH812")
    assert code == 1
    assert (found["severity"], found["component"]) == ("error", "alpha")


def test_812_still_expected_to_fail(project: Project) -> None:
    """PH812: an xfail is no way to pass the gate with a red test."""
    open_shop(project)
    seen_red(project, "alpha")
    rewrite(project, "def test", "import pytest\n@pytest.mark.xfail\ndef test")
    code, document = gated(project)
    assert code == 1
    assert ("PH812", "error") in codes(document)


def test_812_not_run(project: Project) -> None:
    """PH812: a red test that was not run is found, also with --phase-allow-red."""
    two_written(project)
    project.run("-k", "test_b")
    for args in ((), ("--phase-allow-red",)):
        code, document = gated(project, "-k", "test_b", *args)
        assert code == 1
        assert all_of(document, "PH812")[0]["where"].endswith("::test_a")


def test_812_is_lifted_for_tests_that_ran(project: Project) -> None:
    """--phase-allow-red lifts PH812 for what ran and failed."""
    open_shop(project)
    seen_red(project, "alpha")
    code, document = gated(project, "--phase-allow-red")
    assert code == 0
    assert not all_of(document, "PH812")
