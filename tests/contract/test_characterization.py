"""A characterization is born green: its tests are shown to fail where the code does nothing."""

from __future__ import annotations

import pytest

from tests.contract.shop import PLAN, codes, evidence, open_shop, write_source
from tests.project import Project

GAMMA = "#### Gamma\n"
SOURCE = """
from dataclasses import dataclass


RATE = 42


def answer():
    return RATE


@dataclass
class Cart:
    size: int = 0

    def add(self, count):
        self.size += count
        return self.size
"""
TESTS = """
import gamma


def test_asserts():
    assert gamma.answer() == 42


def test_asserts_nothing():
    gamma.answer()
    gamma.Cart().add(2)


def test_adds():
    cart = gamma.Cart()
    cart.add(2)
    assert cart.size == 2
"""


def _open(project: Project, lane: str = "- Lane: characterization\n", more: str = "") -> None:
    open_shop(project, PLAN.replace(GAMMA, GAMMA + lane))
    write_source(project, "gamma", SOURCE)
    project.file("tests/test_gamma.py", TESTS + more)


def _nulls(project: Project) -> dict[str, str]:
    """What each test's row says of code that does nothing."""
    words = {test: row.split() for test, row in evidence(project, "gamma").items()}
    found = {t: [w[5:] for w in row if w.startswith("null=")] for t, row in words.items()}
    return {test: values[0] for test, values in found.items() if values}


def test_a_test_that_asserts_nothing_is_warned_of(project: Project) -> None:
    """PH820 for what passes where the code does nothing; the row holds what was found."""
    _open(project)
    run = project.run("--phase-start=gamma", probe=True)
    run.assert_outcomes(passed=3)
    assert _nulls(project) == {
        "test_asserts": "failed",
        "test_asserts_nothing": "passed",
        "test_adds": "failed",
    }
    assert "test_asserts_nothing" in run.stdout.str().split("does nothing")[1]
    assert project.run("--phase-complete").ret == 0
    gate = project.report("--phase-gate")
    assert ("PH820", "warning") in codes(gate)
    (found,) = [each for each in gate["findings"] if each["code"] == "PH820"]
    assert found["where"] == "tests/test_gamma.py::test_asserts_nothing"


def test_each_text_is_tried_once(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second run starts no process; a new text is tried anew."""
    _open(project)
    project.run("--phase-start=gamma", probe=True)
    before = project.lock
    with monkeypatch.context() as patch:
        patch.setattr("pytest_phase.session.null_probe.run_pytest", None)
        assert project.run(probe=True).ret == 0
    assert project.lock == before
    project.file(
        "tests/test_gamma.py",
        TESTS.replace("    gamma.Cart().add(2)\n", "    assert gamma.Cart().add(2) == 2\n"),
    )
    project.run(probe=True)
    assert set(_nulls(project).values()) == {"failed"}
    assert ("PH820", "warning") not in codes(project.report("--phase-gate"))


def test_a_mark_says_the_lane_too(project: Project) -> None:
    """The plan may say nothing."""
    mark = 'pytest.mark.phase_component("Gamma", lane="characterization")'
    _open(project, "", f"import pytest\n\npytestmark = {mark}\n")
    project.run("--phase-start=gamma", probe=True)
    assert _nulls(project)["test_asserts"] == "failed"


def test_it_can_be_switched_off(project: Project) -> None:
    """``phase_null_probe = false``, as for new reds."""
    _open(project)
    project.run("--phase-start=gamma", "-o", "phase_null_probe=false", probe=True)
    assert _nulls(project) == {}


def test_code_that_a_conftest_imported_is_stubbed_too(project: Project) -> None:
    """Whoever imports it first; fixtures and parameters that use it are as they were."""
    _open(project, more="\n\ndef test_made(cart):\n    assert cart.add(1) == 1\n")
    project.file(
        "conftest.py",
        "import gamma, pytest\n\nSIZE = gamma.answer() + 1\n\n\n"
        "@pytest.fixture\ndef cart():\n    return gamma.Cart()\n",
    )
    project.run("--phase-start=gamma", probe=True)
    nulls = _nulls(project)
    assert (nulls["test_asserts_nothing"], nulls["test_made"]) == ("passed", "failed")


def test_code_that_is_somewhere_else_says_nothing(project: Project) -> None:
    """Where none of the named files is imported, nothing was taken away: no finding."""
    _open(project)
    (project.root / "src/gamma.py").rename(project.root / "gamma.py")
    project.file("pytest.ini", "[pytest]\npythonpath = .\n")
    project.run("--phase-start=gamma", probe=True)
    assert set(_nulls(project).values()) == {"unknown"}


def test_a_process_that_dies_says_nothing(project: Project) -> None:
    """One line says so; the tests are not tried again."""
    _open(project)
    project.file(
        "conftest.py", "import os\n\nif 'PYTEST_PHASE_NULL_STUBS' in os.environ:\n    os._exit(3)\n"
    )
    run = project.run("--phase-start=gamma", probe=True)
    assert "3 tests not tried against code that does nothing" in run.stdout.str()
    assert set(_nulls(project).values()) == {"unknown"}


def test_what_runs_elsewhere_says_nothing(project: Project) -> None:
    """A process that the test starts has the real code: no finding."""
    more = (
        "\n\ndef test_runs():\n    import subprocess\n    import sys\n\n"
        '    subprocess.run([sys.executable, "-c", "pass"], check=True)\n'
    )
    _open(project, more=more)
    project.run("--phase-start=gamma", probe=True)
    assert _nulls(project)["test_runs"] == "unknown"
