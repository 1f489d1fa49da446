"""Edits between red and green: which the gate takes with a warning, and which it does not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.contract.shop import (
    WRONG,
    codes,
    component,
    evidence,
    one,
    open_shop,
    place,
    write_source,
)
from tests.project import Project

TEST = """
import pytest, alpha
from support import check

@pytest.fixture
def wanted():
    return 42

@pytest.mark.parametrize("n", [1, 2])
def test_alpha(wanted, n):
    answer = alpha.answer()
    assert answer == 42
    check(answer, wanted)
"""

SUPPORT = """
def check(got, wanted):
    assert got == wanted
"""

PATH = "tests/test_alpha.py::test_alpha"


def _red(project: Project) -> None:
    one(project, TEST, WRONG)
    project.file("tests/support.py", SUPPORT)
    assert project.run().ret == 1


def _green(project: Project) -> None:
    _red(project)
    write_source(project, "alpha")
    assert project.run().ret == 0
    assert place(project, "alpha") == ("in_progress", "green")


def _edit(project: Project, old: str, new: str, path: str = "tests/test_alpha.py") -> None:
    file = project.root / path
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{text.count(old)} times: {old}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def _found(project: Project, *args: str) -> tuple[int, list[dict[str, Any]]]:
    result = project.run("--phase-gate", "--phase-report=.report.json", *args)
    document = json.loads((project.root / ".report.json").read_text(encoding="utf-8"))
    return int(result.ret), [each for each in document["findings"] if each["code"] == "PH802"]


KEPT = {
    "an assertion more": ("    check(answer", "    assert answer > 0\n    check(answer"),
    "a case more": ("[1, 2]", "[1, 2, 3]"),
    "another local name": (
        "    answer = alpha.answer()\n    assert answer == 42\n    check(answer",
        "    found = alpha.answer()\n    assert 42 == found\n    check(found",
    ),
}


@pytest.mark.parametrize("name", KEPT)
def test_strengthened_is_a_warning(project: Project, name: str) -> None:
    """All it asserted is kept, and so are its cases: the gate passes, and says so."""
    _green(project)
    _edit(project, *KEPT[name])
    code, (found,) = _found(project)
    assert (code, found["severity"], found["where"]) == (0, "warning", PATH)
    assert found["message"] == (
        "its text changed since it was seen red: strengthened, all that it asserted is kept"
    )
    assert _found(project, "--phase-strict")[0] == 1


BELOW = {
    "a helper": ("tests/support.py", "    assert got == wanted", "    assert wanted == got, 'why'"),
    "a fixture": ("tests/test_alpha.py", "    return 42", "    return 40 + 2"),
}


@pytest.mark.parametrize("name", BELOW)
def test_only_what_it_uses_is_a_warning(project: Project, name: str) -> None:
    """A helper or fixture changed, and no assertion is lost."""
    _green(project)
    path, old, new = BELOW[name]
    _edit(project, old, new, path)
    code, (found,) = _found(project)
    assert (code, found["severity"]) == (0, "warning")
    assert found["message"] == (
        "its text changed since it was seen red: only what it uses changed, no assertion is lost"
    )


LOST = {
    "fewer": ("    check(answer, wanted)\n", "", "weakened (1 assertion fewer)"),
    "truth": ("assert answer == 42", "assert answer", "weakened (== a value became plain truth)"),
    "computed": (
        "assert answer == 42",
        "assert answer == alpha.answer()",
        "weakened (the expected value is computed by the code under test)",
    ),
    "a try": (
        "    assert answer == 42",
        "    try:\n        assert answer == 42\n    except AssertionError:\n        pass",
        "weakened (an assertion stands under a new try; a new try)",
    ),
    "a case": ("[1, 2]", "[1]", "weakened (1 case fewer)"),
    "a skip": (
        "    answer = alpha",
        "    if n > 5:\n        pytest.skip('large')\n    answer = alpha",
        "weakened (an assertion stands under a new if; a new skip)",
    ),
    "another value": ("answer == 42", "answer == 40 + 2", "1 assertion is another"),
}


@pytest.mark.parametrize("name", LOST)
def test_weakened_or_just_changed_is_an_error(project: Project, name: str) -> None:
    """It says which, and the evidence does not hold any more."""
    _green(project)
    old, new, said = LOST[name]
    _edit(project, old, new)
    code, (found,) = _found(project)
    assert (code, found["severity"]) == (1, "error")
    assert found["message"] == f"its text changed since it was seen red: {said}"
    assert place(project, "alpha") == ("in_progress", "red")


def test_an_assertion_lost_in_a_helper_is_an_error(project: Project) -> None:
    """What a helper asserted is what the test asserted."""
    _green(project)
    _edit(project, "    assert got == wanted", "    return got == wanted", "tests/support.py")
    code, (found,) = _found(project)
    assert (code, found["severity"]) == (1, "error")
    assert found["message"].endswith(": weakened (1 assertion fewer)")


def test_strengthened_before_green_becomes_green(project: Project) -> None:
    """Seen passing with all that was asserted at its red, and more; the row keeps both texts."""
    _red(project)
    before = evidence(project, "alpha")["test_alpha"].split(" ")
    _edit(project, *KEPT["an assertion more"])
    write_source(project, "alpha")
    result = project.run()
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*1 edited since red, no assertion lost: test_alpha*"])
    assert place(project, "alpha") == ("in_progress", "green")
    after = evidence(project, "alpha")["test_alpha"].split(" ")
    # What was seen at the red stays word by word, its text and outline among it.
    assert [each for each in before if each.startswith(("text=", "outline=", "red="))] == [
        each for each in after if each.startswith(("text=", "outline=", "red="))
    ]
    assert any(each.startswith("green-text=") for each in after)
    counts = component(project, "alpha")["tests"]
    assert (counts["stale"], counts["red"], counts["green"]) == (1, 1, 1)
    code, (found,) = _found(project)
    assert (code, found["severity"]) == (0, "warning")
    assert project.run("--phase-complete").ret == 0


def test_the_warning_stays_until_it_is_seen_red_again(project: Project) -> None:
    """Nothing is repaired in silence; a new red makes the evidence about the new text."""
    _green(project)
    _edit(project, *KEPT["an assertion more"])
    project.run()
    assert ("PH802", "warning") in codes(project.status())
    write_source(project, "alpha", WRONG)
    project.run()
    write_source(project, "alpha")
    assert project.run().ret == 0
    assert codes(project.status()) == []
    assert project.run("--phase-gate").ret == 0


def test_with_the_old_text_back_green_is_seen_anew(project: Project) -> None:
    """A pass of the stronger text is kept as that, until the text of the red passes itself."""
    _red(project)
    _edit(project, *KEPT["an assertion more"])
    write_source(project, "alpha")
    project.run()
    assert "green-text=" in evidence(project, "alpha")["test_alpha"]
    _edit(project, *reversed(KEPT["an assertion more"]))
    project.run()
    assert "green-text=" not in evidence(project, "alpha")["test_alpha"]
    assert place(project, "alpha") == ("in_progress", "green")


def test_every_edit_is_held_against_the_red(project: Project) -> None:
    """What was strengthened and then weakened below its red is weakened."""
    _red(project)
    _edit(project, *KEPT["an assertion more"])
    write_source(project, "alpha")
    project.run()
    _edit(project, "    assert answer == 42\n", "")
    code, (found,) = _found(project)
    assert (code, found["severity"]) == (1, "error")
    assert "weakened" in found["message"]


def test_a_row_without_an_outline_is_an_error_as_ever(project: Project) -> None:
    """A lock of an earlier version does not say what was asserted."""
    _green(project)
    lock = project.lock
    words = evidence(project, "alpha")["test_alpha"].split(" ")
    (outline,) = [word for word in words if word.startswith("outline=")]
    project.lock_path.write_text(lock.replace(f" {outline}", ""), encoding="utf-8")
    _edit(project, *KEPT["an assertion more"])
    code, (found,) = _found(project)
    assert (code, found["severity"]) == (1, "error")
    assert found["message"] == "its text changed since it was seen red"


def test_a_completed_component_stays_whole_when_a_helper_is_refactored(project: Project) -> None:
    """The refactoring of a helper takes nothing back."""
    _green(project)
    assert project.run("--phase-complete").ret == 0
    path, old, new = BELOW["a helper"]
    _edit(project, old, new, path)
    assert project.run().ret == 0
    assert place(project, "alpha") == ("completed", "green")
    assert _found(project)[0] == 0


def test_many_tests_under_one_edited_fixture_are_a_few_lines(project: Project) -> None:
    """A fixture of all tests: the document holds a finding for each, a person reads a few lines."""
    open_shop(project)
    write_source(project, "alpha", WRONG)
    tests = "".join(f"def test_{n}():\n    assert alpha.answer() == 42\n" for n in range(40))
    project.file("tests/test_alpha.py", f"import alpha\n{tests}")
    conftest = "import pytest\n@pytest.fixture(autouse=True)\ndef clock():\n    yield 1\n"
    project.file("conftest.py", conftest)
    project.run()
    write_source(project, "alpha")
    project.run()
    project.file("conftest.py", conftest.replace("yield 1", "yield 2"))
    code, found = _found(project)
    assert (code, len(found)) == (0, 40)
    assert {each["severity"] for each in found} == {"warning"}
    said = project.run("--phase-gate").stdout.str()
    assert "and 35 more" in said
    assert said.count("tests/test_alpha.py::") == 5
