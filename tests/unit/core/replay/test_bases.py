"""Which revision a replay goes back to."""

from __future__ import annotations

import pytest

from pytest_phase.core.replay.bases import candidates, deepen


def revisions(**environment: str) -> list[str]:
    """The revisions to try in a job with these variables."""
    return [each.revision for each in candidates("", environment)]


def test_what_is_named_is_the_only_one() -> None:
    """A revision that was given and is not there is no reason to take another."""
    assert [each.revision for each in candidates("v1", {"GITHUB_BASE_REF": "main"})] == ["v1"]


def test_without_a_job_it_is_the_upstream() -> None:
    """Then the default branch of origin."""
    assert revisions() == ["@{upstream}", "origin/HEAD"]


@pytest.mark.parametrize(
    "environment",
    [
        {"GITHUB_BASE_REF": "dev"},
        {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "dev"},
        {"BITBUCKET_PR_DESTINATION_BRANCH": "dev"},
        {"SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/dev"},
        {"CHANGE_TARGET": "dev"},
        {"BUILDKITE_PULL_REQUEST_BASE_BRANCH": "dev"},
        {"CI_COMMIT_TARGET_BRANCH": "dev"},
        {"TRAVIS_BRANCH": "dev", "TRAVIS_PULL_REQUEST": "12"},
        {"DRONE_TARGET_BRANCH": "dev", "DRONE_PULL_REQUEST": "12"},
        {"APPVEYOR_REPO_BRANCH": "dev", "APPVEYOR_PULL_REQUEST_NUMBER": "12"},
    ],
    ids=lambda each: min(each),
)
def test_a_pull_request_has_a_target(environment: dict[str, str]) -> None:
    """Every service tells it in a variable of its own; the upstream is not asked then."""
    found = revisions(**environment)
    assert found[:3] == ["origin/dev", "upstream/dev", "dev"]
    assert "@{upstream}" not in found


def test_a_build_of_a_branch_is_no_pull_request() -> None:
    """Travis names the branch in any build."""
    assert revisions(TRAVIS_BRANCH="dev", TRAVIS_PULL_REQUEST="false")[0] == "@{upstream}"


def test_a_merge_commit_has_its_target_for_a_parent() -> None:
    """Where GitHub's checkout did not fetch the branch."""
    assert revisions(GITHUB_BASE_REF="dev", GITHUB_REF="refs/pull/7/merge")[-1] == "HEAD^1"


def test_gitlab_knows_the_base_itself() -> None:
    """No merge base has to be found of it."""
    environment = {
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "dev",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": "abc",
    }
    last = list(candidates("", environment))[-1]
    assert (last.revision, last.exact) == ("abc", True)


def test_a_merged_result_of_gitlab_goes_back_to_the_target_in_it() -> None:
    """What the target brought since is no part of the request; the base it began at comes last."""
    environment = {
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "dev",
        "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": "abc",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": "123",
    }
    found = revisions(**environment)
    assert (found[0], found[-1]) == ("abc", "123")


def test_a_pipeline_of_a_fork_on_gitlab_takes_the_base_that_is_named() -> None:
    """There ``origin`` is the fork, and its branch of that name may be old."""
    environment = {
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "dev",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": "123",
        "CI_MERGE_REQUEST_PROJECT_ID": "1",
        "CI_PROJECT_ID": "2",
    }
    assert revisions(**environment)[0] == "123"
    assert revisions(**{**environment, "CI_PROJECT_ID": "1"})[0] == "origin/dev"


@pytest.mark.parametrize(
    ("variable", "line"),
    [
        ("GITHUB_ACTIONS", "fetch-depth: 0"),
        ("GITLAB_CI", 'GIT_DEPTH: "0"'),
        ("TF_BUILD", "fetchDepth: 0"),
        ("HOME", "git fetch --unshallow"),
    ],
)
def test_a_shallow_clone_is_told_the_line_that_mends_it(variable: str, line: str) -> None:
    """In the words of the service that runs the job."""
    assert line in deepen({variable: "true"})
