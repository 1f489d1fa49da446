"""``pytest-phase reconcile``."""

from __future__ import annotations

import json

import pytest

from tests.command_line import CommandLine
from tests.project import Project

pytest.importorskip("griffe")

PLAN = """# Phase 3: Audit

### Task 1: AuditLogger

- Tests: `tests/test_logger.py`
- Implementation: `shop/logger.py`, which calls `Client.execute_one()`
"""


def a_shop(project: Project, plan: str = PLAN) -> None:
    """A client with one method, and a plan that calls another."""
    project.file("shop/db.py", "class Client:\n    def execute_single(self, sql: str): ...\n")
    project.plan(plan)


def test_what_it_says(project: Project, shell: CommandLine) -> None:
    """Each thing with its place, the counts, and the rows; exit 1."""
    a_shop(project)
    assert shell("reconcile") == (
        1,
        "PLAN.md:6:49: PH501 warning: there is no `Client.execute_one()` in the code. "
        "Nearest: Client.execute_single(self, sql: str) (shop/db.py:2).\n"
        "PLAN.md: 2 names of code: 1 not there, 1 to be created.\n"
        "\nFor the plan (--write puts it there):\n\n"
        "| Spec Says | Actual Code/Schema | Action |\n|---|---|---|\n"
        "| `Client.execute_one()` | `Client.execute_single()` (shop/db.py:2) | Use actual name |\n",
        "",
    )


def test_a_plan_that_agrees(project: Project, shell: CommandLine) -> None:
    """Exit 0, and one line."""
    a_shop(project, PLAN.replace("execute_one", "execute_single"))
    assert shell("reconcile") == (
        0,
        "PLAN.md: 2 names of code: 1 there, 1 to be created.\n",
        "",
    )


def test_write_changes_that_section_alone(project: Project, shell: CommandLine) -> None:
    """Every other byte stays, line ends too; a second time there is nothing to write."""
    a_shop(project)
    path = project.root / "PLAN.md"
    path.write_bytes(PLAN.replace("\n", "\r\n").encode())
    assert shell("reconcile", "--write").err == "PLAN.md: wrote 1 row\n"
    after = path.read_bytes()
    head, found, tail = after.partition(b"### Task 1")
    assert (
        found + tail
        == PLAN.partition("### Task 1")[1].encode()
        + PLAN.partition("### Task 1")[2].replace("\n", "\r\n").encode()
    )
    assert head.startswith(b"# Phase 3: Audit\r\n\r\n## Schema vs Spec Corrections\r\n")
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert shell("reconcile", "--write").code == 0
    assert path.read_bytes() == after


def test_specs_are_read_too(project: Project, shell: CommandLine) -> None:
    """What a spec says is found in the spec."""
    a_shop(project)
    project.file("docs/SPEC.md", "The `contacts` table.\n")
    project.file("schema.sql", "CREATE TABLE customers (id INT);\n")
    said = shell("reconcile", "PLAN.md", "--spec", "docs/SPEC.md").out
    assert "docs/SPEC.md:1:5: PH501 warning: there is no table `contacts` in the code." in said


def test_as_json_and_markdown(project: Project, shell: CommandLine) -> None:
    """The document alone; the table alone, ready to paste."""
    a_shop(project)
    document = json.loads(shell("reconcile", "--format", "json").out)
    assert [(each["text"], each["verdict"]) for each in document["claims"]] == [
        ("shop/logger.py", "planned"),
        ("Client.execute_one()", "missing"),
    ]
    assert document["corrections"][0]["said"] == "`Client.execute_one()`"
    assert shell("reconcile", "--format", "markdown").out.startswith("| Spec Says |")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nope.md"], "ERROR: "),
        (["--spec", "nope.md"], "ERROR: "),
    ],
)
def test_what_cannot_be_read(
    project: Project, shell: CommandLine, words: list[str], message: str
) -> None:
    """Exit 4, and no traceback."""
    a_shop(project)
    said = shell("reconcile", *words)
    assert (said.code, said.out) == (4, "")
    assert said.err.startswith(message)
    assert "nope.md" in said.err


def test_lint_says_it_too(project: Project, shell: CommandLine) -> None:
    """With the libraries of the extra, lint holds the plan against the code."""
    a_shop(project)
    said = shell("lint")
    assert said.code == 0
    assert (
        "PLAN.md:6:49: PH501 warning: there is no `Client.execute_one()` in the code." in said.out
    )


def test_lint_of_a_plan_before_any_code(project: Project, shell: CommandLine) -> None:
    """Where nothing is written yet, there is nothing to hold the plan against."""
    a_shop(project)
    for each in project.root.rglob("*.py"):
        each.unlink()
    assert "PH50" not in shell("lint").out


def test_what_stands_in_a_file_that_was_passed_over_is_not_missing(
    project: Project, shell: CommandLine
) -> None:
    """A newer Python's syntax, a generated file: nobody read it, and it says so."""
    a_shop(project)
    project.file("shop/new.py", "class Client(:\n    def execute_one(self): ...\n")
    said = shell("reconcile")
    assert (said.code, said.out.partition("\n")[0]) == (
        0,
        "PLAN.md:6:49: PH506 info: `Client.execute_one()` is not in the source, and may be there "
        "all the same: shop/new.py was passed over.",
    )
