"""``pytest-phase forget``."""

from __future__ import annotations

import pytest

from pytest_phase.core.ledger import Ledger
from pytest_phase.formats.lock_toml import write_lock
from tests.command_line import CommandLine
from tests.fakes.builders import A_TEST, a_section, a_start, baseline, green, red, waived
from tests.project import Project

TWO = "tests/test_auditlogger.py::test_two"

PLAN = """
# Phase 3: Audit trail

### Phase 3.2: Core

#### AuditLogger

- Tests: `tests/test_auditlogger.py`
"""


@pytest.fixture
def audit(project: Project) -> Project:
    """A project whose one test was seen red and green, and is gone now."""
    project.plan(PLAN)
    lock(project, green())
    return project


def lock(project: Project, *rows: object) -> None:
    """Write a lock with these rows."""
    section = a_section(*rows, started=a_start())  # type: ignore[arg-type]
    project.file("PLAN.lock", write_lock(Ledger({"auditlogger": section}), ["auditlogger"]))


def test_all_it_says(audit: Project, shell: CommandLine) -> None:
    """What was lost, what stands in its place, and what next, word for word."""
    assert shell("forget", A_TEST, "--reason", " replaced by 2 others, 100% ") == (
        0,
        f"Forgot {A_TEST}: red (behaviour) and green, in auditlogger.\n"
        "Its place in PLAN.lock is taken by the reason: replaced by 2 others, 100%\n"
        "Next: commit PLAN.lock. "
        "The gate lists the reason (PH830) until the test is seen red.\n",
        "",
    )
    assert f'"forgotten {A_TEST} reason=replaced%20by%202%20others,%20100%25"' in audit.lock
    assert f'"test {A_TEST}' not in audit.lock


@pytest.mark.parametrize(
    ("row", "word"),
    [(red(), "red (behaviour)"), (baseline(), "a baseline"), (waived(), "a waiver")],
)
def test_what_was_lost(audit: Project, shell: CommandLine, row: object, word: str) -> None:
    """Each kind of evidence has its word."""
    lock(audit, row)
    said = shell("forget", A_TEST, "--reason=x")
    assert said.out.startswith(f"Forgot {A_TEST}: {word}, in auditlogger.\n")


def test_the_gate(audit: Project, shell: CommandLine) -> None:
    """A test that is gone fails the gate; forgotten it passes, and the reason is listed."""
    audit.file("tests/test_auditlogger.py", "")
    audit.file("tests/test_other.py", "def test_other(): pass\n")
    before = audit.run("--phase-gate", "tests/test_auditlogger.py", "tests/test_other.py")
    before.stdout.fnmatch_lines(["error PH804 in AuditLogger: *"])
    assert before.ret == 1
    shell("forget", A_TEST, "--reason=not asked for any more")
    status = audit.status()
    assert [(each["code"], each["where"], each["message"]) for each in status["findings"]] == [
        ("PH830", A_TEST, "was forgotten: not asked for any more")
    ]


def test_a_parameter_case(audit: Project, shell: CommandLine) -> None:
    """A case stands for its function: evidence is kept for that."""
    assert shell("forget", f"{A_TEST}[a::b]", "--reason=x").code == 0


def test_another_plan(audit: Project, shell: CommandLine) -> None:
    """``--plan`` names the plan, and the lock beside it is meant."""
    (audit.root / "docs").mkdir()
    for name in ("PLAN.md", "PLAN.lock"):
        (audit.root / name).rename(audit.root / "docs" / name)
    said = shell("forget", A_TEST, "--reason=x", "--plan=docs/PLAN.md")
    assert said.code == 0
    assert "Next: commit docs/PLAN.lock. " in said.out


def test_an_unknown_test(audit: Project, shell: CommandLine) -> None:
    """The nearest ids of the lock are named, and nothing is written."""
    before = audit.lock
    said = shell("forget", "tests/test_auditlogger.py::test_oen", "--reason=x")
    assert said == (
        4,
        "",
        "ERROR: PLAN.lock: no evidence of tests/test_auditlogger.py::test_oen. "
        f"Nearest:\n  {A_TEST}\n",
    )
    assert audit.lock == before


def test_a_blank_reason(audit: Project, shell: CommandLine) -> None:
    """The reason is for people: it cannot be blank."""
    assert shell("forget", A_TEST, "--reason", " \t") == (
        4,
        "",
        'ERROR: argument --reason: it is empty; say why: --reason "replaced by test_two". '
        "See: pytest-phase forget --help\n",
    )


def test_no_reason(audit: Project, shell: CommandLine) -> None:
    """The reason is required."""
    said = shell("forget", A_TEST)
    assert (said.code, said.out) == (4, "")
    assert "the following arguments are required: --reason." in said.err


def test_a_broken_lock(audit: Project, shell: CommandLine) -> None:
    """A lock that cannot be read is refused, and stays as it is."""
    audit.file("PLAN.lock", "version = 1\n")
    said = shell("forget", A_TEST, "--reason=x")
    assert (said.code, said.out) == (4, "")
    assert said.err.startswith("ERROR: PLAN.lock:1: The lock is truncated: ")
    assert audit.lock == "version = 1\n"


def test_a_read_only_lock(audit: Project, shell: CommandLine) -> None:
    """What cannot be saved is exit 4, and said."""
    audit.lock_path.chmod(0o444)
    before = audit.lock
    said = shell("forget", A_TEST, "--reason=x")
    assert (said.code, said.out) == (4, "")
    assert said.err.startswith("ERROR: PLAN.lock: The lock is read-only. Make it writable: ")
    assert audit.lock == before


def test_several_at_once(audit: Project, shell: CommandLine) -> None:
    """A line for each test, and what holds for all of them once."""
    lock(audit, green(), red(TWO))
    assert shell("forget", A_TEST, TWO, "--reason", "split up") == (
        0,
        f"Forgot {A_TEST}: red (behaviour) and green, in auditlogger.\n"
        f"Forgot {TWO}: red (behaviour), in auditlogger.\n"
        "Their place in PLAN.lock is taken by the reason: split up\n"
        "Next: commit PLAN.lock. "
        "The gate lists the reason (PH830) until they are seen red.\n",
        "",
    )


def test_a_typo_among_several_forgets_none(audit: Project, shell: CommandLine) -> None:
    """Exit 4 names the one that nobody knows, and the lock is as it was."""
    before = audit.lock
    code, out, err = shell("forget", A_TEST, f"{A_TEST}x", "--reason", "split up")
    assert (code, out) == (4, "")
    assert f"no evidence of {A_TEST}x" in err
    assert audit.lock == before
