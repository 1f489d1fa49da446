"""Locks of two branches, merged by real git: as a union, by our driver, and after a conflict."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from pytest_phase.adapters.merging import settle
from pytest_phase.core.evidence import Evidence
from pytest_phase.core.ledger import Ledger, Section, merge
from pytest_phase.formats.lock_toml import read_lock, write_lock
from tests.fakes.builders import ANOTHER_TEXT, a_section, a_start, green, red

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

ONE, TWO, THREE = (f"tests/test_audit.py::test_{name}" for name in ("one", "two", "three"))
DRIVER = """
import sys
from pathlib import Path
from pytest_phase.adapters.merging import merge_files
merge_files(*map(Path, sys.argv[1:]))
"""


class Repository:
    """A git repository with a lock, that knows no configuration but its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = path / "PLAN.lock"
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run git with an identity and nothing of this machine."""
        person = {"NAME": "Ann", "EMAIL": "ann@example.org", "DATE": "2020-01-02T03:04:05Z"}
        roles = ("AUTHOR", "COMMITTER")
        env = {f"GIT_{role}_{key}": value for role in roles for key, value in person.items()}
        clean = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        return subprocess.run(
            ["git", *words],
            cwd=self.path,
            env={**os.environ, **clean, **env},
            check=check,
            capture_output=True,
            text=True,
        )

    def commit(self, ledger: Ledger) -> None:
        """Commit a lock as the plugin would write it."""
        self.lock.write_bytes(write_lock(ledger, ["audit", "retry", "writer"]).encode())
        self.git("add", ".")
        self.git("commit", "--quiet", "--message=lock")

    def merge(self, story: Story) -> int:
        """Commit the base on main and each side on a branch, and merge theirs; git's exit code."""
        self.commit(story.base)
        self.git("checkout", "--quiet", "-b", "theirs")
        self.commit(story.theirs)
        self.git("checkout", "--quiet", "main")
        self.commit(story.ours)
        return self.git("merge", "--quiet", "--no-edit", "theirs", check=False).returncode

    def attribute(self, value: str) -> None:
        """Tell git how to merge the lock."""
        (self.path / ".gitattributes").write_text(f"PLAN.lock {value}\n")


class Story(NamedTuple):
    """Two branches from one base."""

    base: Ledger
    ours: Ledger
    theirs: Ledger


def audit(*rows: Evidence, started: bool = True, **changes: bool) -> Ledger:
    """A lock where only ``audit`` has rows."""
    section = a_section(*rows, started=a_start() if started else None, **changes)
    return Ledger({"audit": section, "retry": Section(), "writer": Section()})


