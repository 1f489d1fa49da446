"""Where things are: the project root, monorepos, folders without git, workers."""

from __future__ import annotations

import sys

import pytest

from tests.contract.shop import (
    WRONG,
    evidence,
    grades,
    open_shop,
    place,
    rows,
    run_of,
    seen_green,
    seen_red,
    write_source,
    write_test,
)
from tests.project import Project

# --- a monorepo ----------------

MONOREPO = """
# Shop

## Phase 1: Shop

### Alpha
- Tests: `services/shop/tests/test_alpha.py`
  - `test_alpha`
- Implementation: `services/shop/src/alpha.py`

### Gamma
- Tests: `libs/gamma/tests/test_gamma.py`
- Implementation: `libs/gamma/src/gamma.py`
"""


@pytest.fixture
def monorepo(project: Project) -> Project:
    """A plan at the git top level, and two packages with a configuration of their own."""
    project.plan(MONOREPO)
    for folder, name in (("services/shop", "alpha"), ("libs/gamma", "gamma")):
        project.file(f"{folder}/pytest.ini", "[pytest]\npythonpath = src\n")
        project.file(f"{folder}/src/{name}.py", WRONG)
        project.file(
            f"{folder}/tests/test_{name}.py",
            f"import {name}\n\n\ndef test_{name}():\n    assert {name}.answer() == 42\n",
        )
    project.commit()
    return project


ALPHA = "services/shop/tests/test_alpha.py::test_alpha"


