"""``--phase-reproduce``: recorded red run again from its snapshot, in real repositories."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest

from tests.project import Project

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

PLAN = """
    ### Task 1: Money

    - Tests: `tests/test_money.py`
    - Implementation: `till/money.py`
"""
STUB = "def cents(price):\n    raise NotImplementedError\n"
CODE = "def cents(price):\n    return int(price) * 100\n"
TEST = """
    from till.money import cents


    def test_cents():
        assert cents("2") == 200


    def test_more():
        assert cents("3") == 300
"""
ID = "tests/test_money.py::test_cents"


@pytest.fixture
def till(project: Project) -> Project:
    """Two tests seen red on a stub, then green; then history was squashed into one commit."""
    project.plan(PLAN)
    project.file("pytest.ini", "[pytest]\npythonpath = .\n")
    project.file("till/__init__.py", "")
    project.commit("A plan")
    project.file("tests/test_money.py", TEST)
    project.file("till/money.py", STUB)
    project.run()
    project.commit("Red")
    project.file("till/money.py", CODE)
    project.run("--phase-complete")
    project.commit("Green")
    project.git("reset", "--quiet", "--soft", "HEAD~2")
    project.git("commit", "--quiet", "--message=Squashed")
    project.git("reflog", "expire", "--expire=now", "--all")
    project.git("gc", "--quiet", "--prune=now")
    return project


def findings(till: Project, *words: str) -> list[tuple[str, str]]:
    """What a run with ``--phase-reproduce`` finds: codes and places."""
    found = till.report("--phase-reproduce", *words)["findings"]
    return [(each["code"], each["where"]) for each in found]


def levels(document: dict[str, Any]) -> set[str | None]:
    """The levels of a run's tests."""
    return {each["level"] for each in document["run"]["tests"]}


def test_red_is_run_again_after_a_squash(till: Project) -> None:
    """Each test fails again on its snapshot; the lock says so, and no tree is left behind."""
    result = till.run("--phase-reproduce")
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        [
            "*- phase reproduce -*",
            f"  reproduced  stub       {ID}",
            "  reproduced  stub       tests/test_money.py::test_more",
            "phase reproduce: reproduced 2",
            "*- phase -*",
            "Money: 2 tests proved red again on its snapshot",
        ]
    )
    assert till.lock.count(" level=reproduced ") == 2
    assert till.status()["components"][0]["level"] == "reproduced"
    assert len(till.git("worktree", "list").splitlines()) == 1
    assert till.git("status", "--short").splitlines() == ["M PLAN.lock"]


def test_the_gate_that_asks_for_it(till: Project) -> None:
    """It passes with what this run has proved, writes nothing, and does not pass without."""
    least = ("-o", "phase_min_level=reproduced")
    before = till.lock
    assert till.run("--phase-gate", *least).ret == 1
    document = till.report("--phase-gate", "--phase-reproduce", *least)
    assert levels(document) == {"reproduced"}
    assert document["findings"] == []
    assert till.lock == before


def test_a_component_alone(till: Project) -> None:
    """``--phase-reproduce=NAME`` runs and judges that one; an unknown name is exit 4."""
    assert till.run("--phase-reproduce=money").ret == 0
    assert till.run("--phase-reproduce=moneyy").ret == 4


def test_a_red_that_was_none(till: Project) -> None:
    """The lock says red, and the snapshot passes: PH840, exit 1 without the gate too."""
    till.file("till/money.py", CODE)
    till.git("add", "--all")
    tree = till.git("write-tree")
    message = till.git("log", "-1", "--format=%B", "refs/phase/red/money")
    forged = till.git("commit-tree", tree, "-m", message)
    till.git("update-ref", "refs/phase/red/money", forged)
    result = till.run("--phase-reproduce", "--phase-report=report.json")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            f"  passes                 {ID}",
            "phase reproduce: passes 2",
            "error PH840 in Money: is recorded red, and passes when its snapshot is run again",
            f"    {ID}",
            "    hint: See it fail again for want of the code; *",
        ]
    )
    found = json.loads((till.root / "report.json").read_text(encoding="utf-8"))["findings"]
    assert [(each["code"], each["where"]) for each in found] == [
        ("PH840", ID),
        ("PH840", "tests/test_money.py::test_more"),
    ]
    assert " level=" not in till.lock