STORIES = {
    "different components": Story(
        audit(red(ONE)),
        audit(red(ONE), green(TWO)),
        Ledger({**audit(red(ONE)).sections, "retry": a_section(red(THREE), started=a_start())}),
    ),
    "neighbouring components from nothing": Story(
        Ledger(),
        audit(red(ONE)),
        Ledger({"retry": a_section(red(THREE), started=a_start())}),
    ),
    "different tests of one component": Story(
        audit(red(TWO)), audit(red(ONE), red(TWO)), audit(red(TWO), green(THREE))
    ),
    "different tests at the same place": Story(audit(), audit(red(ONE)), audit(green(TWO))),
    "the same test green here": Story(
        audit(red(ONE), red(TWO)),
        audit(green(ONE), red(TWO)),
        audit(red(ONE), red(TWO), red(THREE)),
    ),
    "the same test, the same row": Story(audit(), audit(red(ONE)), audit(red(ONE))),
    "the same test, graded differently": Story(
        audit(), audit(red(ONE, "missing")), audit(red(ONE, "behaviour"))
    ),
    "the same test, different texts": Story(
        audit(), audit(red(ONE)), audit(red(ONE, text=ANOTHER_TEXT))
    ),
    "started and completed": Story(
        audit(started=False), audit(), audit(green(ONE), completed=True)
    ),
    "stopped and completed": Story(
        audit(green(ONE)),
        audit(green(ONE), started=False, stopped=True),
        audit(green(ONE), completed=True),
    ),
}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository."""
    return Repository(tmp_path)


@pytest.fixture(params=list(STORIES.values()), ids=list(STORIES))
def story(request: pytest.FixtureRequest) -> Story:
    """Every kind of two branches."""
    found: Story = request.param
    return found


def with_base(story: Story) -> Ledger:
    """What the two branches say together: rows that one of them removed are gone."""
    return merge(story.ours, story.theirs, story.base)


def lies_between(found: Ledger, least: Ledger, most: Ledger) -> bool:
    """Whether nothing is missing that both branches say, and nothing is there that none said."""
    return merge(found, least) == found and merge(found, most) == merge(most, least)


def test_union(repository: Repository, story: Story) -> None:
    """With ``merge=union`` git merges cleanly, and the lock says what both branches say.

    Git may keep the old form of a row beside the new one; reading makes one of them.
    """
    repository.attribute("merge=union")
    assert repository.merge(story) == 0
    found = read_lock(repository.lock.read_text())
    everything = merge(merge(story.ours, story.theirs), story.base)
    assert lies_between(found, with_base(story), everything)
    assert found.sections.keys() == {"audit", "retry", "writer"}


def test_driver(repository: Repository, story: Story) -> None:
    """As git's merge driver we give exactly the three-way merge, as the plugin would write it."""
    repository.attribute("merge=pytest-phase")
    command = f"{shlex.quote(sys.executable)} -c {shlex.quote(DRIVER)} %O %A %B"
    repository.git("config", "merge.pytest-phase.driver", command)
    assert repository.merge(story) == 0
    assert repository.lock.read_text() == write_lock(with_base(story), [])


def test_driver_refuses(repository: Repository) -> None:
    """A side that the driver cannot read is a conflict for git, and ours is kept."""
    repository.attribute("merge=pytest-phase")
    command = f"{shlex.quote(sys.executable)} -c {shlex.quote(DRIVER)} %O %A %B"
    repository.git("config", "merge.pytest-phase.driver", command)
    repository.commit(audit())
    repository.git("checkout", "--quiet", "-b", "theirs")
    repository.lock.write_text("version = 1\n")
    repository.git("commit", "--quiet", "--all", "--message=damage")
    repository.git("checkout", "--quiet", "main")
    repository.commit(audit(red(ONE)))
    done = repository.git("merge", "--no-edit", "theirs", check=False)
    assert done.returncode == 1
    assert "theirs:1: The lock is truncated: it does not finish with [end]." in done.stderr
    assert read_lock(repository.lock.read_text()).section("audit") == audit(red(ONE)).section(
        "audit"
    )


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("merge", lambda story: merge(story.ours, story.theirs)),
        ("diff3", with_base),
    ],
)
@pytest.mark.parametrize(
    "name",
    ["different tests at the same place", "stopped and completed", "the same test green here"],
)
def test_settle(
    repository: Repository, name: str, style: str, expected: Callable[[Story], Ledger]
) -> None:
    """Without attributes git leaves a conflict, and ``settle`` resolves it in place."""
    story = STORIES[name]
    repository.git("config", "merge.conflictStyle", style)
    assert repository.merge(story) == 1
    assert settle(repository.lock)
    assert read_lock(repository.lock.read_text()) == expected(story)
    repository.git("commit", "--quiet", "--all", "--no-edit")
    assert repository.git("status", "--porcelain").stdout == ""


def test_settle_with_the_index(repository: Repository) -> None:
    """With the versions of git's index the result is exact in every conflict style."""
    story = STORIES["stopped and completed"]
    repository.git("config", "merge.conflictStyle", "merge")
    assert repository.merge(story) == 1
    base, ours, theirs = (
        repository.git("show", f":{stage}:PLAN.lock").stdout for stage in (1, 2, 3)
    )
    assert settle(repository.lock, (base, ours, theirs))
    assert read_lock(repository.lock.read_text()) == with_base(story)
