"""Snapshots as a user meets them: kept with each new red, and never in the way."""

from __future__ import annotations

import shutil

import pytest

from tests.project import Project

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

PLAN = """
    ### Task 1: Money

    - Tests: `tests/test_money.py`
    - Implementation: `money.py`

    ### Task 2: Basket

    - Tests: `tests/test_basket.py`
"""
TEST = """
    def test_cents():
        from money import cents
        assert cents("1") == 100
"""
RED = "refs/phase/red/money"


@pytest.fixture
def money(project: Project) -> Project:
    """A project in git whose first test is written, and its code is not."""
    project.plan(PLAN)
    project.file("pytest.ini", "[pytest]\npythonpath = .\n")
    project.commit()
    project.file("tests/test_money.py", TEST)
    return project


def refs(project: Project) -> list[str]:
    """The refs of snapshots."""
    return project.git("for-each-ref", "--format=%(refname)", "refs/phase").splitlines()


def test_the_first_red_is_kept(money: Project) -> None:
    """Its tree and its tests are in the commit, the user is told once, and status stays clean."""
    first = money.run()
    first.stdout.fnmatch_lines(["kept in git under refs/phase/red: the files that this red *"])
    assert money.git("log", "-1", "--format=%s", RED) == "red of money: 1 test"
    assert "tests/test_money.py" in money.git("ls-tree", "-r", "--name-only", RED)
    row = next(each for each in money.lock.splitlines() if "test_cents" in each).split()
    told = [each for each in row if each.startswith(("tests/", "text=", "red="))]
    assert set(told) <= {*money.git("log", "-1", "--format=%b", RED).split()}
    assert len(told) == 3
    assert money.git("status", "--short").splitlines() == ["?? PLAN.lock", "?? tests/"]
    money.file("tests/test_money.py", TEST.replace("100", "200"))
    second = money.run()
    second.stdout.no_fnmatch_line("*kept in git*")
    assert money.git("rev-list", "--count", "--first-parent", RED) == "3"


def test_a_run_without_a_new_red_keeps_nothing(money: Project) -> None:
    """The same red again, and green: no commit more."""
    money.run()
    before = money.git("rev-parse", RED)
    money.run()
    money.file("money.py", "def cents(price):\n    return int(price) * 100\n")
    money.run()
    assert money.git("rev-parse", RED) == before


@pytest.mark.parametrize("words", [["--phase-no-record"], ["--phase-gate"], ["--phase-plan="]])
def test_a_run_that_records_nothing_keeps_nothing(money: Project, words: list[str]) -> None:
    """No record, no gate, no plan: no ref."""
    money.run(*words)
    assert refs(money) == []


def test_it_can_be_switched_off(money: Project) -> None:
    """``phase_snapshots = false``."""
    money.file("pytest.ini", "[pytest]\npythonpath = .\nphase_snapshots = false\n")
    money.run()
    assert refs(money) == []
    assert " red=" in money.lock


def test_a_secret_is_named_and_left_out(money: Project) -> None:
    """An untracked file that looks like one, under ``-q`` too."""
    money.file(".env", "TOKEN=1\n")
    result = money.run("-q")
    result.stdout.fnmatch_lines(["left out of the snapshot: .env (looks like a secret); git add*"])
    assert ".env" not in money.git("ls-tree", "-r", "--name-only", RED)


def test_outside_git_nothing_is_said(project: Project) -> None:
    """The red is recorded, and no word is lost on snapshots."""
    project.plan(PLAN)
    project.file("tests/test_money.py", TEST)
    result = project.run()
    result.stdout.no_fnmatch_line("*snapshot*")
    result.stdout.no_fnmatch_line("*refs/phase*")
    assert " red=" in project.lock


def test_a_repository_that_cannot_take_it(money: Project) -> None:
    """The red is recorded all the same, the exit code is the tests', and one line says why."""
    money.file(".git/refs/phase", "in the way\n")
    result = money.run()
    assert result.ret == 1
    result.stdout.fnmatch_lines(["red is recorded, and no snapshot of it was kept: git *"])
    assert " red=" in money.lock


def test_a_value_that_is_none(money: Project) -> None:
    """Not true and not false: exit 4, with what to choose."""
    money.file("pytest.ini", "[pytest]\nphase_snapshots = perhaps\n")
    result = money.run()
    assert result.ret == 4
    result.stderr.fnmatch_lines(["ERROR: phase_snapshots: *Choose one of true, false."])
