"""``pytest-phase demo``: plays a story with real files and pytest runs, and checks each step."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from difflib import ndiff
from pathlib import Path

from pytest_phase import wiring
from pytest_phase.commands.demo_story import STORY, Action, Edit, Git, Move, Pytest, Step, Write
from pytest_phase.usecases import stories

NAME = "demo"
SUMMARY = "play a small project through its plan, and show the gate refuse cheats"
DETAILS = """\
Makes a project with three components in a temporary folder, and runs pytest on it: red,
green, refactor, complete, status, gate; then three cheats. Every command is printed before
it runs, so that it can be repeated by hand.
Exit codes: 0 each step did what it says, 1 one did not, 4 DIR cannot be used.
"""

STEP_FAILED = 1
LONGEST = 60  # seconds for one child; each takes less than one

# What the machine, a CI job or a run around this one would put into the children.
_FOREIGN = re.compile(r"(CI|BUILD_NUMBER|FORCE_COLOR|PY_COLORS|GIT_.*|GITHUB_.*|PYTEST_.*)$")

_SETTLED = {
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # quick, and whatever else is installed
    "PYTEST_PLUGINS": "pytest_phase.plugin",
    "PYTHONDONTWRITEBYTECODE": "1",  # two edits in one second would share their bytecode
    "PYTHONUTF8": "1",
    "COLUMNS": "75",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{
        f"GIT_{role}_{name}": value
        for role in ("AUTHOR", "COMMITTER")
        for name, value in (("NAME", "A Developer"), ("EMAIL", "developer@example.invalid"))
    },
}

_PROGRESS = re.compile(r"[.FEsxX]+ +\[ *\d+%\]")


class StepFailed(Exception):
    """A step did not do what it says: what was expected, and what came."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to play."""
    parser.add_argument(
        "--into", metavar="DIR", help="play here and keep it; an empty folder, or a new one"
    )


def run(options: argparse.Namespace) -> int:
    """Play the story; 1 if a step did not do what it says."""
    with _folder(options.into) as folder:
        stage = Stage(folder, shutil.which("git"))
        where = "a temporary folder (--into DIR keeps it)" if options.into is None else folder
        print(f"Real files and real pytest runs, in {where}.")
        if stage.git is None:
            print("There is no git here: it goes on without, and the lock keeps no base commit.")
        try:
            for number, step in enumerate(STORY, 1):
                stage.play(number, step)
        except StepFailed as error:
            print(f"\nSTEP FAILED: {error}", file=sys.stderr)
            return STEP_FAILED
        print(f"\nAll {len(STORY)} steps did what they say.")
        if options.into is not None:
            print(f"The project is in {folder}")
    return 0


@contextmanager
def _folder(into: str | None) -> Iterator[Path]:
    """The folder to play in; a temporary one is removed at the end."""
    if into is None:
        with tempfile.TemporaryDirectory(prefix="pytest-phase-demo-") as name:
            yield Path(name).resolve()
        return
    folder = Path(into).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = any(folder.iterdir())
    except OSError as error:
        raise wiring.CannotJudge(
            f"{folder}: cannot be played in ({error.strerror}). Name another folder."
        ) from error
    if taken:
        raise wiring.CannotJudge(
            f"{folder}: not empty, and the demo overwrites nothing. Name an empty folder, "
            "or a new one."
        )
    yield folder


