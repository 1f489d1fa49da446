"""The commit that a replay goes back to, in real repositories."""

from __future__ import annotations

import pytest

from pytest_phase.adapters.replay.base import NoBase, find_base
from tests.project import Project


def test_it_is_where_the_branch_began(project: Project) -> None:
    """Not the tip of the other branch: that has gone on."""
    began = project.commit("began")
    project.git("branch", "other")
    project.file("a.txt", "1")
    head = project.commit("here")
    project.git("switch", "--quiet", "other")
    project.file("b.txt", "1")
    project.commit("there")
    project.git("switch", "--quiet", "main")
    found = find_base(project.root, "other", {})
    assert (found.commit, found.head) == (began, head)


def test_the_target_of_a_pull_request_is_looked_for_on_the_remotes(project: Project) -> None:
    """``origin`` first, then ``upstream`` (the fork's), then a local branch."""
    began = project.commit("began")
    project.git("update-ref", "refs/remotes/upstream/dev", began)
    found = find_base(project.root, "", {"GITHUB_BASE_REF": "dev"})
    assert (found.commit, found.revision) == (began, "upstream/dev")


def test_a_merge_ref_goes_back_to_its_first_parent(project: Project) -> None:
    """The checkout of a pull request where the target branch was not fetched."""
    began = project.commit("began")
    project.git("switch", "--quiet", "-c", "work")
    project.commit("work")
    project.git("switch", "--quiet", "main")
    project.git("merge", "--quiet", "--no-ff", "--no-edit", "work")
    environment = {"GITHUB_BASE_REF": "gone", "GITHUB_REF": "refs/pull/1/merge"}
    assert find_base(project.root, "", environment).commit == began


def test_a_shallow_clone_is_named_with_its_remedy(project: Project) -> None:
    """The base is not in it; the message has the exact line."""
    project.commit("began")
    project.git("branch", "other")
    project.commit("here")
    project.git("clone", "--quiet", "--depth=1", f"file://{project.root}", "shallow")
    with pytest.raises(NoBase, match=r"shallow.*git fetch --unshallow"):
        find_base(project.root / "shallow", "origin/other", {})


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("nowhere", "git knows no such revision"),
        ("", "There is nothing to compare with: git knows none of @{upstream}, origin/HEAD"),
        ("--output=x", "git knows no such revision"),
    ],
)
def test_an_unknown_revision_says_what_next(project: Project, named: str, message: str) -> None:
    """A name that is an option to git is only a name."""
    project.commit("began")
    with pytest.raises(NoBase) as refused:
        find_base(project.root, named, {})
    assert message in str(refused.value)


def test_histories_without_a_common_commit_are_refused(project: Project) -> None:
    """There is no place to go back to."""
    project.commit("began")
    project.git("switch", "--quiet", "--orphan", "other")
    project.commit("another beginning")
    with pytest.raises(NoBase, match="have no commit in common"):
        find_base(project.root, "main", {})


def test_before_the_first_commit_there_is_nothing(project: Project) -> None:
    """A repository that was just made."""
    project.git("init", "--quiet")
    with pytest.raises(NoBase, match="no commit yet"):
        find_base(project.root, "", {})
