"""Ways to a green gate without an honest red: what was tried, and what catches it.

Each attempt is a small real project on which real runs are done, up to the gate. ``caught`` is
a code of the gate, or ``exit 4``; ``REPLAY`` where the process cannot know and replay does;
``READER`` where only somebody who reads can tell. ``replay`` is what a replay in the gate finds
besides. ``docs/explanation/cheats.md`` is this table.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from tests.contract.shop import (
    PLAN,
    STUB,
    WRONG,
    evidence,
    one,
    open_shop,
    seen_green,
    seen_red,
    write_source,
    write_test,
)
from tests.project import Project

REPLAY, READER, REFUSED = "replay", "a reader", "exit 4"

T = "tests/test_alpha.py"


class Attempt(NamedTuple):
    """One way, what catches it, and how it is done; ``args`` are those of the gate's run."""

    tried: str
    caught: str
    do: Callable[[Project], None]
    args: tuple[str, ...] = ()
    fresh: bool = False
    replay: str = ""

    @property
    def errors(self) -> set[str]:
        """The errors that a gate with a replay finds at least."""
        alone = set() if self.caught in (REPLAY, READER, REFUSED) else {self.caught}
        return alone | set(filter(None, self.replay.split(", ")))


EARNED = (
    "tests and code in one go",
    "`assert False` in the test, removed later",
    "a red made by a syntax error",
    "a red made by a fixture that is missing",
    "a red made by a typing mistake in the test",
    "a red made by a timeout",
    "a red made by an environment variable",
    "a red made by a data file",
    "the lock is deleted",
    "a conftest sets the exit code",
)
"""Nothing is wrong with today's test in these: it fails on the old code, and passes today. A
replay outside the gate earns its red, and says so; then the gate passes."""

ATTEMPTS: list[Attempt] = []


def attempt(
    tried: str, caught: str, *args: str, fresh: bool = False, replay: str = ""
) -> Callable[[Callable[[Project], None]], Callable[[Project], None]]:
    """Put a function into the table; ``fresh``: the gate runs in a process of its own."""

    def keep(do: Callable[[Project], None]) -> Callable[[Project], None]:
        ATTEMPTS.append(Attempt(tried, caught, do, args, fresh, replay))
        return do

    return keep


