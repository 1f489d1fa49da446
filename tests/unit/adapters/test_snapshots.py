"""Snapshots: the exact tree of a red in a hidden ref, and nothing else touched."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pytest_phase.adapters import untracked
from pytest_phase.adapters.snapshots import GitSnapshots
from pytest_phase.core.snapshot import NotKept, ref_of
from tests.fakes.builders import A_TEST, ANOTHER_TEXT, red
from tests.repository import Repository

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

REDS = {"audit": [red()]}
RED = "refs/phase/red/audit"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with one commit."""
    made = Repository(tmp_path / "till")
    made.write("till/money.py", "old\n")
    made.write("gone.py", "soon\n")
    made.write(".gitignore", "*.log\n")
    made.commit()
    return made


@pytest.fixture
def snapshots(repository: Repository) -> GitSnapshots:
    """The snapshots of that repository."""
    return GitSnapshots(repository.root)


class TestTheTree:
    """What is in a snapshot."""

    def test_everything_as_it_stands(self, repository: Repository, snapshots: GitSnapshots) -> None:
        """Edited, new and deleted files, staged or not; what is ignored stays out."""
        repository.write("till/money.py", "new\n")
        repository.write("tests/test_money.py", "test\n")
        repository.write("staged.py", "staged\n")
        repository.git("add", "staged.py")
        repository.write("staged.py", "and edited\n")
        repository.write("debug.log", "noise\n")
        (repository.root / "gone.py").unlink()
        (kept,) = snapshots.keep(REDS)
        assert repository.files(kept.commit) == {
            ".gitignore": "*.log",
            "staged.py": "and edited",
            "tests/test_money.py": "test",
            "till/money.py": "new",
        }

    def test_a_name_of_any_kind(self, repository: Repository, snapshots: GitSnapshots) -> None:
        """Spaces, quotes, line ends and letters of any script."""
        for name in ('a "b" c.txt', "größe.txt", "-n.txt", "two\nlines.txt"):
            repository.write(name, "here\n")
        (kept,) = snapshots.keep(REDS)
        assert {'a "b" c.txt', "größe.txt", "-n.txt", "two\nlines.txt"} <= {
            *repository.files(kept.commit)
        }

    def test_a_conflict_in_the_index(self, repository: Repository, snapshots: GitSnapshots) -> None:
        """The file as it stands, with its markers; the conflict stays in the index."""
        repository.git("checkout", "--quiet", "-b", "theirs")
        repository.write("till/money.py", "theirs\n")
        repository.commit()
        repository.git("checkout", "--quiet", "main")
        repository.write("till/money.py", "ours\n")
        repository.commit()
        with pytest.raises(Exception, match="merge"):
            repository.git("merge", "theirs")
        (kept,) = snapshots.keep(REDS)
        assert "<<<<<<<" in repository.files(kept.commit)["till/money.py"]
        assert repository.git("ls-files", "--unmerged")

    def test_no_commit_yet(self, tmp_path: Path) -> None:
        """A new repository, where everything is untracked."""
        repository = Repository(tmp_path / "new")
        repository.write("tests/test_a.py", "test\n")
        (kept,) = GitSnapshots(repository.root).keep(REDS)
        assert repository.files(kept.commit) == {"tests/test_a.py": "test"}
        assert GitSnapshots(repository.root).all()[0].head is None

    def test_a_link_and_a_mode(self, repository: Repository, snapshots: GitSnapshots) -> None:
        """Links are kept as links, and programs as programs."""
        (repository.root / "link").symlink_to("till/money.py")
        repository.write("run.sh", "#!/bin/sh\n").chmod(0o755)
        (kept,) = snapshots.keep(REDS)
        tree = repository.git("ls-tree", kept.commit, "link", "run.sh").splitlines()
        assert [each.split()[0] for each in tree] == ["120000", "100755"]

    def test_a_repository_inside(self, repository: Repository, snapshots: GitSnapshots) -> None:
        """One that is not tracked is left out, a submodule keeps its commit."""
        inner = Repository(repository.root / "vendor" / "inner")
        inner.write("a.py", "a\n")
        inner.commit()
        module = Repository(repository.root / "module")
        module.write("b.py", "b\n")
        commit = module.commit()
        repository.git("add", "module")
        (kept,) = snapshots.keep(REDS)
        assert kept.left_out == (("vendor/inner/", "a repository of its own"),)
        assert commit in repository.git("ls-tree", kept.commit, "module")

    def test_a_sparse_checkout(self, repository: Repository, snapshots: GitSnapshots) -> None:
        """What is not checked out is in the tree all the same."""
        repository.write("far/away.py", "far\n")
        repository.commit()
        repository.git("sparse-checkout", "set", "till")
        repository.write("tests/test_a.py", "test\n")
        (kept,) = snapshots.keep(REDS)
        assert not (repository.root / "far").exists()
        assert {"far/away.py", "tests/test_a.py"} <= {*repository.files(kept.commit)}

    def test_a_worktree(
        self, repository: Repository, snapshots: GitSnapshots, tmp_path: Path
    ) -> None:
        """A worktree has its own index, and the refs of all."""
        repository.git("worktree", "add", "--quiet", str(tmp_path / "other"))
        (tmp_path / "other" / "new.py").write_text("new\n")
        (kept,) = GitSnapshots(tmp_path / "other").keep(REDS)
        assert "new.py" in repository.files(kept.commit)
        assert [each.commit for each in snapshots.all()] == [kept.commit]


