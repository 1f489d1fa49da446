"""``pytest-phase demo``: where it plays, what it shows, and what it does when a step fails."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_phase.commands import demo
from pytest_phase.commands.demo_story import STORY, Action, Edit, Git, Move, Pytest, Step, Write
from pytest_phase.formats.plan_markdown import read_plan
from tests.command_line import CommandLine
from tests.project import Project

PASSING = "def test_one(): pass\n"
PLAN = "### Phase 1.1: Core\n#### One\n- Tests: `tests/test_one.py`\n"
INI = "[pytest]\nphase_plan = PLAN.md\naddopts = -q --tb=no -rN\n"


def play(monkeypatch: pytest.MonkeyPatch, shell: CommandLine, *actions: Action) -> tuple[int, str]:
    """Play a story of one step in the folder ``play``: the exit code, and all that was said."""
    monkeypatch.setattr(demo, "STORY", (Step("This happens.", actions),))
    said = shell("demo", "--into", "play")
    return said.code, said.out + said.err


def actions_of(story: tuple[Step, ...]) -> Iterator[Action]:
    """Everything that a story does, in order."""
    for step in story:
        yield from step.actions


def test_a_folder_that_is_taken(project: Project, shell: CommandLine) -> None:
    """A folder with something in it is not played in."""
    project.file("play/mine.txt", "mine")
    assert shell("demo", "--into", "play") == (
        4,
        "",
        f"ERROR: {project.root / 'play'}: not empty, and the demo overwrites nothing. "
        "Name an empty folder, or a new one.\n",
    )
    assert [each.name for each in (project.root / "play").iterdir()] == ["mine.txt"]


def test_a_folder_that_cannot_be_made(project: Project, shell: CommandLine) -> None:
    """A file in the way is exit 4, with the system's reason."""
    project.file("play", "a file")
    said = shell("demo", "--into", "play")
    assert (said.code, said.out) == (4, "")
    assert said.err.startswith(f"ERROR: {project.root / 'play'}: cannot be played in (")
    assert said.err.endswith("). Name another folder.\n")


