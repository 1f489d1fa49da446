"""What turns red or green is run again, alone; what ends in another way then is not recorded."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.shop import component, evidence, one, run_of, write_source
from tests.project import Project

# A module that counts, so that what a test does depends on how often it ran.
COUNTS = """
import os, pathlib
NUMBER = pathlib.Path(__file__).with_name("number")
VALUE = 0

def value(): return VALUE

def turn():
    number = int(NUMBER.read_text()) if NUMBER.exists() else 0
    NUMBER.write_text(str(number + 1))
    return number
"""

ONCE_GREEN = """
import alpha

def test_alpha(): assert alpha.value() == 1
def test_sometimes(): assert alpha.value() == 1 and alpha.turn() % 2 == 0
"""


def _turn_green(project: Project, *args: str, body: str = ONCE_GREEN, **kwargs: Any) -> Any:
    """See every test red for its value, then write the value, and run again."""
    one(project, body, COUNTS)
    project.run(**kwargs)
    write_source(project, "alpha", COUNTS.replace("VALUE = 0", "VALUE = 1"))
    return project.run(*args, **kwargs)


def _ended(result: Any) -> dict[str, int]:
    """How many tests ended in which way; an older pytest warns of a plugin that is loaded twice."""
    return {word: count for word, count in result.parseoutcomes().items() if word != "warnings"}


def _green(project: Project) -> dict[str, bool]:
    return {test: " green=" in row for test, row in evidence(project, "alpha").items()}


def _red(project: Project) -> dict[str, bool]:
    return {test: " red=" in row for test, row in evidence(project, "alpha").items()}


def test_a_pass_that_does_not_repeat_is_no_green(project: Project) -> None:
    """It is told in one line, with what helps; the run itself passes as it did."""
    result = _turn_green(project)
    assert result.ret == 0
    assert _green(project) == {"test_alpha": True, "test_sometimes": False}
    result.stdout.fnmatch_lines(
        [
            "flaky, not recorded: 1 test (test_sometimes) of Alpha ended in another way when run "
            "again (a test that cannot run twice: phase_confirm = 1)"
        ]
    )
    assert _ended(result) == {"passed": 2}


def test_the_report_calls_it_flaky(project: Project) -> None:
    """``evidence`` says why this run's observation was not recorded."""
    one(project, ONCE_GREEN, COUNTS)
    project.run()
    write_source(project, "alpha", COUNTS.replace("VALUE = 0", "VALUE = 1"))
    said = {test: each["evidence"] for test, each in run_of(project.report()).items()}
    assert said == {"test_alpha": "green", "test_sometimes": "flaky"}


def test_a_failure_that_does_not_repeat_is_no_red(project: Project) -> None:
    """A test that fails once, and passes at once after that, was not seen red."""
    body = "import alpha\n\ndef test_alpha(): assert alpha.turn()\ndef test_x(): assert 0\n"
    one(project, body, COUNTS)
    result = project.run()
    assert _ended(result) == {"failed": 2}
    assert _red(project) == {"test_alpha": False, "test_x": True}
    result.stdout.fnmatch_lines(["flaky, not recorded: 1 test (test_alpha) of Alpha *"])


def test_a_renewed_red_is_looked_at_too(project: Project) -> None:
    """The red of a new text has to repeat like the first one."""
    _turn_green(project, body="import alpha\n\ndef test_alpha(): assert alpha.value() == 1\n")
    before = evidence(project, "alpha")
    body = "import alpha\n\ndef test_alpha(): assert alpha.turn()\n"
    project.file("tests/test_alpha.py", body)
    project.run().stdout.fnmatch_lines(["flaky, not recorded: 1 test (test_alpha) of Alpha *"])
    assert evidence(project, "alpha") == before


def test_a_pass_that_repeats_is_run_twice_and_counted_once(project: Project) -> None:
    """No second report, no second line of output, and no warning twice."""
    body = """
    import alpha, warnings

    def test_alpha():
        alpha.turn()
        warnings.warn("once")
        assert alpha.value() == 1
    """
    result = _turn_green(project, "-v", body=body)
    assert (project.root / "src" / "number").read_text() == "4"
    assert _ended(result) == {"passed": 1}
    assert result.stdout.str().count("UserWarning: once") == 1
    assert _green(project) == {"test_alpha": True}


