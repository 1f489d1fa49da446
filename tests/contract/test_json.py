"""The report document, key by key."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.contract.shop import (
    PLAN,
    component,
    one,
    open_shop,
    run_of,
    seen_green,
    seen_red,
    write_source,
    write_test,
)
from tests.project import Project

TOP = ["version", "plan", "lock", "components", "in_progress", "ready", "findings"]
OF_A_COMPONENT = [
    *("id", "name", "phase", "line", "lane", "state", "cycle", "depends_on", "blocked_by"),
    *("test_files", "implementation", "tests", "cases", "grades", "level"),
]
OF_A_FINDING = ["code", "severity", "component", "where", "message", "hint"]
OF_A_TEST = ["id", "component", "outcome", "grade", "evidence", "level", "cases"]


def test_keys_and_their_order(project: Project) -> None:
    """The document has exactly the keys of the contract, in its order."""
    open_shop(project)
    document = project.status()
    assert list(document) == TOP
    for each in document["components"]:
        assert list(each) == OF_A_COMPONENT
        assert list(each["tests"]) == ["known", "red", "green", "stale", "waived", "baseline"]
        assert list(each["cases"]) == ["listed", "written"]
        assert list(each["grades"]) == ["behaviour", "stub", "missing"]


def test_version_plan_and_lock(project: Project) -> None:
    """The version is 1; plan and lock are named relative to the project root."""
    open_shop(project)
    document = project.status()
    assert (document["version"], document["plan"], document["lock"]) == (1, "PLAN.md", "PLAN.lock")


def test_component_as_the_plan_says(project: Project) -> None:
    """What comes from the plan: id, name, phase, line, lane, dependencies, files, in order."""
    open_shop(project)
    document = project.status()
    assert [each["id"] for each in document["components"]] == ["alpha", "gamma", "beta"]
    beta = component(project, "beta")
    line = PLAN.lstrip("\n").splitlines().index("#### Beta") + 1
    assert beta == {
        "id": "beta",
        "name": "Beta",
        "phase": "1.1",
        "line": line,
        "lane": "feature",
        "state": "pending",
        "cycle": "untested",
        "depends_on": ["alpha"],
        "blocked_by": ["alpha"],
        "test_files": ["tests/test_beta.py"],
        "implementation": ["src/beta.py"],
        "tests": {"known": 0, "red": 0, "green": 0, "stale": 0, "waived": 0, "baseline": 0},
        "cases": {"listed": 0, "written": 0},
        "grades": {"behaviour": 0, "stub": 0, "missing": 0},
        "level": None,
    }


def test_nothing_in_progress_is_null(project: Project) -> None:
    """in_progress is null while nothing is, else the id."""
    open_shop(project)
    assert project.status()["in_progress"] is None
    seen_red(project, "alpha")
    assert project.status()["in_progress"] == "alpha"


def test_ready_is_pending_and_not_blocked(project: Project) -> None:
    """ready: pending and nothing in blocked_by, in the plan's order, whatever is in progress."""
    open_shop(project)
    assert project.status()["ready"] == ["alpha", "gamma"]
    seen_red(project, "alpha")
    assert project.status()["ready"] == ["gamma"]
    seen_green(project, "alpha", "--phase-complete")
    assert project.status()["ready"] == ["gamma", "beta"]
    assert component(project, "beta")["blocked_by"] == []


def test_counts_of_red_and_green(project: Project) -> None:
    """tests.red counts those with counting red, green by now or not; tests.green those green."""
    one(
        project,
        """
        import alpha
        def test_missing(): alpha.other()
        def test_stub(): alpha.answer()
        def test_wrong(): assert 0
        """,
        "def answer():\n    raise NotImplementedError\n",
    )
    project.run()
    found = component(project, "alpha")
    assert found["grades"] == {"behaviour": 1, "stub": 1, "missing": 1}
    assert found["tests"]["known"] == found["tests"]["red"] == 3
    assert found["tests"]["green"] == 0
    write_source(project, "alpha", "def answer(): pass\ndef other(): pass\n")
    project.run()
    found = component(project, "alpha")
    assert (found["tests"]["red"], found["tests"]["green"]) == (3, 2)
    assert found["grades"] == {"behaviour": 1, "stub": 1, "missing": 1}


def test_stale_evidence_is_counted(project: Project) -> None:
    """A test whose text changed since its red counts as stale, and not as red."""
    open_shop(project)
    seen_red(project, "alpha")
    test = project.root / "tests/test_alpha.py"
    test.write_text(test.read_text().replace("== 42", "== 41"))
    found = component(project, "alpha")
    assert found["tests"] == {
        "known": 1, "red": 0, "green": 0, "stale": 1, "waived": 0, "baseline": 0
    }  # fmt: skip


