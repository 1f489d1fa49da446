"""New reds for a missing name are tried against an implementation that does nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pytest_phase.formats.lock_toml import read_lock
from tests.contract.shop import codes, evidence, one, run_of, write_source
from tests.project import Project

# Each kind: what its test file imports, a test that asserts nothing, and one that does.
KINDS: dict[str, tuple[str, str, str]] = {
    "function": (
        "from shop.new.money import cents",
        "cents('1.50')",
        "assert cents('1.50') == 150",
    ),
    "class": (
        "from shop.new.cart import Cart",
        "Cart().add('tea'); assert isinstance(Cart(), Cart)",
        "assert Cart().total() == 0",
    ),
    "base class": (
        "from shop.new.base import Base\nclass Mine(Base):\n    pass",
        "Mine(1).add(2)",
        "assert Mine(1).total() == 1",
    ),
    "async function": (
        "import asyncio\nfrom shop.new.net import fetch\nasync def go(): return await fetch(1)",
        "asyncio.run(go())",
        "assert asyncio.run(go()) == 1",
    ),
    "context manager": (
        "from shop.new.lock import locked",
        "\n    with locked() as key: pass",
        "\n    with locked() as key: assert key == 'x'",
    ),
    "async context manager": (
        "import asyncio\nfrom shop.new.pool import Pool\nasync def go():\n"
        "    async with Pool() as pool: return pool.size",
        "asyncio.run(go())",
        "assert asyncio.run(go()) == 3",
    ),
    "decorator": (
        "from shop.new.again import retry\ncalls = []\n\n"
        "@retry(3)\ndef fails():\n    calls.append(1)",
        "fails()",
        "fails(); assert len(calls) == 3",
    ),
    "constant": (
        "from shop.new.rates import RATE",
        "assert RATE != 7",
        "assert RATE == 7",
    ),
    "exception": (
        "import pytest\nfrom shop.new.till import pay, Empty",
        "\n    try: pay(0)\n    except Empty: pass",
        "\n    with pytest.raises(Empty): pay(0)",
    ),
    "submodule": (
        "import shop.far.below.here",
        "shop.far.below.here.go()",
        "assert shop.far.below.here.go() == 1",
    ),
    "name of a module that is there": (
        "from shop.real import there, later",
        "assert there() == 1 and later() is None",
        "assert later() == 2",
    ),
    "attribute of a module that is there": (
        "from shop import real",
        "real.other()",
        "assert real.other() == 3",
    ),
    "attribute of a class that is there": (
        "from shop.real import Thing",
        "Thing().grow(); Thing.make()",
        "assert Thing().grow() == 3",
    ),
    "patched name": (
        "from unittest import mock\nfrom shop.new.pay import pay",
        "\n    with mock.patch('shop.new.pay.gateway'), mock.patch('shop.real.gate'): pay()",
        "\n    with mock.patch('shop.new.pay.gateway') as gateway: pay()\n"
        "    gateway.assert_called_once()",
    ),
    "star import": (
        "from shop.new.all import *",
        "price()",
        "assert price() == 1",
    ),
    "field of a dataclass": (
        "from dataclasses import dataclass, field\nfrom shop.new.item import Item, Size\n"
        "@dataclass\nclass Order:\n    item: Item = field(default_factory=Item)\n"
        "    size: Size | None = Size.SMALL",
        "Order().item.price()",
        "assert Order().item.price() == 1",
    ),
}

REAL = "def there(): return 1\nclass Thing:\n    pass\n"


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one run keeps of all kinds, by the name of the test: one child for all of them."""
    root = tmp_path_factory.mktemp("kinds")
    (root / "tests").mkdir()
    (root / "src" / "shop").mkdir(parents=True)
    (root / "src" / "shop" / "__init__.py").touch()
    (root / "src" / "shop" / "real.py").write_text(REAL)
    (root / "pytest.ini").write_text("[pytest]\npythonpath = src\n")
    (root / "PLAN.md").write_text("# P\n\n### Task 1: Shop\n\n- Tests: `tests/`\n")
    for kind, (head, idle, real) in KINDS.items():
        name = kind.replace(" ", "_")
        tests = f"def test_{name}_idle(): {idle}\n\ndef test_{name}_real(): {real}\n"
        (root / "tests" / f"test_{name}.py").write_text(f"{head}\n\n{tests}")
    words = ["-p", "pytest_phase.plugin", "-p", "no:cacheprovider", "--phase-plan=PLAN.md"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=root,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    kept = read_lock((root / "PLAN.lock").read_text()).section("shop").tests
    return {test.rpartition("::")[2]: rows[0] for test, rows in kept.items()}


@pytest.mark.parametrize("kind", list(KINDS))
def test_each_kind_of_missing_thing(rows: dict[str, Any], kind: str) -> None:
    """A test that asserts nothing passes against nothing; one that does is a red of behaviour."""
    name = kind.replace(" ", "_")
    idle, real = rows[f"test_{name}_idle"].red, rows[f"test_{name}_real"].red
    assert (idle.grade, idle.null) == ("missing", True)
    assert (real.grade, real.null) == ("behaviour", False)


IMPORTING = """
from alpha import cents

def test_idle(): cents("1")
def test_real(): assert cents("1") == 100
"""


def _probed(project: Project, *args: str, body: str = IMPORTING, **kwargs: Any) -> dict[str, str]:
    """The rows of the lock after one run of a shop whose Alpha lacks what its tests import."""
    one(project, body, "")
    project.run(*args, probe=True, **kwargs)
    return evidence(project, "alpha")


def _kept(rows: dict[str, str]) -> dict[str, str]:
    """Grade and null word of each row."""
    words = {test: row.split(" ") for test, row in rows.items()}
    return {
        test: " ".join(w.partition("@")[0] for w in row if w.startswith(("red=", "null=")))
        for test, row in words.items()
    }


FOUND = {"test_idle": "red=missing null=passed", "test_real": "red=behaviour"}


def test_the_report_of_the_run_has_the_raised_grade_and_the_finding(project: Project) -> None:
    """What the child showed is said by the run that started it, and by every report after it."""
    one(project, IMPORTING, "")
    target = project.root / "report.json"
    result = project.run(f"--phase-report={target}", probe=True)
    document = json.loads(target.read_text(encoding="utf-8"))
    grades = {test: each["grade"] for test, each in run_of(document).items()}
    assert grades == {"test_idle": "missing", "test_real": "behaviour"}
    assert [code for code, _ in codes(document)] == ["PH808", "PH820"]
    assert codes(document) == codes(project.status())
    result.stdout.fnmatch_lines(["*1 passes with code that does nothing: test_idle"])
    assert result.parseoutcomes() == {"failed": 2}


def test_the_finding_stays_when_the_test_is_green_and_goes_with_its_text(project: Project) -> None:
    """The gate warns of a test that asserts nothing, for as long as its text is the same."""
    _probed(project)
    write_source(project, "alpha", "def cents(text): return 100\n")
    project.run()
    assert ("PH820", "warning") in codes(project.report("--phase-gate"))
    body = IMPORTING.replace('cents("1")\n', 'assert cents("1") == 100\n', 1)
    project.file("tests/test_alpha.py", body)
    assert "PH820" not in dict(codes(project.report("--phase-gate")))


def test_once_for_each_text(project: Project) -> None:
    """A red that is known is not tried again."""
    _probed(project)
    before = project.lock
    project.file("tests/conftest.py", "raise SystemExit('nobody loads me twice')\n")
    project.run("--noconftest", probe=True)
    assert project.lock == before


def test_switched_off(project: Project) -> None:
    """``phase_null_probe = false`` leaves every grade as it was found."""
    rows = _probed(project, "-ophase_null_probe=false")
    assert _kept(rows) == {"test_idle": "red=missing", "test_real": "red=missing"}


def test_what_does_not_count_as_missing_can_count_by_what_it_asserts(project: Project) -> None:
    """Where only behaviour counts, a missing module is no reason to write a stub first."""
    rows = _probed(project, "-ophase_min_red=behaviour")
    assert _kept(rows) == {"test_idle": "", "test_real": "red=behaviour"}


def test_cases_of_parameters(project: Project) -> None:
    """One case that asserts something is enough; parameters may need what is missing."""
    body = """
    import pytest
    from alpha import cents, RATES

    @pytest.mark.parametrize("n", [1, 2])
    def test_real(n): assert n == 1 or cents(n) == n

    @pytest.mark.parametrize("n", [1, 2])
    def test_idle(n): cents(n)

    @pytest.mark.parametrize("n", RATES)
    def test_unknown(n): pass
    """
    kept = _kept(_probed(project, body=body))
    assert {test: kept[test] for test in FOUND} == FOUND


def test_what_cannot_be_stood_in_for_stays_missing(project: Project) -> None:
    """A signature that does not fit yet is no missing name: the function that is there is real."""
    body = """
    import alpha

    def test_signature(): assert alpha.answer(1) == 1
    """
    one(project, body, "def answer(): return 1\n")
    project.run(probe=True)
    assert _kept(evidence(project, "alpha")) == {"test_signature": "red=missing"}


def test_a_test_that_hangs_keeps_its_grade_and_the_others_theirs(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Waiting for what nothing ever does ends after a while."""
    # The child reads its limit from its own module: a conftest of the project makes it short.
    project.file(
        "conftest.py",
        "import pytest_phase.session.null_run as null_run\nnull_run.LIMIT = 0.2\n",
    )
    body = IMPORTING + "\ndef test_hangs():\n    while not cents('2'): pass\n"
    kept = _kept(_probed(project, body=body))
    assert kept == {**FOUND, "test_hangs": "red=missing"}


def test_a_child_that_dies_changes_nothing(project: Project) -> None:
    """A crash leaves the grades, and one calm line."""
    one(project, IMPORTING + "\ndef test_dies():\n    import os; cents('1'); os._exit(3)\n", "")
    result = project.run(probe=True)
    assert set(_kept(evidence(project, "alpha")).values()) == {"red=missing"}
    assert result.ret == 1
    result.stdout.fnmatch_lines(["3 red tests not tried against code that does nothing; *"])


def test_workers(project: Project) -> None:
    """With pytest-xdist the controller starts the one child, which starts no workers."""
    assert _kept(_probed(project, "-n2", plugins=["xdist.plugin"], subprocess=True)) == FOUND


def test_options_of_the_run_hold_for_the_child(project: Project) -> None:
    """Where files are and how they are read; nothing that selects, counts or writes."""
    project.file(
        "conftest.py",
        "def pytest_addoption(parser):\n"
        "    parser.addoption('--till', default='')\n"
        "def pytest_configure(config):\n"
        "    assert config.getoption('--till') == 'open', 'the child has to be told as well'\n",
    )
    project.file("other.ini", "[pytest]\npythonpath = src\naddopts = -x --junitxml=out.xml\n")
    one(project, IMPORTING, "")
    options = ("-c", "other.ini", "--import-mode=importlib", "--till", "open", "-W", "error")
    project.run(*options, "-k", "test", "-p", "no:cacheprovider", "tests", probe=True)
    # With -x the second test was not run, and has no red to raise.
    assert _kept(evidence(project, "alpha")) == {
        "test_idle": "red=missing null=passed",
        "test_real": "",
    }
    assert 'tests="1"' in (project.root / "out.xml").read_text(encoding="utf-8")


def test_nothing_is_left_behind(project: Project) -> None:
    """No cache, no bytecode, no report of the child in the project; its output is not shown."""
    one(project, IMPORTING + "\nprint('said by the module')\n", "")
    before = _files(project.root)
    result = project.run("-p", "no:cacheprovider", probe=True)
    assert _files(project.root) - before == {"PLAN.lock"}
    assert result.stdout.str().count("said by the module") <= 1


def _files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