def test_only_transitions_are_run_again(project: Project) -> None:
    """A test that is green already, one that fails on, one out of turn: each runs once."""
    body = """
    import alpha

    def test_alpha(): alpha.turn(); assert alpha.value() == 1
    """
    _turn_green(project, body=body)
    project.run()
    assert (project.root / "src" / "number").read_text() == "5"
    write_source(project, "alpha", COUNTS)
    project.run()
    assert (project.root / "src" / "number").read_text() == "6"


@pytest.mark.parametrize(("times", "runs"), [("1", "2"), ("3", "6")])
def test_how_often(project: Project, times: str, runs: str) -> None:
    """``phase_confirm`` is the number of runs in all; 1 takes the first for what it is."""
    one(project, "import alpha\n\ndef test_alpha(): alpha.turn(); assert alpha.value()\n", COUNTS)
    project.run(f"-ophase_confirm={times}")
    write_source(project, "alpha", COUNTS.replace("VALUE = 0", "VALUE = 1"))
    project.run(f"-ophase_confirm={times}")
    assert (project.root / "src" / "number").read_text() == runs
    assert _green(project) == {"test_alpha": True}


@pytest.mark.parametrize("value", ["0", "two", "-1", ""])
def test_a_number_that_is_none_is_refused(project: Project, value: str) -> None:
    """What nobody can work with is said before anything runs."""
    one(project, ONCE_GREEN, COUNTS)
    result = project.run(f"-ophase_confirm={value}")
    assert result.ret == 4
    result.stderr.fnmatch_lines([f'*phase_confirm = "{value}": not a number of runs. Choose 1*'])


def test_fixtures_are_set_up_anew(project: Project) -> None:
    """Those of function, class and module; a session's stays, and the next test has its own."""
    body = """
    import alpha, pytest

    LOG = []

    @pytest.fixture(scope="session")
    def session(): LOG.append("session"); yield

    @pytest.fixture(scope="module")
    def module(): LOG.append("module"); yield []; LOG.append("/module")

    @pytest.fixture
    def function(module): LOG.append("function"); yield module; LOG.append("/function")

    def test_alpha(session, function, tmp_path, capsys):
        function.append(1)
        assert len(function) == 1
        assert not list(tmp_path.iterdir())
        assert alpha.value() == 1

    def test_then(function): assert alpha.value() == 1

    def test_log():
        one = ["function", "/function"]
        again = ["/module", "module", *one]
        assert LOG == ["session", "module", *one, *again, *one, *again]
    """
    _turn_green(project, body=body)
    assert _green(project) == {"test_alpha": True, "test_then": True, "test_log": False}


def test_unittest(project: Project) -> None:
    """A TestCase has a new instance, and its class is set up again."""
    body = """
    import alpha, unittest

    class TestAlpha(unittest.TestCase):
        @classmethod
        def setUpClass(cls): cls.seen = []
        def setUp(self): self.seen.append(1)
        def test_alpha(self):
            assert len(self.seen) == 1
            assert alpha.value() == 1
        def test_parts(self):
            with self.subTest("a"): assert alpha.value() == 1
            with self.subTest("b"): assert alpha.value() == 1
    """
    result = _turn_green(project, body=body)
    assert set(_green(project).values()) == {True}
    # As many as a run without a second look counts; some count the parts of a test too.
    counted = project.run("--phase-no-record").parseoutcomes()
    assert counted["passed"] >= 2
    assert result.parseoutcomes() == counted


def test_cases_are_looked_at_one_by_one(project: Project) -> None:
    """One case that does not repeat keeps its test from being green."""
    body = """
    import alpha, pytest

    @pytest.mark.parametrize("n", [1, 2, 3])
    def test_alpha(n): assert alpha.value() == 1 and (n != 2 or alpha.turn() % 2 == 0)

    @pytest.mark.parametrize("n", [1, 2])
    def test_steady(n): assert alpha.value() == 1
    """
    _turn_green(project, body=body)
    assert _green(project) == {"test_alpha": False, "test_steady": True}


def test_an_expected_failure_is_looked_at(project: Project) -> None:
    """An xfail that fails is red, if it fails twice."""
    body = """
    import alpha, pytest

    @pytest.mark.xfail
    def test_alpha(): assert alpha.turn()

    @pytest.mark.xfail
    def test_steady(): assert alpha.value() == 1
    """
    one(project, body, COUNTS)
    project.run()
    assert _red(project) == {"test_alpha": False, "test_steady": True}