class TestWhatIsLeftOut:
    """Untracked files that do not belong into history."""

    def test_what_looks_like_a_secret(
        self, repository: Repository, snapshots: GitSnapshots
    ) -> None:
        """It is named, and not taken; where it is tracked it is no secret any more."""
        repository.write("server.pem", "tracked\n")
        repository.git("add", "server.pem")
        repository.write(".env", "TOKEN=1\n")
        (kept,) = snapshots.keep(REDS)
        assert kept.left_out == ((".env", "looks like a secret"),)
        assert "server.pem" in repository.files(kept.commit)
        assert ".env" not in repository.files(kept.commit)

    def test_what_is_large(
        self, repository: Repository, snapshots: GitSnapshots, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A large file is left out and named; one that was tracked before is taken."""
        monkeypatch.setattr(untracked, "LARGEST", 1_000)
        repository.write("tracked.bin", b"0")
        repository.git("add", "tracked.bin")
        repository.write("tracked.bin", b"0" * 2_000)
        repository.write("dump.sql", b"0" * 2_000)
        (kept,) = snapshots.keep(REDS)
        assert [path for path, _ in kept.left_out] == ["dump.sql"]
        assert "tracked.bin" in repository.files(kept.commit)

    def test_what_is_installed_or_built(
        self, repository: Repository, snapshots: GitSnapshots
    ) -> None:
        """It is left out in silence, as everybody ignores it."""
        repository.write("till/__pycache__/money.pyc", "code")
        repository.write("env/lib/site-packages/a.py", "a")
        (kept,) = snapshots.keep(REDS)
        assert kept.left_out == ()
        assert {*repository.files(kept.commit)} == {".gitignore", "gone.py", "till/money.py"}

    def test_too_many(
        self, repository: Repository, snapshots: GitSnapshots, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A folder of data that nobody ignores is not put into git in silence."""
        monkeypatch.setattr(untracked, "MOST_FILES", 2)
        for name in "abc":
            repository.write(name)
        with pytest.raises(NotKept, match=r"^there are more than 2 untracked files, or"):
            snapshots.keep(REDS)
        assert RED not in repository.refs()

    @pytest.mark.skipif(os.name != "posix", reason="the words of POSIX")
    def test_what_cannot_be_read(self, tmp_path: Path) -> None:
        """It is named, and what is gone by now is not."""
        (tmp_path / "shut").mkdir()
        assert untracked.choose(tmp_path, ["shut", "gone"]) == (
            (),
            (("shut", "cannot be read: Is a directory"),),
        )


class TestNothingElseIsTouched:
    """The user's work stays byte for byte."""

    def test_work_tree_index_stash_and_branches(
        self, repository: Repository, snapshots: GitSnapshots
    ) -> None:
        """Of all files of the repository only objects and our refs change."""
        repository.write("till/money.py", "stashed\n")
        repository.git("stash")
        repository.write("till/money.py", "half\n")
        repository.git("add", "till/money.py")
        repository.write("till/money.py", "new\n")
        repository.write("tests/test_money.py", "test\n")
        before = repository.state()
        snapshots.keep(REDS)
        assert repository.state() == before
        assert repository.git("status", "--short").splitlines() == [
            "MM till/money.py",
            "?? tests/",
        ]

    def test_no_hook_runs(self, repository: Repository, snapshots: GitSnapshots) -> None:
        """Not even the one that is asked about every ref."""
        hook = repository.write(".git/hooks/reference-transaction", "#!/bin/sh\nexit 1\n")
        hook.chmod(0o755)
        assert snapshots.keep(REDS)

    def test_inside_a_hook_of_git(
        self,
        repository: Repository,
        snapshots: GitSnapshots,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> None:
        """The variables of a pre-commit hook lead nowhere else."""
        monkeypatch.setenv("GIT_DIR", str(tmp_path))
        monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
        (kept,) = snapshots.keep(REDS)
        monkeypatch.undo()
        assert "till/money.py" in repository.files(kept.commit)
        assert not (tmp_path / "index").exists()


class TestTheChain:
    """All snapshots of a component are reached from its ref."""

    def test_each_red_is_a_commit_after_the_one_before(
        self, repository: Repository, snapshots: GitSnapshots
    ) -> None:
        """Newest first, each with the commit that was checked out."""
        first = repository.git("rev-parse", "HEAD")
        (one,) = snapshots.keep(REDS)
        second = repository.commit()
        (two,) = snapshots.keep({"audit": [red(text=ANOTHER_TEXT)]})
        found = snapshots.all()
        assert [(each.commit, each.head) for each in found] == [
            (two.commit, second),
            (one.commit, first),
        ]
        assert [each.rows for each in found] == [(red(text=ANOTHER_TEXT),), (red(),)]
        assert repository.refs()[RED] == two.commit
        assert (one.first, two.first) == (True, False)

    def test_history_may_be_rewritten(
        self, repository: Repository, snapshots: GitSnapshots
    ) -> None:
        """After an amended commit, and with every log and loose object gone, it is still there."""
        repository.write("till/money.py", "red\n")
        (kept,) = snapshots.keep(REDS)
        repository.write("till/money.py", "green\n")
        repository.git("commit", "--quiet", "--all", "--amend", "--message=Other")
        repository.git("reflog", "expire", "--expire=now", "--all")
        repository.git("gc", "--quiet", "--prune=now")
        assert repository.files(kept.commit)["till/money.py"] == "red"
        assert [each.commit for each in snapshots.all()] == [kept.commit]

    def test_the_same_content_gives_the_same_commit(
        self, repository: Repository, snapshots: GitSnapshots, tmp_path: Path
    ) -> None:
        """No clock, no name of a person: a copy of the repository makes the same commit."""
        shutil.copytree(repository.root, tmp_path / "copy")
        (mine,) = snapshots.keep(REDS)
        (other,) = GitSnapshots(tmp_path / "copy").keep(REDS)
        assert mine.commit == other.commit
        assert repository.git("log", "-1", "--format=%an %ce", mine.commit) == (
            "pytest-phase noreply@pytest-phase.invalid"
        )

    def test_several_components_at_once(
        self, repository: Repository, snapshots: GitSnapshots
    ) -> None:
        """Each has a ref of its own, with the same tree."""
        kept = snapshots.keep({"audit": [red()], "retry": [red()]})
        trees = {repository.git("rev-parse", f"{each.commit}^{{tree}}") for each in kept}
        assert len(trees) == 1
        assert {each.component for each in snapshots.all()} == {"audit", "retry"}

    def test_runs_at_the_same_time_lose_nothing(
        self, repository: Repository, snapshots: GitSnapshots
    ) -> None:
        """Who comes late begins again behind who was quicker."""
        texts = [f"{number:012x}" for number in range(3)]
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(lambda text: snapshots.keep({"audit": [red(text=text)]}), texts))
        assert sorted(row.text or "" for each in snapshots.all() for row in each.rows) == texts

    def test_what_was_fetched_is_found_too(
        self, repository: Repository, snapshots: GitSnapshots, tmp_path: Path
    ) -> None:
        """Pushed by one clone and fetched by another, in a folder of its own."""
        (kept,) = snapshots.keep(REDS)
        other = Repository(tmp_path / "other")
        refspec = "+refs/phase/red/*:refs/phase/origin/*"
        other.git("fetch", "--quiet", repository.root.as_posix(), refspec)
        theirs = GitSnapshots(other.root)
        assert [each.commit for each in theirs.all()] == [kept.commit]
        theirs.drop(["audit"])
        assert theirs.all() == []

    def test_somebody_elses_commit(self, repository: Repository, snapshots: GitSnapshots) -> None:
        """A ref that a person put there holds no snapshot, and does no harm."""
        repository.git("update-ref", "refs/phase/red/other", "HEAD")
        assert snapshots.all() == []


class TestDroppingThem:
    """Refs are taken away, and git frees the rest."""

    def test_only_those_that_are_named(
        self, repository: Repository, snapshots: GitSnapshots
    ) -> None:
        """The refs of other components stay."""
        snapshots.keep({"audit": [red()], "retry": [red()]})
        snapshots.drop(["audit", "unknown"])
        assert [ref for ref in repository.refs() if "phase" in ref] == ["refs/phase/red/retry"]

    def test_the_size_is_what_nothing_else_needs(
        self, repository: Repository, snapshots: GitSnapshots
    ) -> None:
        """Objects of branches do not count, new content does."""
        assert snapshots.size(["audit"]) == 0
        snapshots.keep(REDS)
        small = snapshots.size(["audit"])
        repository.write("noise.bin", os.urandom(50_000))
        snapshots.keep(REDS)
        large = snapshots.size(["audit"])
        assert small is not None
        assert large is not None
        assert small < 2_000
        assert 50_000 < large < 60_000


class TestWhereThereIsNone:
    """What cannot be kept is said in a part of a sentence."""

    def test_outside_git(self, tmp_path: Path) -> None:
        """Nothing is possible, and nothing is made."""
        snapshots = GitSnapshots(tmp_path)
        assert not snapshots.possible()
        with pytest.raises(NotKept, match=r"^there is no git repository here$"):
            snapshots.keep(REDS)

    def test_a_broken_repository(self, tmp_path: Path) -> None:
        """What git says, in one line."""
        (tmp_path / ".git").mkdir()
        with pytest.raises(NotKept, match=r"^git for-each-ref: not a git repository"):
            GitSnapshots(tmp_path).keep(REDS)

    def test_no_git(self, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
        """A machine without git."""
        monkeypatch.setenv("PATH", "")
        with pytest.raises(NotKept, match=r"^git cannot be run \(No such file or directory\)$"):
            GitSnapshots(repository.root).all()


@pytest.mark.parametrize(
    ("component", "ref"),
    [
        ("auditlogger", "refs/phase/red/auditlogger"),
        ("größe-ändern", "refs/phase/red/größe-ändern"),
        ("a/b c..d.lock", "refs/phase/red/a%2Fb%20c%2E%2Ed%2Elock"),
        ("@{-1}", "refs/phase/red/%40%7B-1%7D"),
    ],
)
def test_any_component_has_a_ref(
    repository: Repository, snapshots: GitSnapshots, component: str, ref: str
) -> None:
    """Whatever its id is made of, git takes the ref, and the component is found again."""
    assert ref_of(component) == ref
    snapshots.keep({component: [red(A_TEST)]})
    assert ref in repository.refs()
    assert snapshots.all()[0].component == component


@pytest.mark.parametrize("component", ["x" * 300, "語" * 100, "-minus", "/" * 99])
def test_a_ref_is_short_and_its_own(
    repository: Repository, snapshots: GitSnapshots, component: str
) -> None:
    """A long id is cut and told apart by a digest."""
    assert ref_of(component) != ref_of(f"{component}x")
    snapshots.keep({component: [red(A_TEST)]})
    assert repository.refs().keys() >= {ref_of(component)}
