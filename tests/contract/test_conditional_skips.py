"""Tests that a condition skips here and now: a warning, where their evidence is whole."""

from __future__ import annotations

import pytest

from tests.contract.shop import WRONG, codes, one, place, write_source
from tests.project import Project

RUNSLOW = """
import pytest

def pytest_addoption(parser):
    parser.addoption("--runslow", action="store_true")

def pytest_configure(config):
    config.addinivalue_line("markers", "slow: takes long")

def pytest_collection_modifyitems(config, items):
    if config.getoption("--runslow"):
        return
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="needs --runslow"))
"""

LINES = {
    "skipif": "@pytest.mark.skipif('\"HERE\" in __import__(\"os\").environ', reason='here')\n{}",
    "skipif of the class": (
        "@pytest.mark.skipif('\"HERE\" in __import__(\"os\").environ', reason='here')\n"
        "class TestIt:\n    {}"
    ),
    "--runslow": "@pytest.mark.slow\n{}",
    "skip in the body": "{}\n    if 'HERE' in os.environ: pytest.skip('here')",
    "importorskip in the body": "{}\n    if 'HERE' in os.environ: pytest.importorskip('no_such')",
    "skip in a fixture": (
        "@pytest.fixture(autouse=True)\n"
        "def lane():\n    if 'HERE' in os.environ: pytest.skip('here')\n{}"
    ),
    "skip in a hook": "{}",
    "unittest": "@unittest.skipIf('HERE' in os.environ, 'here')\n{}",
    "SkipTest": "{}\n    if 'HERE' in os.environ: raise unittest.SkipTest('here')",
    "skip of the module": (
        "if 'HERE' in os.environ: pytest.skip('here', allow_module_level=True)\n{}"
    ),
    "importorskip of the module": (
        "if 'HERE' in os.environ: pytest.importorskip('no_such_module')\n{}"
    ),
}


def _write(project: Project, name: str) -> None:
    head = "import os, unittest, pytest, alpha\n"
    method = "self" if "class" in name else ""
    test = f"def test_alpha({method}):"
    lines = LINES[name].replace("{}", test)
    deep = "        " if "class" in name else "    "
    one(project, f"{head}{lines}\n{deep}assert alpha.answer() == 42\n", WRONG)
    if name == "--runslow":
        project.file("conftest.py", RUNSLOW)
    if name == "skip in a hook":
        project.file(
            "conftest.py",
            "import os, pytest\ndef pytest_runtest_setup(item):\n"
            "    if 'HERE' in os.environ: pytest.skip('here')\n",
        )


@pytest.mark.parametrize("name", LINES)
def test_skipped_by_a_condition_with_whole_evidence_is_a_warning(
    project: Project, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red and green where the condition does not hold, and skipped where it does."""
    monkeypatch.delenv("HERE", raising=False)
    args = ["--runslow"] if name == "--runslow" else []
    _write(project, name)
    project.run(*args)
    write_source(project, "alpha")
    project.run(*args)
    assert place(project, "alpha") == ("in_progress", "green")
    monkeypatch.setenv("HERE", "1")
    found = codes(project.report("--phase-gate"))
    assert ("PH804", "warning") in found
    assert ("PH804", "error") not in found


@pytest.mark.phase_waive(reason="held before, and has to hold after")
def test_a_condition_is_no_excuse_for_half_the_evidence(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red and never green: skipped by whatever condition, it is an error."""
    monkeypatch.delenv("HERE", raising=False)
    _write(project, "--runslow")
    project.run("--runslow")
    assert ("PH804", "error") in codes(project.report("--phase-gate"))


@pytest.mark.phase_waive(reason="held before, and has to hold after")
def test_a_skip_that_somebody_wrote_on_the_test_is_an_error(project: Project) -> None:
    """Even where a condition would skip it too."""
    _write(project, "--runslow")
    project.run("--runslow")
    write_source(project, "alpha")
    project.run("--runslow")
    test = project.root / "tests/test_alpha.py"
    text = test.read_text(encoding="utf-8")
    test.write_text(text.replace("@pytest.mark.slow", "@pytest.mark.slow\n@pytest.mark.skip"))
    assert ("PH804", "error") in codes(project.report("--phase-gate"))
    assert ("PH804", "error") in codes(project.report("--phase-gate", "--runslow"))


WRITTEN = {
    "mark": ("def test_", "@pytest.mark.skip\ndef test_"),
    "unittest": ("def test_", "@unittest.skip('later')\ndef test_"),
    "module": ("import alpha", "import alpha\npytest.skip('later', allow_module_level=True)"),
    "pytestmark": ("import alpha", "import alpha\npytestmark = [pytest.mark.skip]"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_skip_without_a_condition_is_an_error(project: Project, name: str) -> None:
    """In whatever way it is written."""
    body = "import unittest, pytest\nimport alpha\ndef test_alpha(): assert alpha.answer() == 42\n"
    one(project, body, WRONG)
    project.run()
    write_source(project, "alpha")
    project.run()
    one(project, body.replace(*WRITTEN[name]))
    assert ("PH804", "error") in codes(project.report("--phase-gate"))