def test_side_effects_show_as_flaky_and_have_a_way_out(project: Project) -> None:
    """A test that cannot run twice is no trap: one line of configuration takes it as it is."""
    body = """
    import alpha

    SEEN = []

    def test_alpha():
        SEEN.append(1)
        assert alpha.value() == len(SEEN)
    """
    _turn_green(project, body=body)
    assert _green(project) == {"test_alpha": False}
    project.run("-ophase_confirm=1")
    assert _green(project) == {"test_alpha": True}


def test_the_gate_looks_twice_at_a_green_it_sees_first(project: Project) -> None:
    """A green that does not repeat is none at the gate either, and it says so."""
    one(project, ONCE_GREEN, COUNTS)
    project.run()
    write_source(project, "alpha", COUNTS.replace("VALUE = 0", "VALUE = 1"))
    result = project.run("--phase-gate")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        ["error PH812 in Alpha: *this red test passes only sometimes", "*::test_sometimes"]
    )


def test_what_is_not_recorded_is_not_looked_at(project: Project) -> None:
    """``--phase-no-record`` runs each test once."""
    body = "import alpha\n\ndef test_alpha(): alpha.turn(); assert alpha.value() == 1\n"
    _turn_green(project, "--phase-no-record", body=body)
    assert (project.root / "src" / "number").read_text() == "3"


def test_what_cannot_be_imported_is_not_run_again(project: Project) -> None:
    """A file that cannot be imported fails in the same way as long as the process lasts."""
    one(project, "import alpha\nalpha.turn()\nimport gamma\n\ndef test_alpha(): pass\n", COUNTS)
    project.run()
    assert (project.root / "src" / "number").read_text() == "1"
    assert component(project, "alpha")["tests"]["red"] == 1


def test_workers_look_for_themselves(project: Project) -> None:
    """With pytest-xdist the second look is where the first was, and the controller is told."""
    result = _turn_green(project, "-n2", plugins=["xdist.plugin"], subprocess=True)
    assert _green(project) == {"test_alpha": True, "test_sometimes": False}
    assert _ended(result) == {"passed": 2}


def test_subtests_are_not_counted_twice(project: Project) -> None:
    """What a part reports by itself is not heard a second time."""
    pytest.importorskip("_pytest.subtests", reason="built in from pytest 9 on")
    body = """
    import alpha

    def test_alpha(subtests):
        for n in range(3):
            with subtests.test(n=n): assert alpha.value() == 1

    def test_parts(subtests):
        with subtests.test(): assert alpha.value() == 1 and alpha.turn() % 2 == 0
    """
    one(project, body, COUNTS)
    parts, whole = 4, 2
    assert _ended(project.run()) == {"failed": parts + whole}
    write_source(project, "alpha", COUNTS.replace("VALUE = 0", "VALUE = 1"))
    assert _ended(project.run()) == {"passed": whole}
    assert _green(project) == {"test_alpha": True, "test_parts": False}


def test_who_reruns_tests_has_looked_already(project: Project) -> None:
    """With pytest-rerunfailures a red was repeated, and a pass after a failure is flaky."""
    pytest.importorskip("pytest_rerunfailures")
    body = """
    import alpha

    def test_alpha(): alpha.turn(); assert alpha.value() == 1
    def test_late(): assert alpha.value() == 1 and alpha.turn() % 2
    """
    plugins = ["pytest_rerunfailures"]
    one(project, body, COUNTS)
    project.run("--reruns=1", plugins=plugins)
    assert (project.root / "src" / "number").read_text() == "2"
    write_source(project, "alpha", COUNTS.replace("VALUE = 0", "VALUE = 1"))
    result = project.run("--reruns=1", plugins=plugins)
    assert _green(project) == {"test_alpha": True, "test_late": False}
    assert _ended(result) == {"passed": 2, "rerun": 1}


def test_async(project: Project) -> None:
    """A coroutine is run again by the plugin that ran it first, in a loop of its own."""
    pytest.importorskip("pytest_asyncio")
    body = """
    import alpha, asyncio, pytest

    @pytest.mark.asyncio
    async def test_alpha():
        await asyncio.sleep(0)
        assert alpha.value() == 1
    """
    plugins = ["pytest_asyncio.plugin"]
    result = _turn_green(project, body=body, plugins=plugins)
    assert _green(project) == {"test_alpha": True}
    assert _ended(result) == {"passed": 1}