def test_what_is_shown(
    project: Project, shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file, change and command is shown before it takes effect, and can be repeated."""
    code, said = play(
        monkeypatch,
        shell,
        Write("a/one.txt", "first\n\nlast\n"),
        Edit("a/one.txt", "last\n", "end\n"),
        Edit("a/one.txt", "", "added\n"),
        Move("a/one.txt", "two.txt"),
    )
    assert code == 0
    assert said == (
        f"Real files and real pytest runs, in {project.root / 'play'}.\n"
        "\n"
        "1. This happens.\n"
        "   write a/one.txt\n"
        "     | first\n"
        "     |\n"
        "     | last\n"
        "   edit a/one.txt\n"
        "     - last\n"
        "     + end\n"
        "   edit a/one.txt\n"
        "     + added\n"
        "   $ mv a/one.txt two.txt\n"
        "\n"
        "All 1 steps did what they say.\n"
        f"The project is in {project.root / 'play'}\n"
    )
    assert (project.root / "play" / "two.txt").read_text() == "first\n\nend\nadded\n"


def test_git_has_an_identity(
    project: Project, shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commits of the story need no configuration, and the commands are shown."""
    code, said = play(
        monkeypatch,
        shell,
        Write("a.txt", "a\n"),
        Git((("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "-m", "Plan"))),
    )
    assert code == 0, said
    assert "   $ git init --quiet && git add --all && git commit --quiet -m Plan\n" in said
    monkeypatch.chdir(project.root / "play")
    assert (project.root / "play" / ".git").is_dir()


def test_without_git(project: Project, shell: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no git the story goes on, and says what is missing."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    code, said = play(monkeypatch, shell, Git((("init",),)))
    assert code == 0
    assert "There is no git here: it goes on without, and the lock keeps no base commit.\n" in said
    assert not (project.root / "play" / ".git").exists()


def test_a_temporary_folder(
    project: Project, shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --into it plays in a temporary folder, which is gone at the end."""
    monkeypatch.setattr(tempfile, "tempdir", str(project.root))
    monkeypatch.setattr(demo, "STORY", (Step("This happens.", (Write("a.txt", "a\n"),)),))
    assert shell("demo") == (
        0,
        "Real files and real pytest runs, in a temporary folder (--into DIR keeps it).\n"
        "\n"
        "1. This happens.\n"
        "   write a.txt\n"
        "     | a\n"
        "\n"
        "All 1 steps did what they say.\n",
        "",
    )
    assert list(project.root.iterdir()) == []


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (Pytest((), 1), "step 1, pytest: expected exit code 1, got exit code 0. It said:"),
        (
            Pytest(("--phase-gate",), 1, finds=("PH802",)),
            "step 1, pytest --phase-gate: expected PH802 among the findings, got none. It said:",
        ),
        (
            Pytest((), 0, stands={"one": "completed green"}),
            "step 1, pytest: expected one completed green, got pending untested. It said:",
        ),
        (
            Git((("frobnicate",),)),
            "step 1, git frobnicate: expected exit code 0, got exit code 1. It said:",
        ),
    ],
    ids=["exit", "finding", "state", "git"],
)
def test_a_step_that_does_not_do_what_it_says(
    project: Project,
    shell: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
    action: Action,
    expected: str,
) -> None:
    """Exit 1, which step, what was expected and what came, all that was said, and what next."""
    files = (
        Write("pytest.ini", INI),
        Write("PLAN.md", PLAN),
        Write("tests/test_one.py", PASSING),
    )
    code, said = play(monkeypatch, shell, *files, action)
    assert code == 1
    assert f"\nSTEP FAILED: {expected}\n" in said
    assert "Next: play it again with --into DIR, and look at the project.\n" in said
    assert "did what they say" not in said


def test_what_is_essential() -> None:
    """Progress is left out, and hints and what to do next unless they are part of the story."""
    output = (
        "F.                                                       [100%]\n"
        "Money: started\n"
        "next: make 1 red test pass\n"
        "    pytest --phase-component money\n"
        "error PH801 in Money: passes\n"
        "    tests/test_a.py::test_b\n"
        "    hint: See it fail,\n"
        "          or waive it.\n"
        "\n"
        "1 failed in 0.1s\n"
    )
    assert list(demo._essential(output, shows_next=False)) == [
        "Money: started",
        "error PH801 in Money: passes",
        "    tests/test_a.py::test_b",
        "1 failed in 0.1s",
    ]
    lines = output.splitlines()
    assert list(demo._essential(output, shows_next=True)) == [*lines[1:8], lines[9]]


def test_the_children_are_on_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine, the CI job or a run around reaches the runs of the story."""
    for name in ("CI", "PYTEST_ADDOPTS", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GIT_DIR"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("CITY", "kept")
    code = "import os; print(sorted(os.environ), os.environ['GIT_AUTHOR_NAME'])"
    done = demo.Stage(tmp_path, None)._run(sys.executable, "-c", code)
    for name in ("'CI'", "PYTEST_ADDOPTS", "GITHUB_", "'GIT_DIR'"):
        assert name not in done.stdout
    assert "'CITY'" in done.stdout
    assert "A Developer" in done.stdout


class TestStory:
    """The story as written, without playing it."""

    def test_the_plan(self) -> None:
        """Three components, each depending on the one before, and nothing to complain about."""
        plan = next(
            each.text
            for each in actions_of(STORY)
            if isinstance(each, Write) and each.path == "PLAN.md"
        )
        read = read_plan(plan, "PLAN.md")
        assert {each.id: each.requires for each in read.components} == {
            "money": (),
            "basket": ("money",),
            "receipt": ("basket",),
        }
        assert [each for each in read.diagnostics if each.severity != "info"] == []

    def test_every_cheat_is_refused_and_put_right(self) -> None:
        """Three cheats, each with the code that refuses it, and a step that mends it."""
        cheats = [step for step in STORY if step.says.startswith("A CHEAT: ")]
        codes = [
            code
            for step in cheats
            for each in step.actions
            if isinstance(each, Pytest)
            for code in each.finds
        ]
        assert codes == ["PH801", "PH802", "PH804"]
        for step in cheats:
            after = STORY[STORY.index(step) + 1]
            assert after.says.startswith("PUT RIGHT: ")

    def test_it_fits_a_terminal(self) -> None:
        """No line of the story is wider than 80 columns."""
        assert [step.says for step in STORY if len(step.says) > 76] == []
        for each in actions_of(STORY):
            text = each.text if isinstance(each, Write) else ""
            text += each.old + each.new if isinstance(each, Edit) else ""
            assert all(len(line) <= 72 for line in text.splitlines())
