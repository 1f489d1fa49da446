"""The JSON document is the contract of the design, to the letter."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from pytest_phase.core.report import Report
from pytest_phase.reporting.document import Document, document, schema, to_json
from tests.fakes.builders import (
    a_component,
    a_finding,
    a_plan,
    a_report,
    a_standing,
    a_start,
    a_test_report,
    baseline,
    green,
    red,
    waived,
)

TESTS = [f"tests/audit/test_logger.py::test_{name}" for name in ("a", "b", "c", "d", "e", "f")]


def a_full_report() -> Report:
    """A report in which every key has something to say."""
    retry = a_component("Retry", phase=None, line=14, implementation=())
    audit = a_component(
        files=["tests/audit/test_logger.py"],
        cases=["test_a", "test_b", "test_a", "test_gone"],
        needs=["retry"],
        external=["PostgresClient"],
        after=["retry"],
    )
    rows = (
        *(green(TESTS[0], "stub"), red(TESTS[1], "missing"), red(TESTS[2])),
        *(waived(TESTS[3]), baseline(TESTS[4])),
    )
    return a_report(
        a_standing(retry),
        a_standing(audit, *rows, started=a_start(over=["retry"]), known=TESTS, stale=[TESTS[2]]),
        a_standing(a_component("LLMClient", line=60)),
        findings=(a_finding(where=TESTS[5]), a_finding("PH811", component=None, hint="")),
    )


def test_the_document_has_the_keys_of_the_contract_in_their_order() -> None:
    """Every key, every value, and nothing else; nulls where a thing does not exist."""
    assert list(document(a_full_report()).items()) == [
        ("version", 1),
        ("plan", "PLAN.md"),
        ("lock", "PLAN.lock"),
        ("components", document(a_full_report())["components"]),
        ("in_progress", "auditlogger"),
        ("ready", ["retry", "llmclient"]),
        (
            "findings",
            [
                {
                    "code": "PH801",
                    "severity": "error",
                    "component": "auditlogger",
                    "where": "tests/audit/test_logger.py::test_f",
                    "message": "passed in this run, and was never seen red",
                    "hint": "See it fail first, or waive it with a reason.",
                },
                {
                    "code": "PH811",
                    "severity": "error",
                    "component": None,
                    "where": "tests/test_auditlogger.py::test_one",
                    "message": "passed in this run, and was never seen red",
                    "hint": "",
                },
            ],
        ),
    ]


def test_a_component_has_the_keys_of_the_contract_in_their_order() -> None:
    """Only ids of components that block are dependencies; a case listed twice counts once."""
    component = document(a_full_report())["components"][1]

    assert list(component.items()) == [
        ("id", "auditlogger"),
        ("name", "AuditLogger"),
        ("phase", "3.2"),
        ("line", 41),
        ("lane", "feature"),
        ("state", "in_progress"),
        ("cycle", "red"),
        ("depends_on", ["retry"]),
        ("blocked_by", ["retry"]),
        ("test_files", ["tests/audit/test_logger.py"]),
        ("implementation", ["src/auditlogger.py"]),
        (
            "tests",
            {"known": 6, "red": 2, "green": 1, "stale": 1, "waived": 1, "baseline": 1},
        ),
        ("cases", {"listed": 3, "written": 2}),
        ("grades", {"behaviour": 0, "stub": 1, "missing": 1}),
        ("level", "observed"),
    ]
    assert [list(component[key]) for key in ("tests", "cases", "grades")] == [
        ["known", "red", "green", "stale", "waived", "baseline"],
        ["listed", "written"],
        ["behaviour", "stub", "missing"],
    ]


def test_what_a_component_does_not_have_is_null_or_empty() -> None:
    """The keys are there all the same."""
    bare = a_component("Retry", phase=None, files=(), implementation=())
    component = document(a_report(a_standing(bare)))["components"][0]

    assert component["phase"] is None
    assert (component["test_files"], component["implementation"]) == ([], [])
    assert (component["depends_on"], component["blocked_by"]) == ([], [])


def test_a_test_file_named_twice_is_one_file() -> None:
    """Two classes of one file are one path."""
    component = a_component(files=["tests/test_a.py", "tests/test_b.py", "tests/test_a.py"])

    assert document(a_report(a_standing(component)))["components"][0]["test_files"] == [
        "tests/test_a.py",
        "tests/test_b.py",
    ]


def test_the_lane_is_the_one_the_component_was_started_in() -> None:
    """A plan that changes the lane later does not change what is owed."""
    standing = a_standing(a_component(lane="refactor"), started=a_start(lane="feature"))

    assert document(a_report(standing))["components"][0]["lane"] == "feature"


def test_nothing_in_progress_is_null() -> None:
    """The key is never left out."""
    found = document(a_report(a_standing()))

    assert found["in_progress"] is None
    assert found["findings"] == []


def test_only_a_run_has_the_key_run() -> None:
    """Status runs nothing, and says nothing of a run."""
    assert "run" not in document(a_report())
    assert document(a_report(run=()))["run"] == {"tests": []}


def test_a_test_of_the_run_has_cases_only_where_it_has_parameters() -> None:
    """What the run saw, in the order of the contract."""
    tests = (
        a_test_report(level="observed", cases={"empty": "failed", "long": "passed"}),
        a_test_report(TESTS[1], outcome="passed", grade=None, evidence="none"),
    )

    found = document(a_report(run=tests))["run"]["tests"]

    assert [list(each.items()) for each in found] == [
        [
            ("id", "tests/test_auditlogger.py::test_one"),
            ("component", "auditlogger"),
            ("outcome", "failed"),
            ("grade", "behaviour"),
            ("evidence", "red"),
            ("level", "observed"),
            ("cases", {"empty": "failed", "long": "passed"}),
        ],
        [
            ("id", "tests/audit/test_logger.py::test_b"),
            ("component", "auditlogger"),
            ("outcome", "passed"),
            ("grade", None),
            ("evidence", "none"),
            ("level", None),
        ],
    ]


def test_the_text_is_indented_readable_and_ends_in_one_newline() -> None:
    """Two spaces, any script as it is."""
    text = to_json(a_report(a_standing(a_component("監査ログ"))))

    assert text.startswith('{\n  "version": 1,\n  "plan": "PLAN.md",\n')
    assert '\n      "name": "監査ログ",\n' in text
    assert text.endswith("\n}\n")


def test_the_text_holds_the_document() -> None:
    """Read again it is the same values, and passes the model it was made by."""
    report = replace(a_full_report(), run=(a_test_report(cases={"a": "passed"}),))

    assert json.loads(to_json(report)) == document(report)
    assert Document.model_validate_json(to_json(report)).version == 1


def test_a_path_that_utf8_cannot_hold_is_written_all_the_same() -> None:
    """A file name of odd bytes costs nobody the report."""
    report = a_report(a_standing(a_component(files=["tests/test_\udcff.py"])))

    assert '"tests/test_\\\\udcff.py"' in to_json(report)
    to_json(report).encode()


def test_codes_of_other_plugins_are_reported() -> None:
    """A hook may bring findings with codes of its own."""
    assert document(a_report(findings=(a_finding("ACME1"),)))["findings"][0]["code"] == "ACME1"


def test_the_schema_describes_every_key() -> None:
    """A reader of the schema alone knows what each key means."""
    found = schema()

    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    bare = [
        f"{name}.{key}"
        for name, model in models(found).items()
        for key, value in model["properties"].items()
        if "description" not in value and "$ref" not in value and "$ref" not in str(value)
    ]
    assert bare == []
    assert all(model["description"] for model in models(found).values())


def models(found: dict[str, Any]) -> dict[str, Any]:
    """Every object of the schema, by name."""
    return {"Document": found, **found["$defs"]}


@pytest.mark.parametrize(
    ("model", "optional"),
    [
        ("Document", {"run", "replay"}),
        ("ComponentDocument", set()),
        ("TestCounts", set()),
        ("CaseCounts", set()),
        ("GradeCounts", set()),
        ("FindingDocument", set()),
        ("RunDocument", set()),
        ("TestDocument", {"cases"}),
        ("ReplayedDocument", {"cases"}),
    ],
)
def test_the_schema_says_which_keys_may_be_missing(model: str, optional: set[str]) -> None:
    """Only what does not apply is left out."""
    found = models(schema())[model]

    assert set(found["properties"]) - set(found["required"]) == optional


@pytest.mark.parametrize(
    ("model", "key", "nullable"),
    [
        ("Document", "in_progress", True),
        ("ComponentDocument", "phase", True),
        ("FindingDocument", "component", True),
        ("TestDocument", "grade", True),
        ("TestDocument", "cases", False),
        ("Document", "run", False),
        ("ComponentDocument", "name", False),
    ],
)
def test_the_schema_says_which_values_may_be_null(model: str, key: str, nullable: bool) -> None:
    """A key that is left out is never null, and has no default."""
    value = models(schema())[model]["properties"][key]

    assert ('"null"' in json.dumps(value)) is nullable
    assert "default" not in value


def test_the_schema_lists_the_words_of_the_contract() -> None:
    """States, cycles, outcomes and the rest are closed lists."""
    found = models(schema())

    component = found["ComponentDocument"]["properties"]
    assert component["state"]["enum"] == ["pending", "in_progress", "completed"]
    assert component["cycle"]["enum"] == ["untested", "red", "green"]
    assert component["lane"]["enum"] == ["feature", "refactor", "characterization"]
    test = found["TestDocument"]["properties"]
    assert test["outcome"]["enum"] == [
        *("passed", "failed", "error", "skipped", "xfailed", "xpassed", "uncollectable", "absent")
    ]
    assert test["evidence"]["enum"] == [
        *("red", "green", "baseline", "waived", "none", "out-of-turn", "flaky")
    ]
    assert found["FindingDocument"]["properties"]["severity"]["enum"] == [
        *("error", "warning", "info")
    ]


def test_a_later_key_does_not_break_a_reader() -> None:
    """Version 1 may grow: the schema lets unknown keys pass."""
    assert all("additionalProperties" not in model for model in models(schema()).values())
    later = document(a_report(plan=a_plan())) | {"replay": {"base": "1a2b3c4d5e6f", "tests": []}}
    assert Document.model_validate_json(json.dumps(later)).run is None
