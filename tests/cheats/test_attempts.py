"""Every way to a green gate without an honest red that we could think of, tried (see attempts)."""

from __future__ import annotations

import json

import pytest

from tests.cheats.attempts import ATTEMPTS, READER, REPLAY, Attempt
from tests.contract.shop import WRONG
from tests.project import Project


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda each: each.tried)
def test_what_catches_it(project: Project, attempt: Attempt) -> None:
    """The gate fails with the code of the table; what the table gives to others passes it."""
    base = _begin(project) if attempt.caught == REPLAY else None
    attempt.do(project)
    result = _gate(project, attempt)
    said = result.stdout.str() + result.stderr.str()
    if attempt.caught == "exit 4":
        assert result.ret == 4, said
        return
    found = json.loads((project.root / ".gate.json").read_text())["findings"]
    errors = {each["code"] for each in found if each["severity"] == "error"}
    if attempt.caught in (READER, REPLAY):
        assert not errors, said
        assert result.ret == 0, said
        if base:
            replayed = project.run("--phase-gate", f"--phase-replay={base}", subprocess=True)
            assert replayed.ret == 1, replayed.stdout.str()
            replayed.stdout.fnmatch_lines(["error PH840 *"])
    else:
        assert attempt.caught in errors, said
        assert result.ret == 1, said


@pytest.mark.parametrize(
    "attempt", [each for each in ATTEMPTS if each.shown], ids=lambda each: each.tried
)
def test_what_replay_shows_by_itself(project: Project, attempt: Attempt) -> None:
    """Where only the red was not honest, the one from git takes its place, and says so."""
    base = _begin(project)
    attempt.do(project)
    result = project.run("--phase-gate", f"--phase-replay={base}", *attempt.args)
    assert result.ret == 0, result.stdout.str()
    result.stdout.fnmatch_lines(["*proved * behaviour *test_alpha"])


def test_a_lock_that_is_cut_off_is_refused_with_a_replay_too(project: Project) -> None:
    """Exit 4 and one message, before anything is replayed."""
    base = _begin(project)
    next(each for each in ATTEMPTS if each.tried == "the lock is cut off").do(project)
    result = project.run("--phase-gate", f"--phase-replay={base}")
    assert result.ret == 4
    assert "INTERNALERROR" not in result.stdout.str() + result.stderr.str()


def _begin(project: Project) -> str:
    """The commit that the work began on: its code is there, and wrong."""
    project.file("pytest.ini", "[pytest]\npythonpath = src\n")
    project.file("src/alpha.py", WRONG)
    return project.commit()


def _gate(project: Project, attempt: Attempt) -> pytest.RunResult:
    words = ("--phase-gate", "--phase-report=.gate.json", *attempt.args)
    if "no:pytest_phase.plugin" not in words:
        return project.run(*words, subprocess=attempt.fresh)
    with pytest.MonkeyPatch.context() as patch:
        # As it is installed: named by nobody, and loaded after the command line was looked at.
        patch.setenv("PYTEST_PLUGINS", "pytest_phase.plugin")
        return project.pytester.runpytest_subprocess("--phase-plan=PLAN.md", *words, timeout=120)
