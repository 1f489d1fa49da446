"""The demo as a user runs it: real processes, a real repository, every step checked by itself."""

from __future__ import annotations

import re

import pytest

from tests.project import Project


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables that would spoil the runs of the story if they reached them."""
    for name, value in {
        "PYTEST_ADDOPTS": "--no-such-option",
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GIT_DIR": "/nowhere",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("hostile")
def test_the_whole_story(project: Project) -> None:
    """Every step does what it says, in order, and the project that is left can be gone on with."""
    result = project.command("demo", "--into", "play")
    assert result.ret == 0, result.stderr.str()
    assert result.stderr.str() == ""
    out = result.stdout.str()
    titles = re.findall(r"^\d+\. ([A-Z ]+):", out, re.MULTILINE)
    assert titles == [
        *("A PLAN", "RED", "GREEN", "REFACTOR", "COMPLETE", "NEXT", "STATUS", "GATE"),
        *("A CHEAT", "PUT RIGHT") * 3,
    ]
    assert re.findall(r"error (PH\d+)", out) == ["PH801", "PH802", "PH804"]
    assert out.endswith(
        f"\nAll 14 steps did what they say.\nThe project is in {project.root / 'play'}"
    )
    assert [line for line in out.splitlines()[1:-1] if len(line) > 80] == []
    assert "::error" not in out
    lock = (project.root / "play" / "PLAN.lock").read_text(encoding="utf-8")
    assert lock.count('    "completed",\n') == 3
    assert "base=" in lock
