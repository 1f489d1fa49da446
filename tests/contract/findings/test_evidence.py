"""Red, green and the text between them: PH801 to PH803."""

from __future__ import annotations

import pytest

from tests.contract.gating import all_of, gated, red_then_green, the_one
from tests.contract.shop import (
    PLAN,
    WRONG,
    codes,
    one,
    open_shop,
    place,
    write_source,
    write_test,
)
from tests.project import Project


def test_801_passed_and_never_red(project: Project) -> None:
    """PH801: tests and code written together: passed in this run, never seen red."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    code, document = gated(project)
    found = the_one(document, "PH801")
    assert code == 1
    assert (found["severity"], found["component"]) == ("error", "alpha")
    assert found["where"] == "tests/test_alpha.py::test_alpha"


def test_801_passed_before_in_a_recording_run(project: Project) -> None:
    """PH801 stays after any number of runs that record: passing is no evidence."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    project.run()
    project.run()
    assert ("PH801", "error") in codes(gated(project)[1])


def test_801_is_about_what_passed(project: Project) -> None:
    """A test without red that fails or is skipped is no PH801."""
    one(project, "import pytest\ndef test_a(): assert 0\n@pytest.mark.skip\ndef test_b(): pass\n")
    assert not all_of(gated(project)[1], "PH801")


@pytest.mark.parametrize("lane", ["refactor", "characterization"])
def test_801_only_in_the_feature_lane(project: Project, lane: str) -> None:
    """The other lanes owe no red."""
    listed = "- Tests: `tests/test_gamma"
    open_shop(project, PLAN.replace(listed, f"- Lane: {lane}\n{listed}"))
    write_test(project, "gamma")
    write_source(project, "gamma")
    assert gated(project)[0] == 0


def test_801_red_recorded_without_a_counting_grade(project: Project) -> None:
    """A broken test that passes later was never seen red."""
    one(project, "def test_x(no_such_fixture): pass\n")
    project.run()
    project.file("tests/test_alpha.py", "def test_x(): pass\n")
    assert ("PH801", "error") in codes(gated(project)[1])


def test_802_weakened_after_red(project: Project) -> None:
    """PH802: a test weakened after its red is an error."""
    open_shop(project)
    red_then_green(project)
    test = project.root / "tests/test_alpha.py"
    test.write_text(test.read_text().replace("== 42", "!= 0"))
    code, document = gated(project)
    found = the_one(document, "PH802")
    assert code == 1
    assert (found["severity"], found["component"]) == ("error", "alpha")
    assert found["where"] == "tests/test_alpha.py::test_alpha"


def test_802_not_for_format_and_comments(project: Project) -> None:
    """Format and comments are no change of the text."""
    open_shop(project)
    red_then_green(project)
    test = project.root / "tests/test_alpha.py"
    test.write_text("# A comment.\n" + test.read_text().replace(" == 42", "==42  # why"))
    assert gated(project)[0] == 0


def test_803_green_without_a_change_of_source(project: Project) -> None:
    """PH803: went green though no non-test source changed: error."""
    open_shop(project)
    write_source(project, "alpha")
    project.file("data.txt", "41")
    project.file(
        "tests/test_alpha.py",
        "from pathlib import Path\n\n\ndef test_alpha():\n"
        "    assert Path('data.txt').read_text() == '42'\n",
    )
    project.run()
    project.file("data.txt", "42")
    project.run()
    assert place(project, "alpha")[1] == "green"
    code, document = gated(project)
    found = the_one(document, "PH803")
    assert code == 1
    assert (found["severity"], found["component"]) == ("error", "alpha")


def test_803_comments_and_format_of_the_source_are_no_change(project: Project) -> None:
    """A comment in the source is no change of it."""
    open_shop(project)
    write_source(project, "alpha")
    project.file("data.txt", "41")
    project.file(
        "tests/test_alpha.py",
        "from pathlib import Path\n\n\ndef test_alpha():\n"
        "    assert Path('data.txt').read_text() == '42'\n",
    )
    project.run()
    project.file("data.txt", "42")
    write_source(project, "alpha", "# done\ndef answer():\n\n\n    return (42)\n")
    project.run()
    assert the_one(gated(project)[1], "PH803")["severity"] == "error"


def test_803_something_else_changed(project: Project) -> None:
    """PH803: something changed, but not the component's own files: warning."""
    open_shop(project)
    write_source(project, "alpha", "from other import answer\n")
    write_source(project, "other", WRONG)
    write_test(project, "alpha")
    project.run()
    write_source(project, "other")
    project.run()
    code, document = gated(project)
    assert code == 0
    assert the_one(document, "PH803")["severity"] == "warning"
    assert gated(project, "--phase-strict")[0] == 1
