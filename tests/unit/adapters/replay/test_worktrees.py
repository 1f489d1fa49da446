"""Worktrees are gone afterwards, however it ends."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from pytest_phase.adapters.git_process import git
from pytest_phase.adapters.replay import worktrees as worktrees_module
from pytest_phase.adapters.replay.worktrees import MARKER, add, clean, register, workplace
from tests.project import Project


@pytest.fixture(autouse=True)
def own_temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A temp folder of this test alone: nobody else's replays are in it."""
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))


def worktrees(project: Project) -> int:
    """How many worktrees there are besides the main one."""
    return project.git("worktree", "list").count("\n")


def test_the_trees_are_there_and_then_gone(project: Project) -> None:
    """Checked out at the commit, detached; nothing is left in git's directory."""
    project.file("a.txt", "old")
    commit = project.commit()
    project.file("a.txt", "new")
    with workplace(project.root) as place:
        add(project.root, place / "old", commit)
        assert (place / "old/a.txt").read_text() == "old"
        assert worktrees(project) == 1
    assert not place.exists()
    assert worktrees(project) == 0


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_they_are_gone_after_an_error(project: Project, error: type[BaseException]) -> None:
    """Failure and Ctrl-C."""
    commit = project.commit()

    def interrupted() -> None:
        with workplace(project.root) as place:
            places.append(place)
            add(project.root, place / "old", commit)
            raise error

    places: list[Path] = []
    with pytest.raises(error):
        interrupted()
    assert worktrees(project) == 0
    assert not places[0].exists()


@pytest.mark.skipif(not hasattr(signal, "SIGTERM") or os.name == "nt", reason="no signals")
def test_they_are_gone_after_sigterm(project: Project) -> None:
    """The process unwinds first, and then ends as it was told to."""
    commit = project.commit()

    def terminated() -> None:
        with workplace(project.root) as place:
            add(project.root, place / "old", commit)
            signal.raise_signal(signal.SIGTERM)

    with pytest.raises(SystemExit) as left:
        terminated()
    assert left.value.code == 128 + signal.SIGTERM
    assert worktrees(project) == 0
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_what_a_killed_process_left_is_cleaned(project: Project) -> None:
    """The next replay of any repository finds it by its owner, who is not there any more."""
    commit = project.commit()
    with workplace(project.root) as place:
        above = place.parent
    left = above / "replay-left"
    left.mkdir()
    add(project.root, left / "old", commit)
    owner = {"pid": 2**22 + 1, "began": "1", "top": str(project.root)}
    (left / MARKER).write_text(json.dumps(owner))
    clean(above)
    assert not left.exists()
    assert worktrees(project) == 0


def test_a_living_replay_is_left_alone(project: Project) -> None:
    """Two runs at once: neither takes the other's trees."""
    commit = project.commit()
    with workplace(project.root) as place:
        add(project.root, place / "old", commit)
        clean(place.parent)
        assert (place / "old").is_dir()


def test_a_folder_without_a_marker_is_known_by_its_name(project: Project) -> None:
    """Another run makes its folder first, and its marker a moment later; or was killed between."""
    project.commit()
    with workplace(project.root) as place:
        above, living = place.parent, place.name
        (place / MARKER).unlink()
        dead = above / f"replay-{2**22 + 1}-1-abcdefgh"
        dead.mkdir()
        clean(above)
        assert [each.name for each in above.iterdir()] == [living]


@pytest.mark.skipif(os.name == "nt", reason="no signals")
def test_a_signal_waits_until_git_has_made_a_tree(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What git leaves when it is ended halfway cannot be told from another one's."""
    commit = project.commit()

    def terminated(top: Path, *words: str) -> bytes:
        signal.raise_signal(signal.SIGTERM)
        said = git(top, *words)
        trees.append(worktrees(project))
        return said

    trees: list[int] = []
    monkeypatch.setattr(worktrees_module, "git", terminated)

    def story() -> None:
        with workplace(project.root) as place:
            register(project.root, place / "old", commit)

    with pytest.raises(SystemExit):
        story()
    assert trees == [1]
    assert worktrees(project) == 0


def test_an_interrupt_waits_until_it_is_clean(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second Ctrl-C, while the first is cleaned up after, leaves no tree."""
    commit = project.commit()
    removed = worktrees_module._remove

    def interrupted(top: Path, folder: Path) -> None:
        signal.raise_signal(signal.SIGINT)
        removed(top, folder)

    monkeypatch.setattr(worktrees_module, "_remove", interrupted)

    def story() -> None:
        with workplace(project.root) as place:
            add(project.root, place / "old", commit)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # xdist ignores it
    try:
        with pytest.raises(KeyboardInterrupt):
            story()
    finally:
        signal.signal(signal.SIGINT, before)
    assert worktrees(project) == 0


def test_hooks_of_the_repository_do_not_run(project: Project) -> None:
    """``post-checkout`` would run in a tree that is no work of the user."""
    commit = project.commit()
    hook = project.file(".git/hooks/post-checkout", '#!/bin/sh\ntouch "$PWD/hooked"\n')
    hook.chmod(0o755)
    with workplace(project.root) as place:
        add(project.root, place / "old", commit)
        assert not (place / "old/hooked").exists()


def test_a_branch_that_is_checked_out_is_no_obstacle(project: Project) -> None:
    """The tree is detached: no branch is held by it."""
    commit = project.commit()
    with workplace(project.root) as place:
        add(project.root, place / "old", commit)
        add(project.root, place / "new", commit)
        project.git("branch", "-m", "main", "trunk")
    assert project.git("branch", "--show-current") == "trunk"