def test_run_from_a_package_with_its_own_configuration(
    monorepo: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ids are relative to the git top level, whatever pytest's rootdir is."""
    monkeypatch.chdir(monorepo.root / "services/shop")
    result = monorepo.run("--phase-plan=../../PLAN.md", plan=False)
    assert result.ret == 1
    assert f"test {ALPHA} " in monorepo.lock
    document = monorepo.status("--phase-plan=../../PLAN.md")
    assert (document["plan"], document["lock"]) == ("PLAN.md", "PLAN.lock")
    assert document["components"][0]["test_files"] == ["services/shop/tests/test_alpha.py"]
    assert document["in_progress"] == "alpha"


@pytest.mark.parametrize(
    "args",
    [
        ("services/shop",),
        ("services/shop/tests/test_alpha.py",),
        (f"{ALPHA}",),
        ("-c", "services/shop/pytest.ini", "services/shop"),
        ("--rootdir=services/shop", "services/shop"),
        ("--rootdir=services", "-c", "services/shop/pytest.ini", "services/shop"),
    ],
)
def test_arguments_move_the_rootdir_and_no_id(monorepo: Project, args: tuple[str, ...]) -> None:
    """The rootdir moves with the arguments; the ids in the lock do not."""
    assert monorepo.run(*args).ret == 1
    assert f"test {ALPHA} " in monorepo.lock


def test_red_in_one_place_is_green_in_another(
    monorepo: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was seen red from the top level is seen green from the package."""
    monorepo.run("services/shop")
    monorepo.file("services/shop/src/alpha.py", "def answer():\n    return 42\n")
    monkeypatch.chdir(monorepo.root / "services/shop")
    assert monorepo.run("--phase-plan=../../PLAN.md", plan=False).ret == 0
    monkeypatch.chdir(monorepo.root)
    assert place(monorepo, "alpha") == ("in_progress", "green")


def test_unimportable_file_of_a_package(monorepo: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be imported has the same ids as one that can."""
    (monorepo.root / "services/shop/src/alpha.py").unlink()
    monkeypatch.chdir(monorepo.root / "services/shop")
    assert monorepo.run("--phase-plan=../../PLAN.md", plan=False).ret == 1
    assert f"test {ALPHA} text=" in monorepo.lock
    assert "red=missing@" in monorepo.lock


def test_plan_inside_a_package(monorepo: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan in a package of a repository still names its paths from the git top level."""
    text = (monorepo.root / "PLAN.md").read_text()
    monorepo.file("services/shop/docs/PLAN.md", text)
    monkeypatch.chdir(monorepo.root / "services/shop")
    monorepo.run("--phase-plan=docs/PLAN.md", plan=False)
    lock = (monorepo.root / "services/shop/docs/PLAN.lock").read_text()
    assert f"test {ALPHA} " in lock


# --- git, and no git ----------------


def test_whole_story_without_git(project: Project) -> None:
    """Red, green, complete, gate: none of it needs a repository."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha", "--phase-complete")
    assert place(project, "alpha") == ("completed", "green")
    assert "base=" not in project.lock
    assert project.run("--phase-gate").ret == 0


def test_without_git_ids_are_relative_to_the_rootdir(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside git the root is the rootdir of a run without arguments."""
    open_shop(project)
    write_test(project, "alpha")
    project.run("tests/test_alpha.py")
    first = project.lock
    project.lock_path.unlink()
    monkeypatch.chdir(project.root / "tests")
    project.run("--phase-plan=../PLAN.md", plan=False)
    assert project.lock == first


def test_nothing_is_written_into_git(project: Project) -> None:
    """A run commits nothing, stages nothing, and leaves no file but the lock."""
    open_shop(project)
    project.file(".gitignore", ".pytest_cache/\n__pycache__/\n")
    write_test(project, "alpha")
    head = project.commit()
    project.run()
    assert project.git("rev-parse", "HEAD") == head
    assert project.git("status", "--porcelain") == "?? PLAN.lock"


def test_git_worktree(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A linked work tree is a git top level of its own."""
    open_shop(project)
    write_test(project, "alpha")
    commit = project.commit()
    project.git("worktree", "add", "--quiet", "tree", "HEAD")
    monkeypatch.chdir(project.root / "tree")
    project.run()
    lock = (project.root / "tree/PLAN.lock").read_text()
    assert "test tests/test_alpha.py::test_alpha " in lock
    assert f"base={commit[:12]}" in lock
    assert not project.lock


# --- conventions of the project ----------------


def test_own_names_of_tests(project: Project) -> None:
    """What the project calls its test classes and functions holds for us too."""
    open_shop(project)
    project.file(
        "pytest.ini",
        "[pytest]\npythonpath = src\npython_classes = Check*\npython_functions = check_*\n",
    )
    project.file(
        "tests/test_alpha.py",
        """
        import alpha
        def check_one(): assert alpha.answer()
        class CheckTwo:
            def check_two(self): assert alpha.answer()
        def test_none(): assert 0
        """,
    )
    project.run()
    assert set(evidence(project, "alpha")) == {"check_one", "check_two"}


def test_plan_names_a_class_and_a_function(project: Project) -> None:
    """A file of several components is divided by class, by function and by listed case."""
    project.file("pytest.ini", "[pytest]\npythonpath = src\n")
    project.plan(
        """
        # Shop

        ## Phase 1: Shop

        ### Alpha
        - Tests: `tests/test_all.py::TestAlpha`

        ### Gamma
        - Tests: `tests/test_all.py::test_gamma`

        ### Delta
        - Tests: `tests/test_all.py`
          - `test_delta`
        """.replace("        ", "")
    )
    project.file(
        "tests/test_all.py",
        """
        class TestAlpha:
            def test_x(self): pass

        def test_gamma(): pass
        def test_delta(): pass
        """,
    )
    seen = run_of(project.report())
    assert {name: each["component"] for name, each in seen.items()} == {
        "TestAlpha::test_x": "alpha",
        "test_gamma": "gamma",
        "test_delta": "delta",
    }


# --- workers ----------------


def _crowd(project: Project) -> None:
    """Files of each kind: unimportable, parametrized, skipped, of no component."""
    open_shop(project)
    project.file(
        "tests/test_alpha.py",
        """
        import pytest
        import alpha

        @pytest.mark.parametrize("n", [41, 42, 43])
        def test_n(n): assert alpha.answer() == n

        def test_missing(): alpha.later()

        @pytest.mark.skip
        def test_skipped(): pass

        class TestIt:
            def test_in(self): assert alpha.answer() == 42
        """,
    )
    write_source(project, "alpha")
    write_test(project, "beta")
    project.file("tests/test_gamma.py", "import gamma\n\n\ndef test_gamma(): assert gamma.x\n")
    project.file("tests/test_other.py", "def test_other(): pass\n")


def test_workers_give_the_same_lock(project: Project) -> None:
    """Under pytest-xdist the lock is the same, byte for byte, with workers and without."""
    pytest.importorskip("xdist")
    _crowd(project)
    locks, reports = [], []
    for workers in ("0", "2"):
        result = project.run(
            *("-n", workers, "--phase-report=.report.json"),
            plugins=("xdist.plugin",),
            subprocess=True,
        )
        assert result.ret == 1, result.stdout.str() + result.stderr.str()
        locks.append(project.lock)
        reports.append((project.root / ".report.json").read_text())
        project.lock_path.unlink()
    assert locks[0] == locks[1]
    assert reports[0] == reports[1]
    assert set(grades_in(locks[0])) == {"behaviour", "missing"}


def test_workers_know_what_was_deselected(project: Project) -> None:
    """What -k left out is known under workers too: nothing turns green by leaving it out."""
    pytest.importorskip("xdist")
    open_shop(project)
    project.file(
        "tests/test_alpha.py",
        """
        import alpha
        def test_a(): assert alpha.answer() == 42
        def test_b(): assert alpha.answer() == 42
        """,
    )
    write_source(project, "alpha", WRONG)
    for source in (WRONG, "def answer():\n    return 42\n"):
        write_source(project, "alpha", source)
        left_out = ("-n", "2", "-k", "not test_b")
        project.run(*left_out, plugins=("xdist.plugin",), subprocess=True)
    assert set(grades(project, "alpha")) == {"test_a"}
    assert place(project, "alpha") == ("in_progress", "red")
    assert "test tests/test_alpha.py::test_b" in rows(project, "alpha")


def grades_in(lock: str) -> list[str]:
    """The grades named in a lock."""
    return [part.split("@")[0] for part in lock.split("red=")[1:]]


def test_module_and_console_script_are_the_same(project: Project) -> None:
    """``python -m pytest_phase`` is the command line of the console script."""
    done = project.command("--help")
    assert done.ret == 0
    for command in ("init", "demo", "lint", "forget", "merge", "schema"):
        assert command in done.stdout.str()
    assert sys.executable