def test_listed_and_written_cases(project: Project) -> None:
    """cases.listed counts those of the plan, cases.written those that have a test."""
    open_shop(project, PLAN.replace("  - `test_alpha`", "  - `test_alpha`\n  - `test_more`"))
    assert component(project, "alpha")["cases"] == {"listed": 2, "written": 0}
    write_test(project, "alpha")
    assert component(project, "alpha")["cases"] == {"listed": 2, "written": 1}


def test_known_before_any_run_is_read_from_source(project: Project) -> None:
    """Status knows the tests of a file nobody ran yet."""
    open_shop(project)
    project.file("tests/test_alpha.py", "def test_one(): pass\n\n\ndef test_two(): pass\n")
    assert component(project, "alpha")["tests"]["known"] == 2
    assert not project.lock


def test_finding_has_six_keys(project: Project) -> None:
    """A finding names code, severity, component, place, message and hint."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    (found,) = project.report("--phase-gate")["findings"]
    assert list(found) == OF_A_FINDING
    assert found["code"] == "PH801"
    assert found["severity"] == "error"
    assert found["component"] == "alpha"
    assert found["where"] == "tests/test_alpha.py::test_alpha"
    assert found["message"]
    assert found["hint"]


def test_report_is_the_status_with_the_run_added(project: Project) -> None:
    """--phase-report has the same keys, and ``run``; without a replay no ``replay``."""
    open_shop(project)
    write_test(project, "alpha")
    document = project.report()
    assert list(document) == [*TOP, "run"]
    assert list(document["run"]) == ["tests"]
    status = project.status()
    assert {key: document[key] for key in TOP} == status


def test_test_of_a_run(project: Project) -> None:
    """A test of the run has id, component, outcome, grade and evidence; cases only with params."""
    open_shop(project)
    write_test(project, "alpha")
    (seen,) = project.report()["run"]["tests"]
    assert seen == {
        "id": "tests/test_alpha.py::test_alpha",
        "component": "alpha",
        "outcome": "uncollectable",
        "grade": "missing",
        "evidence": "red",
        "level": "observed",
    }


def test_cases_of_a_parametrized_test(project: Project) -> None:
    """The cases map the parameter ids to their outcomes; the test has the worst of them."""
    one(
        project,
        """
        import pytest

        @pytest.mark.parametrize("n", [1, 2], ids=["empty", "long"])
        def test_x(n): assert n == 2
        """,
    )
    (seen,) = project.report()["run"]["tests"]
    assert list(seen) == OF_A_TEST
    assert seen["outcome"] == "failed"
    assert seen["cases"] == {"empty": "failed", "long": "passed"}


OUTCOMES = """
import pytest

@pytest.fixture
def bad_setup(): assert 0

@pytest.fixture
def bad_teardown():
    yield
    assert 0

