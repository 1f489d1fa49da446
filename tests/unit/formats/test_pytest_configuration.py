"""What a pytest configuration file says."""

from __future__ import annotations

import pytest

from pytest_phase.formats.pytest_configuration import ConfigurationError, read_configuration


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pytest.toml", '[pytest]\nphase_plan = "PLAN.md"\n'),
        (".pytest.toml", '[pytest]\nphase_plan = "PLAN.md"\n'),
        ("pytest.ini", "[pytest]\nphase_plan = PLAN.md\n"),
        (".pytest.ini", "# why\n[pytest]\nphase_plan: PLAN.md\n"),
        ("pyproject.toml", '[tool.pytest.ini_options]\nphase_plan = "PLAN.md"\n'),
        ("pyproject.toml", '[tool.pytest]\nphase_plan = "PLAN.md"\n'),
        ("tox.ini", "[tox]\nenvlist = a\n[pytest]\nphase_plan = PLAN.md\n"),
        ("setup.cfg", "[tool:pytest]\nphase_plan = PLAN.md\n"),
    ],
)
def test_every_form(name: str, text: str) -> None:
    """Each file that pytest reads is read, in the table that is pytest's there."""
    assert read_configuration(name, text) == {"phase_plan": "PLAN.md"}


@pytest.mark.parametrize("name", ["pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini"])
def test_pytest_s_own_files(name: str) -> None:
    """A file of pytest's own counts even where it says nothing."""
    assert read_configuration(name, "") == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[tool.black]\n"),
        ("pyproject.toml", "tool = 1\n"),
        ("tox.ini", "[tox]\n"),
        ("tox.ini", ""),
        ("setup.cfg", "[pytest]\nphase_plan = PLAN.md\n"),
    ],
)
def test_files_of_others(name: str, text: str) -> None:
    """A file that other tools share counts only where it has pytest's table."""
    assert read_configuration(name, text) is None


def test_values_stay_as_they_are() -> None:
    """A percent sign is no interpolation, and several lines are one value."""
    text = "[pytest]\nlog_format = %(message)s 100%\naddopts =\n    -q\n    -x\n"
    read = read_configuration("pytest.ini", text)
    assert read == {"log_format": "%(message)s 100%", "addopts": "\n-q\n-x"}


@pytest.mark.parametrize(
    ("name", "text", "start"),
    [
        ("pyproject.toml", "[tool.pytest", "broken TOML: "),
        ("pytest.ini", "phase_plan = PLAN.md\n", "broken: File contains no section headers."),
    ],
)
def test_a_broken_file(name: str, text: str, start: str) -> None:
    """What pytest would refuse is refused, on one line."""
    with pytest.raises(ConfigurationError) as caught:
        read_configuration(name, text)
    assert str(caught.value).startswith(start)
    assert "\n" not in str(caught.value)
