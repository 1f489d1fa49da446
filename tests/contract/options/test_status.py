"""``--phase-status`` in each of its forms."""

from __future__ import annotations

import os

import pytest

from tests.contract.shop import (
    open_shop,
    place,
    refused,
    seen_red,
    write_source,
    write_test,
)
from tests.project import Project


def test_status_runs_and_collects_nothing(project: Project) -> None:
    """--phase-status prints the report; no test module is imported, nothing is written."""
    open_shop(project)
    project.file("tests/test_alpha.py", "raise SystemExit('imported')\n")
    result = project.run("--phase-status")
    assert result.ret == 0
    assert "Alpha" in result.stdout.str()
    assert "collected" not in result.stdout.str()
    assert not project.lock


@pytest.mark.parametrize("form", ["text", "json", "markdown", "mermaid"])
def test_status_has_four_forms(project: Project, form: str) -> None:
    """--phase-status=FORM prints every component in that form."""
    open_shop(project)
    result = project.run(f"--phase-status={form}")
    assert result.ret == 0
    said = result.stdout.str()
    assert all(name in said for name in ("Alpha", "Beta", "Gamma"))
    assert said.startswith("{") == (form == "json")


def test_bare_status_is_text(project: Project) -> None:
    """--phase-status without a value is --phase-status=text."""
    open_shop(project)
    bare = project.run("--phase-status").stdout.str()
    assert bare == project.run("--phase-status=text").stdout.str()


def test_status_of_an_unknown_form_is_refused(project: Project) -> None:
    """An unknown form exits 4 and names the four."""
    open_shop(project)
    refused(project.run("--phase-status=xml"), "xml", "text", "json", "markdown", "mermaid")


@pytest.mark.parametrize(
    "conftest", ["print('hello')\n", "import no_such_module\n", "raise SystemExit(3)\n", "def :"]
)
def test_status_loads_no_conftest(project: Project, conftest: str) -> None:
    """A conftest that prints or does not import reaches neither stdout nor the exit code."""
    open_shop(project)
    project.file("conftest.py", conftest)
    project.file("tests/conftest.py", conftest)
    assert len(project.status()["components"]) == 3
    assert len(project.status("tests")["components"]) == 3


def test_status_asked_for_by_addopts_loads_no_conftest(project: Project) -> None:
    """Options from the ini's addopts are options like all others."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\naddopts = --phase-status=json\n")
    project.file("conftest.py", "print('hello')\n")
    assert project.run().stdout.str().startswith("{")


def test_status_works_in_a_read_only_checkout(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status opens nothing for writing, and makes no folder."""
    open_shop(project)
    seen_red(project, "alpha", "-p", "no:cacheprovider")

    def forbidden(*args: object, **kwargs: object) -> None:
        raise OSError(30, "Read-only file system")

    for name in ("mkdir", "makedirs", "replace", "rename", "unlink", "remove"):
        monkeypatch.setattr(os, name, forbidden)
    before = project.lock
    assert project.status()["in_progress"] == "alpha"
    assert project.lock == before


@pytest.mark.parametrize("option", ["--phase-status", "--phase-stop", "--phase-complete"])
def test_optional_value_is_taken_only_after_an_equals_sign(project: Project, option: str) -> None:
    """A path after a bare option stays a path."""
    open_shop(project)
    seen_red(project, "alpha")
    write_source(project, "alpha")
    write_test(project, "gamma")
    result = project.run(option, "tests/test_alpha.py")
    assert result.ret == 0, result.stderr.str()
    assert "test_gamma" not in result.stdout.str()
    expected = {"--phase-status": "in_progress", "--phase-stop": "pending"}
    assert place(project, "alpha")[0] == expected.get(option, "completed")