def test_passed(): pass
def test_failed(): assert 0
def test_setup(bad_setup): pass
def test_teardown(bad_teardown): pass
@pytest.mark.skip(reason="later")
def test_skipped(): pass
@pytest.mark.xfail
def test_xfailed(): assert 0
@pytest.mark.xfail
def test_xpassed(): pass
@pytest.mark.xfail(strict=True)
def test_strict(): pass
"""


def test_outcomes(project: Project) -> None:
    """Every outcome has its word; setup and teardown are errors, a strict xpass is an xpass."""
    one(project, OUTCOMES)
    seen = run_of(project.report())
    assert {name: each["outcome"] for name, each in seen.items()} == {
        "test_passed": "passed",
        "test_failed": "failed",
        "test_setup": "error",
        "test_teardown": "error",
        "test_skipped": "skipped",
        "test_xfailed": "xfailed",
        "test_xpassed": "xpassed",
        "test_strict": "xpassed",
    }


def test_grade_is_null_where_nothing_failed(project: Project) -> None:
    """A test that passed or was skipped has no grade."""
    one(project, OUTCOMES)
    seen = run_of(project.report())
    nulls = {name for name, each in seen.items() if each["grade"] is None}
    assert nulls == {"test_passed", "test_skipped", "test_xpassed", "test_strict"}


def test_evidence_after_the_run(project: Project) -> None:
    """The evidence is what the lock holds after this run: none, red, green, waived, baseline."""
    one(
        project,
        """
        import alpha, pytest
        def test_red(): assert alpha.answer() == 1
        def test_none(): pass
        @pytest.mark.phase_waive(reason="r")
        def test_waived(): pass
        """,
    )
    seen = run_of(project.report())
    assert {name: each["evidence"] for name, each in seen.items()} == {
        "test_red": "red",
        "test_none": "none",
        "test_waived": "waived",
    }
    write_source(project, "alpha", "def answer():\n    return 1\n")
    seen = run_of(project.report("--phase-baseline=before"))
    assert seen["test_red"]["evidence"] == "green"
    assert seen["test_none"]["evidence"] == "baseline"


def test_evidence_out_of_turn(project: Project) -> None:
    """A first red of another component than the one in progress is out-of-turn."""
    open_shop(project)
    seen_red(project, "alpha")
    write_test(project, "gamma")
    assert run_of(project.report())["test_gamma"]["evidence"] == "out-of-turn"


def test_report_of_a_run_that_is_not_recorded(project: Project) -> None:
    """With --phase-no-record the lock holds nothing, and the report says so."""
    open_shop(project)
    write_test(project, "alpha")
    assert run_of(project.report("--phase-no-record"))["test_alpha"]["evidence"] == "none"


def test_tests_of_no_component_are_not_listed(project: Project) -> None:
    """The run lists the tests of the plan only; the rest is one PH831."""
    open_shop(project)
    write_test(project, "alpha")
    project.file("tests/test_other.py", "def test_other(): pass\n")
    document = project.report("--phase-gate")
    assert set(run_of(document)) == {"test_alpha"}
    (said,) = [each for each in document["findings"] if each["code"] == "PH831"]
    assert (said["severity"], said["component"]) == ("info", None)
    assert "1 test" in said["message"]


def test_report_is_written_into_a_new_folder(project: Project) -> None:
    """--phase-report PATH is relative to where pytest was called, and makes its folder."""
    open_shop(project)
    write_test(project, "alpha")
    project.run("--phase-report=out/deep/report.json")
    text = (project.root / "out/deep/report.json").read_text(encoding="utf-8")
    assert json.loads(text)["version"] == 1


def test_status_and_report_hold_no_absolute_path(project: Project) -> None:
    """Every path is relative to the project root, with slashes."""
    open_shop(project)
    seen_red(project, "alpha")
    assert str(project.root) not in json.dumps(project.status())
    assert str(project.root) not in json.dumps(project.report("--phase-gate"))


def _ids(project: Project, names: list[tuple[str, str]]) -> list[str]:
    parts = ["# Plan\n"]
    for n, (phase, name) in enumerate(names):
        parts += [f"## Phase {phase}: Part\n", f"### {name}\n", f"- Tests: `tests/test_{n}.py`\n"]
    project.plan("\n".join(parts))
    return [each["id"] for each in project.status()["components"]]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("AuditLogger", "auditlogger"),
        ("Audit Logger", "audit-logger"),
        ("Audit -- Logger!", "audit-logger"),
        ("Ünïcode Größe", "ünïcode-größe"),
        ("日本語 ログ", "日本語-ログ"),
        ("Retry 2.0", "retry-2-0"),
        ("`retry_policy`", "retry-policy"),
        ("(Retry)", "retry"),
    ],
)
def test_id_is_the_slug_of_the_name(project: Project, name: str, slug: str) -> None:
    """Lower case; letters and digits of any script are kept; runs of anything else become one -."""
    assert _ids(project, [("1", name)]) == [slug]


def test_repeated_name_gets_its_phase(project: Project) -> None:
    """Ids are never the same: a repeated name gets its phase, then a number."""
    found = _ids(project, [("1", "Retry"), ("2", "Retry"), ("2", "Retry")])
    assert found == ["retry", "retry-2", "retry-2-2"]


def test_name_without_letters_gets_a_number(project: Project) -> None:
    """A name that leaves nothing of a slug is component-<n>."""
    assert _ids(project, [("1", "Retry"), ("1", "!!!")]) == ["retry", "component-2"]


def test_json_is_utf_8_whatever_the_terminal(project: Project) -> None:
    """The document can be read back with names of any script."""
    project.plan("## Phase 1: Teil\n\n### Größe 日本\n\n- Tests: `tests/test_x.py`\n")
    (found,) = project.status()["components"]
    assert found["name"] == "Größe 日本"


def _counts(document: dict[str, Any]) -> list[Any]:
    return [each["tests"] for each in document["components"]]


def test_status_after_a_run_says_what_the_run_said(project: Project) -> None:
    """What status reads from the lock is what the report of the last run counted."""
    open_shop(project)
    write_test(project, "alpha")
    write_test(project, "gamma")
    assert _counts(project.report()) == _counts(project.status())
