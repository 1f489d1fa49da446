"""From a recorder's lines to what a side saw."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_phase.adapters.python.finder import is_test_path
from pytest_phase.adapters.replay.lines import Reader, Stood, stood
from pytest_phase.core.replay.sides import WHOLE, Seen, Side

NODE = "tests/test_a.py::test_x"
ITEM = [NODE, "tests/test_a.py", "test_x", None]


def report(outcome: str = "failed", when: str = "call", **more: Any) -> dict[str, Any]:
    """The line of one report."""
    return {
        "report": NODE,
        "when": when,
        "outcome": outcome,
        "expected": False,
        "strict": False,
        "part": False,
        "relayed": False,
        "facts": None,
        "said": "",
        **more,
    }


def facts(kind: str = "AssertionError", *files: str, **more: Any) -> dict[str, Any]:
    """The facts of an exception that came through these files."""
    return {
        "kinds": [kind, "Exception"],
        "said": "why",
        "files": files or ("tests/test_a.py",),
        **more,
    }


def read(folder: Path, *lines: dict[str, Any], items: Any = (ITEM,)) -> Side:
    """What the side saw that wrote these lines."""
    written = [{"items": list(items)}, *lines]
    (folder / "1.jsonl").write_text("".join(json.dumps(each) + "\n" for each in written))
    return Reader(is_test_path, ["shop"]).read(folder)


def seen(folder: Path, *lines: dict[str, Any]) -> Seen:
    """What it saw of the one test."""
    return read(folder, *lines).tests["tests/test_a.py::test_x"][WHOLE]


@pytest.mark.parametrize(
    ("told", "grade"),
    [
        (facts(), "behaviour"),
        (facts("NotImplementedError", "tests/test_a.py", "shop/a.py"), "stub"),
        (facts("ModuleNotFoundError", module="shop.new"), "behaviour"),
        (facts("ImportError", module="shop.new"), "missing"),
        (facts("ImportError", module="numpy"), "broken"),
        (facts("AttributeError", owner="shop/a.py"), "missing"),
        (facts("AttributeError", owner="tests/test_a.py"), "behaviour"),
        (facts("AttributeError", owner=""), "behaviour"),
        (facts("TypeError", owner="shop/a.py", signature=True), "missing"),
        (facts("NameError"), "broken"),
        (facts("TookTooLong"), "infra"),
        (facts("MemoryError"), "infra"),
        (facts("FixtureLookupError", "/site-packages/_pytest/fixtures.py"), "broken"),
    ],
)
def test_a_failure_gets_its_grade(tmp_path: Path, told: dict[str, Any], grade: str) -> None:
    """By the same rules as in a run, from plain facts."""
    if told["kinds"][0] == "ModuleNotFoundError":
        told["kinds"] = ["ModuleNotFoundError", "ImportError"]
        grade = "missing"
    assert seen(tmp_path, report(facts=told)).grade == grade


def test_a_later_pass_does_not_undo_a_failure(tmp_path: Path) -> None:
    """A failing part of a test (subtests) counts, whatever the last report says."""
    assert seen(tmp_path, report(facts=facts(), part=True), report("passed")).outcome == "failed"


def test_setup_and_teardown_are_errors(tmp_path: Path) -> None:
    """A passed call with a teardown that fails is an error."""
    lines = (report("passed"), report(when="teardown", facts=facts()))
    assert seen(tmp_path, *lines).outcome == "error"


def test_a_rerun_is_forgotten(tmp_path: Path) -> None:
    """The last attempt decides."""
    lines = (report("rerun", facts=facts()), report("passed"))
    assert seen(tmp_path, *lines).outcome == "passed"


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        (report("skipped", expected=True, facts=facts()), "xfailed"),
        (report("skipped", expected=True, facts={**facts(), "kinds": ["XFailed"]}), "skipped"),
        (report("passed", expected=True), "xpassed"),
        (report("failed", strict=True), "xpassed"),
        (report("skipped", "setup", said="Skipped: no numpy"), "skipped"),
    ],
)
def test_expected_failures_are_told_apart(
    tmp_path: Path, line: dict[str, Any], outcome: str
) -> None:
    """One that failed, one that gave up, one that passed, strict or not; and a skip."""
    assert seen(tmp_path, line).outcome == outcome


def test_a_skipped_part_says_nothing(tmp_path: Path) -> None:
    """A skipped subtest is no skip of its test."""
    assert seen(tmp_path, report("skipped", part=True), report("passed")).outcome == "passed"


def test_a_crashed_worker_is_told_by_its_controller(tmp_path: Path) -> None:
    """What only the controller reports has no reason: infra."""
    (tmp_path / "0.jsonl").write_text(json.dumps(report(relayed=True)) + "\n")
    assert read(tmp_path).tests["tests/test_a.py::test_x"][WHOLE].grade == "infra"


def test_a_file_that_does_not_import_is_kept_with_its_reason(tmp_path: Path) -> None:
    """Its tests are uncollectable, by the grade of the error."""
    line = {
        "collect": "tests/test_a.py",
        "outcome": "failed",
        "facts": {**facts("ImportError", module="shop.new"), "path": "tests/test_a.py"},
        "said": "",
    }
    side = read(tmp_path, line, items=())
    assert side.uncollected["tests/test_a.py"] == Seen(
        "uncollectable", "missing", "ImportError: why"
    )


def test_a_broken_conftest_blocks_its_folder(tmp_path: Path) -> None:
    """Nothing below it is uncollectable by itself."""
    line = {"collect": "tests/deep", "outcome": "failed", "facts": facts(), "said": ""}
    side = read(tmp_path, line, items=())
    assert list(side.blocked) == ["tests/deep"]
    assert side.uncollected == {}


def test_cases_come_from_items_and_not_from_ids(tmp_path: Path) -> None:
    """An id may hold anything: slashes, colons, brackets, nothing at all."""
    items = [[f"a.py::t[{case}]", "a.py", "t", case] for case in ("a/b::c[d]", "", "]\n")]
    lines = [{**report("passed"), "report": node} for node, *_ in items]
    assert list(read(tmp_path, *lines, items=items).tests["a.py::t"]) == ["a/b::c[d]", "", "]\n"]


def test_a_line_that_was_cut_off_is_passed_over(tmp_path: Path) -> None:
    """The process was killed while it wrote."""
    (tmp_path / "2.jsonl").write_text('{"report": "tests/te')
    assert seen(tmp_path, report("passed")).outcome == "passed"


def test_what_was_stood_in_for_is_gathered_from_all_processes(tmp_path: Path) -> None:
    """Names of all, tests by their ids; other code that asked once is enough."""
    read(tmp_path, {"stood": ["shown"], "touched": [NODE, "tests/test_b.py"], "beyond": False})
    assert stood(tmp_path) == Stood(
        frozenset({"shown"}), frozenset({"tests/test_a.py::test_x"}), False
    )
    line = {"stood": ["door"], "touched": [], "beyond": True}
    (tmp_path / "2.jsonl").write_text(json.dumps(line) + "\n")
    assert stood(tmp_path).names == {"shown", "door"}
    assert stood(tmp_path).beyond
