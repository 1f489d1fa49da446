"""Bad input: exit 4, one clear message, nothing written, nothing lost, no traceback."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tests.contract.shop import (
    PLAN,
    component,
    open_shop,
    place,
    refused,
    seen_green,
    seen_red,
    write_source,
    write_test,
)
from tests.project import Project

WAYS: list[tuple[str, ...]] = [
    (),
    ("--phase-gate",),
    ("--phase-status=json",),
    ("--phase-start=alpha",),
    ("--phase-stop=alpha",),
    ("--phase-complete=alpha",),
    ("--phase-no-record",),
    ("--phase-explain",),
]

ways = pytest.mark.parametrize("args", WAYS, ids=lambda args: " ".join(args) or "run")


def _project(project: Project) -> None:
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")


def _files(project: Project) -> dict[str, bytes]:
    return {
        str(path.relative_to(project.root)): path.read_bytes()
        for path in project.root.rglob("*")
        if path.is_file() and ".pytest_cache" not in path.parts
    }


def _refuses(project: Project, args: tuple[str, ...], *said: str) -> None:
    """Refused with these words, in one message on stderr alone, and no file was touched."""
    before = _files(project)
    result = project.run(*args)
    refused(result, *said)
    messages = [line for line in result.errlines if line.startswith("ERROR: ")]
    assert len(messages) == 1, result.stderr.str()
    assert _files(project) == before


@ways
def test_missing_plan(project: Project, args: tuple[str, ...]) -> None:
    """A plan that is not there is named."""
    _project(project)
    (project.root / "PLAN.md").unlink()
    _refuses(project, args, "PLAN.md")


@ways
def test_plan_without_a_component(project: Project, args: tuple[str, ...]) -> None:
    """Prose is no plan."""
    _project(project)
    project.plan("# Notes\n\nNothing to see here.\n")
    _refuses(project, args, "PLAN.md", "no component")


def test_empty_plan(project: Project) -> None:
    """An empty file is no plan."""
    _project(project)
    project.plan("")
    _refuses(project, (), "PLAN.md", "no component")


@ways
def test_plan_that_is_not_utf_8(project: Project, args: tuple[str, ...]) -> None:
    """A plan in another encoding is refused, with the byte where it begins."""
    _project(project)
    (project.root / "PLAN.md").write_bytes(PLAN.encode() + b"\n\xff\xfe\n")
    _refuses(project, args, "PLAN.md", "UTF-8")


@ways
def test_plan_that_is_a_directory(project: Project, args: tuple[str, ...]) -> None:
    """A folder is no plan."""
    _project(project)
    (project.root / "PLAN.md").unlink()
    (project.root / "PLAN.md").mkdir()
    _refuses(project, args, "PLAN.md")


@pytest.mark.parametrize("args", [(), ("--phase-status",)])
def test_plan_of_5_mb(project: Project, args: tuple[str, ...]) -> None:
    """5 MB is no plan; nobody waits for it to be read."""
    _project(project)
    project.plan(PLAN + "x " * 2_600_000)
    _refuses(project, args, "PLAN.md", "MB")


@ways
def test_dependency_cycle(project: Project, args: tuple[str, ...]) -> None:
    """A cycle is refused with its components and their lines."""
    _project(project)
    project.plan(PLAN.replace("  - `test_alpha`", "- Depends on: Beta"))
    lines = PLAN.lstrip("\n").splitlines()
    _refuses(project, args, "PLAN.md:", "Alpha", "Beta", str(lines.index("#### Beta") + 1))


@pytest.mark.parametrize("path", ["../outside/test_alpha.py", "../../test_alpha.py"])
def test_path_outside_the_project_root(project: Project, path: str) -> None:
    """A test file outside the project root is refused with its line."""
    _project(project)
    project.plan(PLAN.replace("tests/test_alpha.py", path))
    _refuses(project, (), "PLAN.md:", path)


def test_plan_outside_the_project_root(project: Project) -> None:
    """A plan in another folder than the project is its own root, or is refused: no traceback."""
    _project(project)
    (project.root / "inner").mkdir()
    project.file("inner/pytest.ini", "[pytest]\n")
    os.chdir(project.root / "inner")
    try:
        result = project.run("--phase-plan=../PLAN.md", plan=False)
    finally:
        os.chdir(project.root)
    assert "Traceback" not in result.stderr.str()
    assert result.ret in (4, 5)


@ways
def test_lock_that_is_a_directory(project: Project, args: tuple[str, ...]) -> None:
    """A folder in the lock's place is refused and stays."""
    _project(project)
    (project.root / "PLAN.lock").mkdir()
    if args == ("--phase-explain",):
        assert project.run(*args).ret == 0
        return
    _refuses(project, args, "PLAN.lock")
    assert (project.root / "PLAN.lock").is_dir()