def test_a_test_bent_to_the_code(till: Project) -> None:
    """As it was when red it fails on today's code, as it is now it passes: PH841."""
    till.file("till/money.py", "def cents(price):\n    return int(price) * 10\n")
    till.file("tests/test_money.py", TEST.replace("200", "20").replace("300", "30"))
    till.commit("Bent")
    found = findings(till, "--phase-gate")
    assert [each for each in found if each[0] == "PH841"] == [
        ("PH841", ID),
        ("PH841", "tests/test_money.py::test_more"),
    ]


def test_a_replay_looks_for_bent_tests_too(till: Project) -> None:
    """Of the tests that were edited since their red, on today's code alone."""
    till.file("till/money.py", "def cents(price):\n    return int(price) * 10\n")
    till.file("tests/test_money.py", TEST.replace("200", "20").replace("300", "30"))
    document = till.report("--phase-gate", "--phase-replay=HEAD")
    found = {(each["code"], each["where"]) for each in document["findings"]}
    assert ("PH841", ID) in found
    result = till.run("--phase-replay=HEAD", "--phase-no-record")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["error PH841 in Money: was bent to the code: *"])
    result.stdout.no_fnmatch_line("*phase reproduce: *")


def test_golden_data_bent_to_the_code(project: Project) -> None:
    """The test says the same, and what it reads was changed to what the code gives."""
    project.plan(PLAN)
    project.file("pytest.ini", "[pytest]\npythonpath = .\n")
    project.file("till/__init__.py", "")
    project.file("tests/golden.txt", "200")
    project.file(
        "tests/test_money.py",
        """
        from pathlib import Path


        def test_cents():
            from till.money import cents
            assert str(cents("2")) == Path(__file__).with_name("golden.txt").read_text()
        """,
    )
    project.commit()
    project.run()
    project.file("till/money.py", "def cents(price):\n    return int(price) * 10\n")
    project.file("tests/golden.txt", "20")
    project.run()
    assert findings(project) == [("PH841", ID)]


def test_a_test_renamed_with_its_code_is_not_bent(till: Project) -> None:
    """The name that it asked for is gone, and nothing more is known: information, exit 0."""
    till.file("till/money.py", CODE.replace("cents", "pennies"))
    till.file(
        "tests/test_money.py", TEST.replace("cents(", "pennies(").replace(" cents", " pennies")
    )
    result = till.run("--phase-reproduce", "--phase-no-record")
    assert result.ret == 0, result.stdout.str()
    result.stdout.fnmatch_lines(
        [
            "info PH841 in Money: as it was when red it finds no more what it needs in today*",
            "    hint: Nothing to do where test and code were renamed together; *",
        ]
    )


def test_an_honest_edit_is_not_bent(till: Project) -> None:
    """The old text passes on today's code too; that it changed is PH802's matter."""
    till.file("tests/test_money.py", TEST.replace('cents("2") == 200', 'cents("4") == 400'))
    codes = {code for code, _ in findings(till)}
    assert "PH841" not in codes
    assert "PH802" in codes


def test_without_snapshots_nothing_is_judged(till: Project) -> None:
    """Pruned, or never fetched: exit 4, and what may help."""
    till.git("update-ref", "-d", "refs/phase/red/money")
    result = till.run("--phase-reproduce")
    assert result.ret == 4
    result.stdout.fnmatch_lines(
        [
            f"  not run                {ID}",
            "              no snapshot has it",
            "phase reproduce: not run 2",
            "Snapshots that others pushed: git fetch origin '+refs/phase/red/*:*",
        ]
    )


def test_without_red_there_is_nothing_to_do(project: Project) -> None:
    """A plan that was not begun: said in one line, and the run ends as it would."""
    project.plan(PLAN)
    project.file("tests/test_money.py", "def test_true():\n    assert True\n")
    project.commit()
    result = project.run("--phase-reproduce")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["No red is recorded for the tests of this run."])


def test_outside_git(project: Project) -> None:
    """Exit 4, with the reason on stderr."""
    project.plan(PLAN)
    project.file("tests/test_money.py", "def test_true():\n    assert True\n")
    result = project.run("--phase-reproduce")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["ERROR: --phase-reproduce: * is in no git repository: *"])


@pytest.mark.phase_waive(reason="every action without a plan was refused before")
def test_without_a_plan(project: Project) -> None:
    """There is no red to run again: exit 4, as for every action."""
    result = project.run("--phase-reproduce", plan=False)
    assert result.ret == 4
    result.stderr.fnmatch_lines(["ERROR: --phase-reproduce needs a plan: none was given. *"])
