"""Which revision a replay goes back to, by what the CI job and the repository say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Candidate(NamedTuple):
    """A revision to try, and where it comes from, in words; ``exact``: it is the base itself."""

    revision: str
    source: str
    exact: bool = False


# Variables that hold the target branch of a pull request, and who sets them.
_TARGETS = (
    ("GITHUB_BASE_REF", "GitHub"),
    ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "GitLab"),
    ("BITBUCKET_PR_DESTINATION_BRANCH", "Bitbucket"),
    ("SYSTEM_PULLREQUEST_TARGETBRANCH", "Azure Pipelines"),
    ("CHANGE_TARGET", "Jenkins"),
    ("BUILDKITE_PULL_REQUEST_BASE_BRANCH", "Buildkite"),
    ("CI_COMMIT_TARGET_BRANCH", "Woodpecker"),
)
# These name a branch in builds that are no pull request too: who sets them, and what tells.
_IF_A_REQUEST = (
    ("TRAVIS_BRANCH", "TRAVIS_PULL_REQUEST", "Travis"),
    ("DRONE_TARGET_BRANCH", "DRONE_PULL_REQUEST", "Drone"),
    ("APPVEYOR_REPO_BRANCH", "APPVEYOR_PULL_REQUEST_NUMBER", "AppVeyor"),
)


def candidates(named: str, environment: Mapping[str, str]) -> Iterator[Candidate]:
    """The revisions to try, in order: the first that the repository has is taken.

    ``named`` is what the user gave (empty: nothing, the default is to be found).
    """
    if named:
        yield Candidate(named, "given")
        return
    requested = False
    for variable, branch, who in _targets(environment):
        requested = True
        yield from _before(who, environment)
        for remote in ("origin/", "upstream/", ""):
            yield Candidate(f"{remote}{branch}", f"the target of the pull request ({variable})")
        yield from _of_request(who, environment)
    if not requested:
        yield Candidate("@{upstream}", "the upstream of this branch")
        yield Candidate("origin/HEAD", "the default branch of origin")


def _before(who: str, environment: Mapping[str, str]) -> Iterator[Candidate]:
    """What a job of GitLab knows better than the names of branches.

    Merged results have the target's commit in them. A pipeline of a fork has the fork for its
    ``origin``, where the branch of that name may be old.
    """
    if who != "GitLab":
        return
    target = environment.get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "")
    if target:
        variable = "CI_MERGE_REQUEST_TARGET_BRANCH_SHA"
        yield Candidate(target, f"the target of the merge request ({variable})")
    here, there = (
        environment.get(name, "") for name in ("CI_PROJECT_ID", "CI_MERGE_REQUEST_PROJECT_ID")
    )
    if here and there and here != there:
        yield from _of_request(who, environment)


def _of_request(who: str, environment: Mapping[str, str]) -> Iterator[Candidate]:
    """What else a job of a pull request knows, where the target itself was not fetched."""
    base = environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA", "")
    if who == "GitLab" and base:
        yield Candidate(
            base, "the base of the merge request (CI_MERGE_REQUEST_DIFF_BASE_SHA)", True
        )
    if who == "GitHub" and environment.get("GITHUB_REF", "").endswith("/merge"):
        yield Candidate("HEAD^1", "the target of the pull request (its merge commit)")


def _targets(environment: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for variable, who in _TARGETS:
        branch = environment.get(variable, "").removeprefix("refs/heads/")
        if branch:
            yield variable, branch, who
    for variable, tells, who in _IF_A_REQUEST:
        branch = environment.get(variable, "")
        if branch and environment.get(tells, "") not in ("", "false"):
            yield variable, branch, who


def deepen(environment: Mapping[str, str]) -> str:
    """The exact line that gives a shallow clone its history, where this job runs."""
    if environment.get("GITHUB_ACTIONS"):
        return "In the workflow, below `uses: actions/checkout`: with: { fetch-depth: 0 }"
    if environment.get("GITLAB_CI"):
        return 'In .gitlab-ci.yml, in the job: variables: { GIT_DEPTH: "0" }'
    if environment.get("TF_BUILD"):
        return "In the pipeline: steps: [{ checkout: self, fetchDepth: 0 }]"
    return "Fetch the history: git fetch --unshallow"