def _whole(project: Project) -> None:
    """Alpha red, green and completed, as it should be."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha", "--phase-complete")


def _edit(project: Project, path: str, old: str, new: str) -> None:
    file = project.root / path
    text = file.read_text(encoding="utf-8")
    assert old in text, text
    file.write_text(text.replace(old, new), encoding="utf-8")


def _relock(project: Project, pattern: str, new: str) -> None:
    text, count = re.subn(pattern, new, project.lock)
    assert count, project.lock
    project.lock_path.write_text(text, encoding="utf-8")


# The test


@attempt("tests and code in one go", "PH801")
def _(project: Project) -> None:
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    project.run()


@attempt("the assertion is weakened after red", "PH802", replay="PH840, PH841")
def _(project: Project) -> None:
    open_shop(project)
    seen_red(project, "alpha")
    _edit(project, T, "== 42", "> 0")
    project.run()


@attempt("the expected value is pasted from the output", "PH802", replay="PH840, PH841")
def _(project: Project) -> None:
    open_shop(project)
    seen_red(project, "alpha")
    _edit(project, T, "== 42", "== 41")
    project.run()


@attempt("the expected value is asked of the code under test", "PH802", replay="PH840, PH841")
def _(project: Project) -> None:
    open_shop(project)
    seen_red(project, "alpha")
    _edit(project, T, "== 42", "== alpha.answer()")
    project.run()


@attempt("the failure is caught in the test", "PH802", replay="PH840, PH841")
def _(project: Project) -> None:
    open_shop(project)
    seen_red(project, "alpha")
    project.file(
        T,
        "import alpha\n\n\ndef test_alpha():\n    try:\n        assert alpha.answer() == 42\n"
        "    except AssertionError:\n        pass\n",
    )
    project.run()


@attempt("a helper of the test stops asserting", "PH802", replay="PH840, PH841")
def _(project: Project) -> None:
    body = "import alpha\n\ndef check(n):\n    {}\n\ndef test_alpha():\n    check(alpha.answer())\n"
    one(project, body.format("assert n == 42"), WRONG)
    project.run()
    project.file(T, body.format("return n"))
    project.run()


@attempt("the test is replaced by another under its name", "PH802", replay="PH840")
def _(project: Project) -> None:
    _whole(project)
    project.file(T, "def test_alpha():\n    assert 1 + 1 == 2\n")


@attempt("`assert False` in the test, removed later", "PH802", replay="PH841")
def _(project: Project) -> None:
    open_shop(project)
    write_source(project, "alpha")
    project.file(T, "def test_alpha():\n    assert False\n")
    project.run()
    project.file(T, "import alpha\n\n\ndef test_alpha():\n    assert alpha.answer() == 42\n")
    project.run()


@attempt("the test is deleted", "PH804")
def _(project: Project) -> None:
    _whole(project)
    project.file(T, "def helper(): pass\n")


@attempt("the test is renamed and rewritten", "PH804", replay="PH840")
def _(project: Project) -> None:
    _whole(project)
    project.file(T, "def test_beta():\n    assert True\n")


@attempt("the test is skipped", "PH804")
def _(project: Project) -> None:
    open_shop(project)
    seen_red(project, "alpha")
    _edit(project, T, "def test_alpha", "@pytest.mark.skip\ndef test_alpha")
    _edit(project, T, "import alpha", "import alpha, pytest")


@attempt("the test is expected to fail", "PH812")
def _(project: Project) -> None:
    open_shop(project)
    seen_red(project, "alpha")
    _edit(project, T, "def test_alpha", "@pytest.mark.xfail\ndef test_alpha")
    _edit(project, T, "import alpha", "import alpha, pytest")


@attempt("the test is parametrized with nothing", "PH804")
def _(project: Project) -> None:
    open_shop(project)
    seen_red(project, "alpha")
    _edit(project, T, "def test_alpha()", "@pytest.mark.parametrize('n', [])\ndef test_alpha(n)")
    _edit(project, T, "import alpha", "import alpha, pytest")


@attempt("its class is hidden from collection (`__test__ = False`)", "PH804")
def _(project: Project) -> None:
    body = (
        "import alpha\n\nclass TestAll:\n    {}\n"
        "    def test_alpha(self): assert alpha.answer() == 42\n"
    )
    one(project, body.format("pass"), WRONG)
    project.run()
    project.file(T, body.format("__test__ = False"))


@attempt("the test moves to another component by a mark", "PH804")
def _(project: Project) -> None:
    _whole(project)
    _edit(project, T, "def test", "@pytest.mark.phase_component('gamma')\ndef test")
    _edit(project, T, "import alpha", "import alpha, pytest")


@attempt("a parameter case that fails is taken out", "PH802", replay="PH840, PH841")
def _(project: Project) -> None:
    body = (
        "import alpha, pytest\n\n@pytest.mark.parametrize('n', {})\n"
        "def test_alpha(n): assert alpha.answer() + n == 41 + n and n < 2\n"
    )
    one(project, body.format("[1, 2]"), WRONG)
    project.run()
    project.file(T, body.format("[1]"))
    write_source(project, "alpha", "def answer():\n    return 41 + 0\n")
    project.run()


# The red


@attempt("a red made by a syntax error", "PH801")
def _(project: Project) -> None:
    open_shop(project)
    write_source(project, "alpha")
    project.file(T, "def test_alpha(:\n")
    project.run()
    write_test(project, "alpha")
    project.run()


@attempt("a red made by a fixture that is missing", "PH801")
def _(project: Project) -> None:
    one(project, "import alpha\n\ndef test_alpha(missing): assert alpha.answer() == 42\n")
    project.run()
    write_test(project, "alpha")
    project.run()


@attempt("a red made by a typing mistake in the test", "PH801")
def _(project: Project) -> None:
    one(project, "import alpha\n\ndef test_alpha(): assert alhpa.answer() == 42\n")
    project.run()
    write_test(project, "alpha")
    project.run()


@attempt("a red made by a broken import of something else", "PH801", replay="PH840")
def _(project: Project) -> None:
    one(
        project, "import no_such_library\nimport alpha\n\ndef test_alpha(): assert alpha.answer()\n"
    )
    project.run()
    project.file(T, "import alpha\n\n\ndef test_alpha(): assert alpha.answer()\n")
    project.run()


@attempt("a red made by a timeout", "PH801")
def _(project: Project) -> None:
    # What pytest-timeout raises in a test that sleeps for too long.
    said = "if slow: pytest.fail('Timeout (>1.0s) from pytest-timeout.')"
    body = (
        "import alpha, os, pytest\n\ndef test_alpha():\n    slow = os.path.exists('slow')\n"
        f"    {said}\n    assert alpha.answer() == 42\n"
    )
    project.file("slow", "")
    one(project, body)
    project.run()
    (project.root / "slow").unlink()
    project.run()


@attempt("a red made by an environment variable", "PH803")
def _(project: Project) -> None:
    one(
        project,
        "import alpha, os\n\ndef test_alpha():\n"
        "    assert os.environ.get('BREAK') is None and alpha.answer() == 42\n",
    )
    import pytest

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BREAK", "1")
        project.run()
    project.run()


@attempt("a red made by a data file", "PH803")
def _(project: Project) -> None:
    project.file("answer.txt", "41")
    one(
        project,
        "import alpha, pathlib\n\ndef test_alpha():\n"
        "    assert pathlib.Path('answer.txt').read_text() == str(alpha.answer())\n",
    )
    project.run()
    project.file("answer.txt", "42")
    project.run()


@attempt("the code is replaced in a conftest, and never written", "PH803", replay="PH840")
def _(project: Project) -> None:
    open_shop(project)
    seen_red(project, "alpha")
    project.file("conftest.py", "import alpha\nalpha.answer = lambda: 42\n")
    project.run()


@attempt("a fixture puts a fake in the place of the code", REPLAY, replay="PH840, PH841")
def _(project: Project) -> None:
    open_shop(project)
    body = (
        "import alpha, pytest\n\n@pytest.fixture\ndef answer(monkeypatch):\n    {}\n"
        "    return alpha.answer\n\ndef test_alpha(answer): assert answer() == 42\n"
    )
    write_source(project, "alpha", WRONG)
    project.file(T, body.format("monkeypatch.undo()"))
    project.run()
    project.file(T, body.format("monkeypatch.setattr(alpha, 'answer', lambda: 42)"))
    write_source(project, "alpha", "def answer():\n    return 40\n")
    project.run()


# The plan


@attempt("the component is dropped from the plan", "PH805")
def _(project: Project) -> None:
    _whole(project)
    plan = PLAN.replace("#### Alpha\n", "#### Other\n").replace("test_alpha", "test_other")
    project.plan(plan.replace("Depends on: Alpha", "Depends on: none"))


@attempt("the test file is dropped from its component", "PH805")
def _(project: Project) -> None:
    _whole(project)
    _edit(project, "PLAN.md", "tests/test_alpha.py", "tests/test_other.py")


@attempt("a failing component changes its lane", "PH805")
def _(project: Project) -> None:
    open_shop(project)
    seen_red(project, "alpha")
    _edit(project, "PLAN.md", "#### Alpha\n", "#### Alpha\n- Lane: characterization\n")


@attempt("a dependency is added under a component that has started", "PH806")
def _(project: Project) -> None:
    _whole(project)
    _edit(project, "PLAN.md", "src/alpha.py`\n", "src/alpha.py`\n- Depends on: Gamma\n")
    _relock(project, '    "completed",\n', "")


@attempt("a case that was never written is dropped from the plan", READER)
def _(project: Project) -> None:
    _whole(project)
    _edit(project, "PLAN.md", "  - `test_alpha`\n", "")


@attempt("a feature is declared to be a characterization before it starts", READER)
def _(project: Project) -> None:
    open_shop(project, PLAN.replace("#### Alpha\n", "#### Alpha\n- Lane: characterization\n"))
    write_test(project, "alpha")
    write_source(project, "alpha")
    project.run("--phase-start=alpha")


@attempt("every test is waived", READER)
def _(project: Project) -> None:
    one(
        project,
        "import alpha, pytest\n\npytestmark = pytest.mark.phase_waive(reason='no time')\n\n"
        "def test_alpha(): assert alpha.answer() == 42\n",
    )
    project.run()


@attempt("every test is taken for baseline", READER)
def _(project: Project) -> None:
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    project.run("--phase-baseline=there before the tool was")


# The lock


@attempt("a word of the lock is edited", "PH810")
def _(project: Project) -> None:
    project.file("tests/other.txt", "")
    _whole(project)
    _relock(project, "red=behaviour", "red=stub")


@attempt("a row is copied from another test", "PH810", replay="PH840")
def _(project: Project) -> None:
    _whole(project)
    row = f"test {T}::test_alpha {evidence(project, 'alpha')['test_alpha']}"
    with (project.root / T).open("a") as file:
        file.write("\n\ndef test_more():\n    assert True\n")
    other = row.replace("::test_alpha", "::test_more")
    _relock(project, re.escape(f'    "{row}",\n'), f'    "{row}",\n    "{other}",\n')


@attempt("a row is written by hand, without a sum", REPLAY, replay="PH840")
def _(project: Project) -> None:
    one(project, "import alpha\n\ndef test_alpha(): assert alpha.answer()\n")
    project.run("--phase-baseline=x")
    _relock(project, r" baseline=x( sum=\w+)?", " red=behaviour@aaaaaaaaaaaa green=bbbbbbbbbbbb")


@attempt("the lane is changed in the plan and in the lock", "PH810")
def _(project: Project) -> None:
    open_shop(project, PLAN.replace("#### Alpha\n", "#### Alpha\n- Lane: refactor\n"))
    write_test(project, "alpha")
    write_source(project, "alpha")
    project.run("--phase-start=alpha")
    _edit(project, "PLAN.md", "Lane: refactor", "Lane: characterization")
    _relock(project, "lane=refactor", "lane=characterization")


@attempt("`completed` is written into the lock", "PH807")
def _(project: Project) -> None:
    open_shop(project)
    seen_red(project, "alpha")
    _relock(project, '    "~",\n    "started', '    "~",\n    "completed",\n    "started')


@attempt("the lock is taken from a branch with another test", "PH802", replay="PH840")
def _(project: Project) -> None:
    _whole(project)
    lock = project.lock
    project.lock_path.unlink()
    project.file(T, "import alpha\n\n\ndef test_alpha():\n    assert alpha.answer()\n")
    project.lock_path.write_text(lock)


@attempt("the lock is deleted", "PH801")
def _(project: Project) -> None:
    _whole(project)
    project.lock_path.unlink()


@attempt("the lock is cut off", "exit 4")
def _(project: Project) -> None:
    _whole(project)
    _relock(project, r"\n\[end\]\n", "\n")


# The run


@attempt("a conftest rewrites the outcome of reports", "PH810", replay="PH840")
def _(project: Project) -> None:
    _whole(project)
    write_source(project, "alpha", WRONG)
    project.file(
        "conftest.py",
        "import pytest\n\n@pytest.hookimpl(wrapper=True)\n"
        "def pytest_runtest_makereport(item, call):\n"
        "    report = yield\n    report.outcome = 'passed'\n    return report\n",
    )


@attempt("a conftest swallows what tests raise", "PH810", replay="PH840")
def _(project: Project) -> None:
    _whole(project)
    write_source(project, "alpha", WRONG)
    project.file(
        "conftest.py",
        "import pytest\n\n@pytest.hookimpl(wrapper=True)\ndef pytest_runtest_call(item):\n"
        "    try:\n        yield\n    except BaseException:\n        pass\n",
    )


@attempt("a conftest puts another function in the place of a test's", "PH810", replay="PH840")
def _(project: Project) -> None:
    _whole(project)
    write_source(project, "alpha", WRONG)
    project.file(
        "conftest.py",
        "def pytest_collection_modifyitems(items):\n"
        "    for item in items:\n        item.obj = lambda: None\n",
    )


@attempt("a conftest makes up reports and runs nothing", "PH810", replay="PH840")
def _(project: Project) -> None:
    _whole(project)
    write_source(project, "alpha", WRONG)
    project.file(
        "conftest.py",
        "import pytest\n\ndef pytest_runtest_protocol(item):\n"
        "    for when in ('setup', 'call', 'teardown'):\n"
        "        report = pytest.TestReport(item.nodeid, item.location, {}, 'passed', None, when)\n"
        "        item.ihook.pytest_runtest_logreport(report=report)\n    return True\n",
    )


@attempt("a conftest deselects the test", "PH807")
def _(project: Project) -> None:
    _whole(project)
    write_source(project, "alpha", WRONG)
    project.file("conftest.py", "def pytest_collection_modifyitems(items): items.clear()\n")


@attempt("a conftest ignores the file (`collect_ignore`)", "PH807")
def _(project: Project) -> None:
    _whole(project)
    write_source(project, "alpha", WRONG)
    project.file("tests/conftest.py", "collect_ignore = ['test_alpha.py']\n")


@attempt("a conftest sets the exit code", "PH801")
def _(project: Project) -> None:
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    project.file("conftest.py", "def pytest_sessionfinish(session): session.exitstatus = 0\n")


@attempt("`os._exit(0)` in a test", "exit 4", fresh=True)
def _(project: Project) -> None:
    _whole(project)
    write_source(project, "alpha", WRONG)
    project.file("tests/test_aaa.py", "import os\n\ndef test_a(): os._exit(0)\n")


@attempt("`sys.exit(0)` in a conftest", "exit 4", fresh=True)
def _(project: Project) -> None:
    _whole(project)
    write_source(project, "alpha", WRONG)
    project.file("conftest.py", "import sys\n\nsys.exit(0)\n")


@attempt("`pytest.exit` with exit code 0", "PH810")
def _(project: Project) -> None:
    _whole(project)
    write_source(project, "alpha", WRONG)
    project.file(
        "conftest.py",
        "import pytest\n\ndef pytest_runtest_setup(): pytest.exit('done', returncode=0)\n",
    )


@attempt("`-k` hides the test", "PH807", "-k", "not alpha")
def _(project: Project) -> None:
    _whole(project)
    write_source(project, "alpha", WRONG)


@attempt("`addopts` leaves the test out", "PH812")
def _(project: Project) -> None:
    open_shop(project)
    seen_red(project, "alpha")
    project.file(
        "pytest.ini", "[pytest]\npythonpath = src\naddopts = --deselect tests/test_alpha.py\n"
    )


@attempt("`addopts` sets tests up and calls none", "exit 4")
def _(project: Project) -> None:
    _whole(project)
    write_source(project, "alpha", WRONG)
    project.file("pytest.ini", "[pytest]\npythonpath = src\naddopts = --setup-only\n")


@attempt("`-p no:` leaves the plugin out", "exit 4", "-p", "no:pytest_phase.plugin")
def _(project: Project) -> None:
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")


@attempt("the plan is switched off", "exit 4", "--phase-plan=")
def _(project: Project) -> None:
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")


@attempt("the file is shadowed by another of the same name", "PH807")
def _(project: Project) -> None:
    _whole(project)
    write_source(project, "alpha", WRONG)
    project.file("pytest.ini", "[pytest]\npythonpath = src\ntestpaths = other\n")
    project.file("other/test_alpha.py", "def test_alpha(): pass\n")


@attempt("`pytest.Function.runtest` is patched", REPLAY, fresh=True, replay="PH840")
def _(project: Project) -> None:
    _whole(project)
    project.file("conftest.py", "import pytest\n\npytest.Function.runtest = lambda self: None\n")
    write_source(project, "alpha", WRONG)


# The code


@attempt("the code knows the inputs of the test", READER)
def _(project: Project) -> None:
    one(project, "import alpha\n\ndef test_alpha(): assert alpha.double(21) == 42\n", STUB)
    project.run()
    write_source(project, "alpha", "def double(n):\n    return 42 if n == 21 else 0\n")
    project.run()
    _edit(project, "PLAN.md", "  - `test_alpha`\n", "")


@attempt("the code looks whether a test runs it", READER)
def _(project: Project) -> None:
    open_shop(project)
    seen_red(project, "alpha")
    write_source(
        project,
        "alpha",
        "import os\n\ndef answer():\n    return 42 if 'PYTEST_CURRENT_TEST' in os.environ else 0\n",
    )
    project.run()
