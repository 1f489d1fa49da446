"""The pytest configuration of a folder, held against what pytest itself finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_phase.adapters.configuration import (
    Configuration,
    absolute,
    find_configuration,
    rootdir,
)
from pytest_phase.formats.pytest_configuration import ConfigurationError
from pytest_phase.settings import Setting
from tests.project import Project


def test_the_nearest_folder(tmp_path: Path) -> None:
    """The nearest folder with a configuration wins, and folders above are not looked at."""
    (tmp_path / "pytest.ini").write_text("[pytest]\nphase_plan = FAR.md\n")
    near = tmp_path / "near"
    (near / "deep").mkdir(parents=True)
    (near / "tox.ini").write_text("[pytest]\nphase_plan = NEAR.md\n")
    found = find_configuration(near / "deep")
    assert found == Configuration(near / "tox.ini", {"phase_plan": "NEAR.md"})


def test_a_path_is_relative_to_its_file(tmp_path: Path) -> None:
    """A path in the configuration starts where the file is, and remembers its source."""
    found = Configuration(tmp_path / "pytest.ini", {"phase_plan": "docs/../PLAN.md", "empty": ""})
    assert found.path("phase_plan") == Setting(tmp_path / "PLAN.md", "ini phase_plan")
    assert found.path("phase_lock") is None
    assert found.path("empty") is None


def test_links_stay(tmp_path: Path) -> None:
    """A path is made absolute without following links."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert absolute(tmp_path, "link/a/../PLAN.md") == tmp_path / "link" / "PLAN.md"


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    """A file that is no UTF-8 configures nothing."""
    (tmp_path / "tox.ini").write_bytes(b"[pytest]\nx = \xff\n")
    (tmp_path / "setup.cfg").write_text("[tool:pytest]\n")
    assert find_configuration(tmp_path).file == tmp_path / "setup.cfg"


def test_a_broken_file(tmp_path: Path) -> None:
    """A broken file is named; the rootdir is found past it."""
    (tmp_path / "pyproject.toml").write_text("[tool.pytest\n")
    with pytest.raises(ConfigurationError, match=r"pyproject\.toml: broken TOML: "):
        find_configuration(tmp_path)
    assert rootdir(tmp_path) == tmp_path


@pytest.mark.parametrize(
    "files",
    [
        {"pytest.ini": ""},
        {"pyproject.toml": "[tool.pytest.ini_options]\n"},
        {"pyproject.toml": "[project]\n"},
        {"setup.py": ""},
        {"tox.ini": "[tox]\n", "setup.cfg": "[tool:pytest]\n"},
        {"deep/pyproject.toml": "[project]\n", "pytest.ini": ""},
        {"deep/setup.py": "", "pyproject.toml": "[project]\n"},
    ],
)
def test_the_rootdir_is_pytest_s(
    project: Project, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a folder below, without arguments, it is the rootdir that pytest prints."""
    (project.root / "deep" / "er").mkdir(parents=True)
    for name, text in files.items():
        project.file(name, text)
    here = project.root / "deep" / "er"
    monkeypatch.chdir(here)
    result = project.run("--collect-only", plan=False)
    result.stdout.fnmatch_lines([f"rootdir: {rootdir(here)}"])
