"""The ladder, as reports and the gate show it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.project import Project

PLAN = """
    ### Task 1: Money

    - Tests: `tests/test_money.py`
    - Implementation: `money.py`
"""
TEST = """
    import pytest

    def test_cents():
        from money import cents
        assert cents("1") == 100

    @pytest.mark.phase_waive(reason="always so")
    def test_true():
        assert True
"""


@pytest.fixture
def money(project: Project) -> Project:
    """A component that was seen red and green, with one waived test."""
    project.plan(PLAN)
    project.file("pytest.ini", "[pytest]\npythonpath = .\nphase_snapshots = false\n")
    project.file("tests/test_money.py", TEST)
    project.run()
    project.file("money.py", "def cents(price):\n    return int(price) * 100\n")
    project.run("--phase-complete")
    return project


def levels(document: dict[str, Any]) -> dict[str, str | None]:
    """The level of each test of a run, by its name."""
    return {each["id"].rpartition("::")[2]: each["level"] for each in document["run"]["tests"]}


def lie(money: Project) -> None:
    """Write into the lock that all was reproduced."""
    text = money.lock.replace(" green=", " level=reproduced green=")
    money.lock_path.write_text(text, encoding="utf-8")


def test_what_was_seen_is_observed_and_what_was_waived_declared(money: Project) -> None:
    """By test, and of the component what each of its tests has at least."""
    document = money.report("--phase-gate")
    assert levels(document) == {"test_cents": "observed", "test_true": "declared"}
    assert document["components"][0]["level"] == "observed"
    assert money.status()["components"][0]["level"] == "observed"


def test_a_plan_without_evidence_has_no_level(project: Project) -> None:
    """Null, and not the lowest rung."""
    project.plan(PLAN)
    assert project.status()["components"][0]["level"] is None


@pytest.mark.parametrize("least", ["replayed", "reproduced"])
def test_the_gate_asks_for_more_than_was_seen(money: Project, least: str) -> None:
    """``phase_min_level``: what was only observed does not pass; a waiver does."""
    result = money.run("--phase-gate", "-o", f"phase_min_level={least}")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "error PH801 in Money: passes, and its red is only observed "
            f"(phase_min_level = {least})",
            "    tests/test_money.py::test_cents",
            "    hint: *",
        ]
    )
    found = money.report("--phase-gate", "-o", f"phase_min_level={least}")["findings"]
    assert [each["where"] for each in found if each["code"] == "PH801"] == [
        "tests/test_money.py::test_cents"
    ]


def test_the_gate_believes_no_level_that_the_lock_claims(money: Project) -> None:
    """Only what this run has proved counts, whatever stands in the file."""
    lie(money)
    result = money.run("--phase-gate", "-o", "phase_min_level=replayed")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*its red is only observed (phase_min_level = replayed)"])
    assert levels(money.report("--phase-gate"))["test_cents"] == "observed"


def test_a_level_that_does_not_exist(money: Project) -> None:
    """Exit 4, and what there is to choose from."""
    result = money.run("-o", "phase_min_level=proved")
    assert result.ret == 4
    result.stderr.fnmatch_lines(
        [
            'ERROR: phase_min_level = "proved": no such level. '
            "Choose one of observed, replayed, reproduced."
        ]
    )


class TestReplay:
    """What a replay proves of a plan's tests."""

    @pytest.fixture
    def together(self, project: Project) -> Project:
        """A base commit; then code and its test, written together, and never seen red."""
        project.plan(PLAN)
        project.file("pytest.ini", "[pytest]\npythonpath = .\nphase_snapshots = false\n")
        project.file("money.py", "def cents(price):\n    return 0\n")
        project.commit()
        project.file("tests/test_money.py", TEST)
        project.file("money.py", "def cents(price):\n    return int(price) * 100\n")
        return project

    def test_red_is_earned_afterwards(self, together: Project) -> None:
        """The row says that it was replayed, and the component can be completed."""
        result = together.run("--phase-replay=HEAD")
        assert result.ret == 0
        result.stdout.fnmatch_lines(["Money: 1 test proved red again on the old code"])
        row = next(each for each in together.lock.splitlines() if "test_cents" in each)
        assert " red=behaviour@" in row
        assert " level=replayed " in row
        assert together.run("--phase-complete=money").ret == 0
        assert together.run("--phase-gate").ret == 0

    def test_the_gates_own_replay_earns_no_red(self, together: Project) -> None:
        """The lock lacks it, and says after a replay outside the gate how it came by it."""
        result = together.run("--phase-gate", "--phase-replay=HEAD")
        assert result.ret == 1
        result.stdout.fnmatch_lines(
            [
                "*proved * behaviour *test_cents",
                "error PH801 in Money: passes, and was never seen red",
                "    tests/test_money.py::test_cents",
                "    hint: The replay saw it fail on the old code: run pytest *--phase-replay*",
                "          once without --phase-gate, and commit the lock (level=replayed).",
            ]
        )
        assert together.lock == ""
        result = together.run("--phase-replay=HEAD", "-q")
        result.stdout.fnmatch_lines(["Money: 1 test proved red again on the old code"])
        assert together.run("--phase-gate").ret == 0

    def test_what_fails_a_run_outside_the_gate_is_said(self, together: Project) -> None:
        """Exit 1, with the finding and its hint below the table; in the gate it stands once."""
        together.file("tests/test_money.py", "def test_nothing():\n    assert 1\n")
        told = "error PH840 in Money: passes on the old implementation too"
        for words in ((), ("--phase-gate",)):
            result = together.run("--phase-replay=HEAD", *words)
            assert result.ret == 1
            assert result.stdout.lines.count(told) == 1

    def test_the_gates_own_replay_raises_the_level(self, together: Project) -> None:
        """What the lock claims is not asked; with the red there, the run's own proof is."""
        least = ("-o", "phase_min_level=replayed")
        together.run("--phase-replay=HEAD")
        lock = together.lock
        assert together.run("--phase-gate", *least).ret == 1
        document = together.report("--phase-gate", "--phase-replay=HEAD", *least)
        assert [each["code"] for each in document["findings"]] == ["PH830"]
        assert levels(document) == {"test_cents": "replayed", "test_true": "declared"}
        assert together.lock == lock

    def test_what_did_not_change_was_judged_before(self, money: Project) -> None:
        """A replay proves what is new since its base; it asks nothing of the rest."""
        money.commit()
        words = ("--phase-gate", "--phase-replay=HEAD", "-o", "phase_min_level=replayed")
        document = money.report(*words)
        assert "PH801" not in {each["code"] for each in document["findings"]}
        assert levels(document)["test_cents"] == "observed"

    def test_an_edited_test_is_renewed(self, money: Project) -> None:
        """Outside the gate: what was seen red of another text gives way to what was replayed."""
        money.file(".gitignore", "__pycache__\n")
        (money.root / "money.py").rename(money.root / "money.away")
        money.commit()
        (money.root / "money.away").rename(money.root / "money.py")
        money.file("tests/test_money.py", TEST.replace('cents("1") == 100', 'cents("3") == 300'))
        for words in ((), ("--phase-replay=HEAD",)):
            found = money.report("--phase-gate", *words)["findings"]
            assert "PH802" in {each["code"] for each in found}
        money.run("--phase-replay=HEAD")
        document = money.report("--phase-gate", "--phase-replay=HEAD")
        assert "PH802" not in {each["code"] for each in document["findings"]}
        assert levels(document)["test_cents"] == "replayed"
