"""Every check of the project. ``nox`` runs the default ones, ``nox --list`` names them all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = False  # the matrix skips them, and says so
nox.options.sessions = [
    "lint",
    "types",
    "imports",
    "tests",
    "gate",
]

PROJECT = nox.project.load_toml("pyproject.toml")
PLANS = "docs/plans"
PYTHONS = nox.project.python_versions(PROJECT)
PYTESTS = {
    "oldest": ("pytest==8.3.0", "pytest-subtests>=0.13"),  # newer ones have subtests of their own
    "newest": ("pytest",),
}


def wake_pyenv() -> None:
    """Let pyenv's commands answer for every version it has, and not for the chosen one alone.

    Its ``python3.12`` is found on PATH and then refuses to run, unless 3.12 is switched on.
    """
    if shutil.which("pyenv") is None or "PYENV_VERSION" in os.environ:
        return
    chosen, installed = (
        subprocess.run(["pyenv", *words], capture_output=True, text=True).stdout.split()
        for words in (["version-name"], ["versions", "--bare", "--skip-aliases"])
    )
    known = [name for name in installed if name.startswith(tuple(f"{v}." for v in PYTHONS))]
    names = [*":".join(chosen).split(":"), *sorted(known)]
    os.environ["PYENV_VERSION"] = ":".join(dict.fromkeys(filter(None, names)))


def install_group(session: nox.Session, group: str, *more: str) -> None:
    """Install a dependency group of pyproject.toml, and what is named besides it."""
    session.install(*nox.project.dependency_groups(PROJECT, group), *more)


def install_wheel(session: nox.Session, *more: str) -> None:
    """Build the wheel and install it: what users get is checked, and not the source folder."""
    # Not session.create_tmp(): it moves TMPDIR under this folder, and a project made there by a
    # test takes this repository's pytest configuration for its own.
    folder = Path(session.virtualenv.location) / "dist"
    shutil.rmtree(folder, ignore_errors=True)
    session.install("build")
    session.run("pyproject-build", "--wheel", "--outdir", str(folder), silent=True)
    (wheel,) = map(str, folder.glob("*.whl"))
    session.install(wheel, *more)  # what it depends on
    session.install("--force-reinstall", "--no-deps", wheel)  # and itself, whatever was there
    where = "import pytest_phase as p; assert 'site-packages' in p.__file__, p.__file__"
    session.run("python", "-c", where, silent=True)


wake_pyenv()


@nox.session
def lint(session: nox.Session) -> None:
    """Ruff: rules and format."""
    install_group(session, "lint")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Mypy, strict, over src, tests and this file."""
    install_group(session, "types", "--editable", ".")
    session.run("mypy")


@nox.session
def imports(session: nox.Session) -> None:
    """The import contracts: who may import whom."""
    install_group(session, "imports", "--editable", ".")
    session.run("lint-imports", env={"PYTHONUTF8": "1"})


@nox.session
def tests(session: nox.Session) -> None:
    """The suite against the wheel, on the interpreter at hand, with branch coverage."""
    install_wheel(session, *nox.project.dependency_groups(PROJECT, "test"))
    session.run("coverage", "erase")
    words = session.posargs or ["-n", "2"]
    try:
        session.run("coverage", "run", "-m", "pytest", *words)
    finally:
        session.run("coverage", "combine", "--quiet", success_codes=[0, 1])
        session.run("coverage", "report", success_codes=[0, 1])


@nox.session
def gate(session: nox.Session) -> None:
    """This repository's own plans and locks, judged by this repository's own gate."""
    install_wheel(session, *nox.project.dependency_groups(PROJECT, "test"))
    words = session.posargs or ["-q", "-n", "2"]
    for plan in sorted(Path(PLANS).glob("*.md")):
        option = f"--phase-plan={plan.as_posix()}"
        told = session.run("pytest", option, "--phase-status=json", silent=True)
        components = json.loads(str(told))["components"]
        files = dict.fromkeys(path for each in components for path in each["test_files"])
        session.run("pytest", option, "--phase-gate", *words, *files)


@nox.session(python=PYTHONS)
@nox.parametrize("pytest", [nox.param(name, id=name) for name in PYTESTS])
def matrix(session: nox.Session, pytest: str) -> None:
    """The suite on every interpreter found, with the oldest and the newest pytest."""
    install_wheel(
        session, *nox.project.dependency_groups(PROJECT, "test"), "--upgrade", *PYTESTS[pytest]
    )
    session.run("pytest", *(session.posargs or ["-q", "-n", "2"]))


@nox.session
def cheats(session: nox.Session) -> None:
    """The whole table of cheats and honest work, with a replay in the gate. Takes minutes."""
    install_wheel(session, *nox.project.dependency_groups(PROJECT, "test"))
    session.run("pytest", "tests/cheats/with_replay.py", *(session.posargs or ["-q", "-n", "2"]))


@nox.session
def bench(session: nox.Session) -> None:
    """What the plugin costs, in turn with runs that do without it. Takes minutes."""
    install_wheel(session)
    session.run("python", "-m", "tests.benchmarks.bench", *session.posargs)
