"""``pytest-phase prune``."""

from __future__ import annotations

import re
import shutil

import pytest

from pytest_phase.adapters.snapshots import GitSnapshots
from pytest_phase.core.ledger import Ledger
from pytest_phase.formats.lock_toml import write_lock
from tests.command_line import CommandLine
from tests.fakes.builders import A_TEST, a_section, a_start, green, red
from tests.project import Project

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

PLAN = """
### Task 1: AuditLogger

- Tests: `tests/test_auditlogger.py`

### Task 2: Retry

- Tests: `tests/test_retry.py`
"""


@pytest.fixture
def kept(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project on a commit of 2020 with snapshots of two components, one of them completed."""
    project.plan(PLAN)
    project.file("tests/test_auditlogger.py", "def test_one(): pass\n")
    done = a_section(green(), started=a_start(), completed=True)
    project.file("PLAN.lock", write_lock(Ledger({"auditlogger": done}), ["auditlogger", "retry"]))
    with monkeypatch.context() as then:
        then.setenv("GIT_COMMITTER_DATE", "2020-01-02T03:04:05Z")
        project.commit()
    store = GitSnapshots(project.root)
    store.keep({"auditlogger": [red(A_TEST)]})
    store.keep({"auditlogger": [red(A_TEST)], "retry": [red("tests/test_retry.py::test_a")]})
    return project


def refs(project: Project) -> list[str]:
    """The components that have snapshots."""
    named = project.git("for-each-ref", "--format=%(refname)", "refs/phase/red").splitlines()
    return [each.rpartition("/")[2] for each in named]


def without_sizes(text: str) -> str:
    """Sizes are git's; what is held is that they are there."""
    return re.sub(r"\d+(\.\d+)? (bytes|KB)\b", "SIZE", text)


def test_it_shows_what_there_is_and_drops_none(kept: Project, shell: CommandLine) -> None:
    """Without an option: each component, how much it takes, and what would drop it."""
    said = shell("prune")
    assert (said.code, said.err) == (0, "")
    assert without_sizes(said.out) == (
        "  auditlogger  2 snapshots, SIZE\n"
        "  retry        1 snapshot, SIZE\n"
        "Together: 3 snapshots, SIZE\n"
        "Drop some with: pytest-phase prune --completed, --older DAYS, or --all\n"
    )
    assert refs(kept) == ["auditlogger", "retry"]


def test_those_of_completed_components(kept: Project, shell: CommandLine) -> None:
    """What the lock says is completed goes, and it is said what that was."""
    said = shell("prune", "--completed")
    assert without_sizes(said.out) == (
        "Dropped:\n"
        "  auditlogger  2 snapshots, SIZE\n"
        "Together: 2 snapshots, SIZE\n"
        "Git frees the space in time, or now: git gc --prune=now\n"
        "Where they were pushed: git push origin --delete refs/phase/red/auditlogger\n"
    )
    assert refs(kept) == ["retry"]


def test_all_of_them(kept: Project, shell: CommandLine) -> None:
    """Nothing is left, and a second time there is nothing to drop."""
    assert shell("prune", "--all").code == 0
    assert refs(kept) == []
    assert shell("prune", "--all") == (0, "No snapshots of red: refs/phase/red is empty.\n", "")


def test_those_of_old_commits(kept: Project, shell: CommandLine) -> None:
    """By the date of the commit that the newest red of a component stands on."""
    assert shell("prune", "--older", "36500").out == "Nothing to drop.\n"
    assert refs(kept) == ["auditlogger", "retry"]
    shell("prune", "--older", "30")
    assert refs(kept) == []


def test_no_number_of_days(kept: Project, shell: CommandLine) -> None:
    """Exit 4, with how it is written."""
    said = shell("prune", "--older", "soon")
    assert said.code == 4
    assert 'argument --older: "soon" is no number of days; write --older 90.' in said.err


def test_outside_git(project: Project, shell: CommandLine) -> None:
    """Nothing can be said: exit 4."""
    assert shell("prune") == (4, "", f"ERROR: {project.root}: there is no git repository here.\n")
