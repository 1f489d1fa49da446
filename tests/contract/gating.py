"""Running the gate on the shop, and finding in its document what a test is about."""

from __future__ import annotations

from typing import Any

from tests.contract.shop import (
    PLAN,
    WRONG,
    one,
    place,
    seen_green,
    seen_red,
    write_source,
)
from tests.project import Project

TWO_CASES = PLAN.replace("  - `test_alpha`", "  - `test_alpha`\n  - `test_more`")


def gated(project: Project, *args: str) -> tuple[int, dict[str, Any]]:
    """The exit code of the gate, and its document."""
    result = project.run("--phase-gate", "--phase-report=report.json", *args)
    assert "Traceback" not in result.stderr.str()
    assert "INTERNALERROR" not in result.stdout.str()
    return int(result.ret), project.report("--phase-gate", *args)


def all_of(document: dict[str, Any], code: str) -> list[dict[str, Any]]:
    """The findings with one code."""
    return [each for each in document["findings"] if each["code"] == code]


def the_one(document: dict[str, Any], code: str) -> dict[str, Any]:
    """The only finding with this code; it says something, and what next."""
    (found,) = all_of(document, code)
    assert found["message"]
    assert found["hint"]
    return found


def red_then_green(project: Project, name: str = "alpha", *args: str) -> None:
    """See a component red, then green."""
    seen_red(project, name)
    seen_green(project, name, *args)


def two_written(project: Project) -> None:
    """Alpha with two tests in one file, red, and then its code; not run since."""
    one(
        project,
        """
        import alpha, pytest
        def test_a(): assert alpha.answer() == 42
        def test_b(): assert alpha.answer() == 42
        """,
        WRONG,
    )
    project.run()
    write_source(project, "alpha")


def two_tests(project: Project) -> None:
    """Alpha with two tests in one file, red and then green."""
    two_written(project)
    project.run()
    assert place(project, "alpha")[1] == "green"


def rewrite(project: Project, old: str, new: str) -> None:
    """Edit the test file of Alpha."""
    test = project.root / "tests/test_alpha.py"
    assert old in test.read_text()
    test.write_text(test.read_text().replace(old, new))