class Stage:
    """The folder where the story plays: does one action after the other, and checks it."""

    def __init__(self, folder: Path, git: str | None) -> None:
        self.folder = folder
        self.git = git
        kept = {name: value for name, value in os.environ.items() if not _FOREIGN.match(name)}
        self._environment = {**kept, **_SETTLED}

    def play(self, number: int, step: Step) -> None:
        """One step of the story. Raises StepFailed."""
        print(f"\n{number}. {step.says}", flush=True)
        for action in step.actions:
            self._act(number, action)

    def _act(self, number: int, action: Action) -> None:
        if isinstance(action, Write):
            self._write(action)
        elif isinstance(action, Edit):
            self._edit(action)
        elif isinstance(action, Move):
            self._show(f"$ mv {action.path} {action.to}")
            (self.folder / action.path).rename(self.folder / action.to)
        elif isinstance(action, Git):
            self._commit(number, action)
        else:
            self._test(number, action)

    def _write(self, action: Write) -> None:
        self._show(f"write {action.path}")
        self._show_text(f"| {line}" for line in action.text.splitlines())
        path = self.folder / action.path
        path.parent.mkdir(exist_ok=True)
        path.write_text(action.text, encoding="utf-8", newline="\n")

    def _edit(self, action: Edit) -> None:
        self._show(f"edit {action.path}")
        changed = ndiff(action.old.splitlines(), action.new.splitlines())
        self._show_text(line for line in changed if line[0] in "+-")
        path = self.folder / action.path
        text = path.read_text(encoding="utf-8")
        new = text.replace(action.old, action.new, 1) if action.old else text + action.new
        path.write_text(new, encoding="utf-8", newline="\n")

    def _commit(self, number: int, action: Git) -> None:
        if self.git is None:
            return
        lines = [shlex.join(("git", *words)) for words in action.commands]
        self._show("$ " + " && ".join(lines))
        for words in action.commands:
            done = self._run(self.git, *words)
            if done.returncode:
                got = f"exit code {done.returncode}"
                raise _failed(number, ("git", *words), "exit code 0", got, done)

    def _test(self, number: int, action: Pytest) -> None:
        words = ("pytest", *action.words)
        self._show(f"$ {shlex.join(words)}")
        done = self._run(sys.executable, "-m", *words)
        self._show_text(_essential(done.stdout, action.shows_next))
        if done.returncode != action.exit:
            got = f"exit code {done.returncode}"
            raise _failed(number, words, f"exit code {action.exit}", got, done)
        for code in action.finds:
            if not re.search(rf"\berror {code}\b", done.stdout):
                raise _failed(number, words, f"{code} among the findings", "none", done)
        self._check(number, action.stands, done)

    def _check(
        self, number: int, stands: Mapping[str, str], done: subprocess.CompletedProcess[str]
    ) -> None:
        project = wiring.open_project(wiring.command_settings(None, self.folder))
        found = {
            each.id: f"{each.state} {each.cycle}" for each in stories.status(project).standings
        }
        for component, expected in stands.items():
            if found.get(component) != expected:
                got = str(found.get(component))
                raise _failed(number, ("pytest",), f"{component} {expected}", got, done)

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words,
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=LONGEST,
        )

    @staticmethod
    def _show(line: str) -> None:
        print(f"   {line}", flush=True)

    @staticmethod
    def _show_text(lines: Iterator[str]) -> None:
        for line in lines:
            print(f"     {line}".rstrip(), flush=True)


def _essential(output: str, shows_next: bool) -> Iterator[str]:
    """What a run said, without pytest's progress, and without hints and what to do next."""
    skipped: int | None = None  # the indent of a hint, whose other lines stand further in
    for line in output.splitlines():
        indent = len(line) - len(line.lstrip())
        if skipped is not None and indent > skipped:
            continue
        hint = not shows_next and line.lstrip().startswith(("next:", "hint:"))
        skipped = indent if hint else None
        if line.strip() and not hint and not _PROGRESS.fullmatch(line):
            yield line


def _failed(
    number: int,
    words: tuple[str, ...],
    expected: str,
    got: str,
    done: subprocess.CompletedProcess[str],
) -> StepFailed:
    said = "\n".join(f"    {line}" for line in (done.stdout + done.stderr).splitlines())
    return StepFailed(
        f"step {number}, {shlex.join(words)}: expected {expected}, got {got}. It said:\n{said}\n"
        "Next: play it again with --into DIR, and look at the project."
    )