def test_lock_whose_folder_is_a_file(project: Project) -> None:
    """A lock that cannot be written where it should: the tests ran, exit 4, nothing lost."""
    _project(project)
    write_source(project, "alpha", "def answer():\n    return 41\n")
    project.file("evidence", "a file\n")
    result = project.run("--phase-lock=evidence/shop.lock")
    assert "Traceback" not in result.stderr.str()
    assert "evidence" in result.stderr.str()
    assert result.ret in (1, 4)
    assert (project.root / "evidence").read_text() == "a file\n"


# --- a read-only file system ----------------


@pytest.fixture
def read_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file can be renamed, as on a read-only file system; root has no other way to see it."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(args[-1]))

    for owner in (os, Path):  # the Path of Python 3.10 holds on to the function it found
        monkeypatch.setattr(owner, "replace", refuse)
        monkeypatch.setattr(owner, "rename", refuse)


def test_read_only_with_failing_tests(project: Project, read_only: None) -> None:
    """The tests' own outcome stands (1), and the message says what could not be saved."""
    _project(project)
    write_source(project, "alpha", "def answer():\n    return 41\n")
    result = project.run()
    assert result.ret == 1
    result.assert_outcomes(failed=1)
    said = result.stderr.str()
    assert "PLAN.lock" in said
    assert "alpha started" in said
    assert "alpha red (1 test)" in said
    assert "Traceback" not in said
    assert sorted(path.name for path in project.root.glob("*.lock*")) == []


def test_read_only_with_passing_tests(
    project: Project, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """With passing tests whose green could not be saved the run exits 4; the lock is as it was."""
    open_shop(project)
    seen_red(project, "alpha")
    before = project.lock
    write_source(project, "alpha")
    request.getfixturevalue("read_only")
    result = project.run()
    refused(result, "PLAN.lock", "alpha green (1 test)")
    result.assert_outcomes(passed=1)
    assert project.lock == before
    assert [path.name for path in project.root.glob("*.lock*")] == ["PLAN.lock"]


def test_read_only_with_nothing_to_save(
    project: Project, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """A run that sees nothing new does not mind: 0, and no word on stderr."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha")
    request.getfixturevalue("read_only")
    result = project.run()
    assert result.ret == 0
    assert result.stderr.str() == ""
    assert project.run("--phase-gate").ret == 0


def test_read_only_reports_no_state_that_was_not_saved(project: Project, read_only: None) -> None:
    """The report of a run that could not be saved says what the lock holds."""
    _project(project)
    write_source(project, "alpha", "def answer():\n    return 41\n")
    document = project.report()
    assert document["in_progress"] is None
    assert document["run"]["tests"][0]["evidence"] == "none"


def test_stop_on_a_read_only_file_system(project: Project, request: pytest.FixtureRequest) -> None:
    """A stop that cannot be saved exits 4."""
    open_shop(project)
    seen_red(project, "alpha")
    request.getfixturevalue("read_only")
    refused(project.run("--phase-stop"), "PLAN.lock")
    assert place(project, "alpha")[0] == "in_progress"


@pytest.mark.parametrize(("source", "code"), [("42", 4), ("41", 1)])
def test_report_that_cannot_be_written(project: Project, source: str, code: int) -> None:
    """A report that cannot be written is said on stderr: exit 4, unless tests failed."""
    _project(project)
    write_source(project, "alpha", f"def answer():\n    return {source}\n")
    project.file("out", "a file\n")
    result = project.run("--phase-report=out/report.json")
    assert result.ret == code
    said = result.stderr.str()
    assert "out/report.json" in said
    assert "Traceback" not in said
    assert "INTERNALERROR" not in result.stdout.str()


# --- mistakes in marks and plans ----------------


def test_same_test_file_named_twice(project: Project) -> None:
    """A file that two components name without cases is a warning of the plan, not an error."""
    _project(project)
    project.plan(PLAN.replace("tests/test_gamma.py", "tests/test_alpha.py"))
    assert project.run().ret == 0


def test_plan_with_a_byte_order_mark(project: Project) -> None:
    """A byte order mark and Windows line ends are read like any other plan."""
    _project(project)
    text = (project.root / "PLAN.md").read_text()
    raw = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    Path(project.root / "PLAN.md").write_bytes(raw)
    assert component(project, "alpha")["line"] == text.splitlines().index("#### Alpha") + 1
