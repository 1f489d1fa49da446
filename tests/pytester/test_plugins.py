"""Plugins that no one here wrote, pytest's own among them: what they change, and what not."""

from __future__ import annotations

import pytest

from tests.project import Project

PLAN = """
# Plan

## Phase 1: Shop

- **Cart**
  - Tests: `tests/test_cart.py`
  - Implementation: `cart.py`
- **Price**
  - Tests: `tests/test_price.py`
  - Implementation: `price.py`
"""

EMPTY = "items = []\n"
FULL = "items = [1]\n"


@pytest.fixture
def shop(project: Project) -> Project:
    """A plan of two components, an implementation that is still empty, and a test that fails."""
    project.plan(PLAN)
    project.file("pytest.ini", "[pytest]\npythonpath = .\n")
    project.file("cart.py", EMPTY)
    project.file(
        "tests/test_cart.py",
        """
        import cart

        def test_full(): assert cart.items == [1]

        def test_a_list(): assert isinstance(cart.items, list)
        """,
    )
    return project


def _rows(shop: Project, file: str = "test_cart") -> dict[str, str]:
    """The evidence of each test of a file, without its digests: ``red=behaviour``."""
    found = {}
    for line in shop.lock.splitlines():
        if f" tests/{file}.py::" in line:
            name, *words = line.strip(' ",').partition("::")[2].split()
            said = [word for word in words if not word.startswith(("text=", "outline=", "sum="))]
            kept = [word.partition("@")[0] for word in said]
            found[name] = " ".join("green" if each.startswith("green=") else each for each in kept)
    return found


RED = {"test_full": "red=behaviour", "test_a_list": ""}
GREEN = {"test_full": "red=behaviour green", "test_a_list": ""}


# pytest's own


@pytest.mark.parametrize(
    "args",
    [
        ("-p", "no:cacheprovider"),
        ("-p", "no:terminal"),
        ("--import-mode=importlib",),
        ("--doctest-modules",),
        ("--setup-show",),
        ("--stepwise",),
        ("--ff",),
        ("-s", "--tb=no", "--color=yes"),
        ("-qq",),
        ("--junitxml=junit.xml",),
    ],
    ids=" ".join,
)
def test_no_option_of_pytest_changes_what_is_recorded(shop: Project, args: tuple[str, ...]) -> None:
    """Red is seen and then green, whatever pytest loads, prints and puts in front."""
    shop.run(*args)
    assert _rows(shop) == RED

    shop.file("cart.py", FULL)
    shop.run(*args)
    assert _rows(shop) == GREEN


def test_we_warn_of_nothing(shop: Project) -> None:
    """Where warnings are errors, none is ours; in a process that imported nothing before."""
    result = shop.run("-W", "error", subprocess=True)

    result.assert_outcomes(failed=1, passed=1)
    assert not result.errlines


@pytest.mark.parametrize("option", ["--collect-only", "--setup-plan", "--setup-only"])
def test_what_was_not_run_is_not_recorded(shop: Project, option: str) -> None:
    """Runs that report tests as passed and run none record nothing."""
    shop.run()
    before = shop.lock
    shop.file("cart.py", FULL)

    result = shop.run(option)

    assert result.ret == 0
    assert shop.lock == before


def test_last_failed_leaves_no_test_out(shop: Project) -> None:
    """``--lf`` takes tests and whole files out while they are collected; they are known still."""
    shop.file("tests/test_price.py", "def test_price(): assert 0\n\ndef test_other(): pass\n")
    shop.run("--phase-start=price")
    shop.file("tests/test_price.py", "def test_price(): assert 1\n\ndef test_other(): pass\n")
    shop.run("tests/test_price.py")
    shop.run("tests/test_cart.py")
    assert _rows(shop, "test_price") == {"test_price": "red=behaviour", "test_other": ""}
    before = shop.lock

    result = shop.run("--lf", "--phase-gate")

    result.stdout.fnmatch_lines(["run-last-failure: rerun previous 1 failure (skipped 1 file)"])
    result.stdout.no_fnmatch_line("*PH804*")
    shop.run("--lf")
    assert shop.lock == before


def test_last_failed_keeps_the_other_tests_of_a_file(shop: Project) -> None:
    """A test that passed before is no part of ``--lf``, and its component is not green without."""
    shop.run()
    shop.file("cart.py", FULL)

    shop.run("--lf")

    assert _rows(shop) == GREEN
    assert shop.status()["components"][0]["cycle"] == "red"


def test_options_of_the_environment_count(shop: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """``PYTEST_ADDOPTS`` may hold our options, bare ones in the middle too."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "--phase-complete --phase-no-record")

    result = shop.run("tests/test_cart.py", plan=True)

    assert result.ret == 4
    assert "no component is in progress" in result.stderr.str()


def test_a_conftest_that_deselects_hides_nothing(shop: Project) -> None:
    """A test that a conftest takes out is known and not seen; the rest keeps whose hook ran."""
    shop.file(
        "conftest.py",
        """
        import pytest

        @pytest.hookimpl(wrapper=True, tryfirst=True)
        def pytest_collection_modifyitems(items):
            items[:] = [each for each in items if each.name != "test_a_list"]
            return (yield)
        """,
    )

    shop.run()

    rows = _rows(shop)
    assert {name: row.partition(" hooks=")[0] for name, row in rows.items()} == RED
    assert " hooks=" in rows["test_full"]


def test_a_doctest_is_left_alone(shop: Project) -> None:
    """Doctests are no tests of the plan, neither in its test files nor elsewhere."""
    shop.file("cart.py", f'"""\n>>> 1 + 1\n3\n"""\n{EMPTY}')
    shop.file("tests/test_cart.py", 'def test_a():\n    """\n    >>> 1 + 1\n    3\n    """\n')

    result = shop.run("--doctest-modules")

    result.assert_outcomes(failed=2, passed=1)
    assert not shop.lock


def test_doctests_of_a_broken_file_hide_nothing(shop: Project) -> None:
    """With ``--doctest-modules`` a planned file is collected twice, and fails once."""
    shop.file("tests/test_cart.py", "import cart.basket\n\ndef test_a(): pass\n")
    shop.file("tests/test_price.py", "def test_b(): pass\n")

    result = shop.run("--doctest-modules")

    result.assert_outcomes(failed=1, passed=1)
    assert _rows(shop) == {"test_a": "red=missing"}


# Others


def test_order_is_no_matter(shop: Project) -> None:
    """pytest-randomly shuffles tests and gives the same lock."""
    pytest.importorskip("pytest_randomly", reason="pytest-randomly is not installed")
    shop.file("tests/test_price.py", "".join(f"def test_{n}(): assert 0\n" for n in range(9)))
    shop.run()
    expected = shop.lock

    for seed in ("1", "2"):
        shop.lock_path.unlink()
        shop.run(f"--randomly-seed={seed}", plugins=("pytest_randomly",))
        assert shop.lock == expected


FLAKY = """
from pathlib import Path

def test_flaky():
    tried = Path("tried")
    tried.write_text(tried.read_text() + "x" if tried.exists() else "x")
    assert len(tried.read_text()) % 3 == 0

def test_never(): assert 0
"""


def test_the_last_attempt_decides(shop: Project) -> None:
    """A test that passes when pytest-rerunfailures runs it again was not seen red."""
    pytest.importorskip("pytest_rerunfailures", reason="pytest-rerunfailures is not installed")
    shop.file("tests/test_cart.py", FLAKY)

    result = shop.run("--reruns=2", plugins=("pytest_rerunfailures",))

    result.assert_outcomes(failed=1, passed=1)
    assert "RR.RRF" in result.stdout.str()
    assert _rows(shop) == {"test_flaky": "", "test_never": "red=behaviour"}


def test_too_little_coverage_is_not_forgiven(shop: Project) -> None:
    """``--phase-allow-red`` lifts red tests, and not what pytest-cov fails the run for."""
    pytest.importorskip("pytest_cov", reason="pytest-cov is not installed")
    shop.file("cart.py", f"{EMPTY}\ndef total():\n    return 1\n")
    args = ("--phase-allow-red", "--cov=cart", "--cov-report=")
    plugins = ("pytest_cov.plugin",)

    # In a process of its own: this one may be measured already.
    enough = shop.run(*args, "--cov-fail-under=50", plugins=plugins, subprocess=True)
    too_little = shop.run(*args, "--cov-fail-under=99", plugins=plugins, subprocess=True)

    assert (enough.ret, too_little.ret) == (0, 1)
    assert _rows(shop) == RED


def test_a_timeout_is_no_red(shop: Project) -> None:
    """What pytest-timeout ends is ``infra``, whatever its fixtures say on the way out."""
    pytest.importorskip("pytest_timeout", reason="pytest-timeout is not installed")
    shop.file(
        "tests/test_cart.py",
        """
        import time
        import pytest

        @pytest.fixture
        def done():
            found = []
            yield found
            assert found

        @pytest.mark.timeout(0.05)
        def test_slow(done):
            time.sleep(10)
            done.append(1)
        """,
    )

    result = shop.run(plugins=("pytest_timeout",))

    result.stdout.fnmatch_lines(["*1 test (test_slow) failed as infra, which is no red"])
    assert not shop.lock


def test_a_repetition_is_no_case(shop: Project) -> None:
    """What pytest-repeat adds to parameter ids is dropped: red with it, green without it."""
    shop.file(
        "tests/test_cart.py",
        """
        import pytest, cart

        @pytest.mark.parametrize("n", [1, 2])
        def test_has(n): assert n in [*cart.items, 2]

        def test_alone(): assert cart.items
        """,
    )
    # How the plugin does it.
    repeat = shop.file(
        "conftest.py",
        """
        import pytest

        @pytest.fixture
        def __pytest_repeat_step_number(request):
            return request.param

        @pytest.hookimpl(trylast=True)
        def pytest_generate_tests(metafunc):
            metafunc.fixturenames.append("__pytest_repeat_step_number")
            metafunc.parametrize(
                "__pytest_repeat_step_number", range(3), indirect=True,
                ids=lambda n: f"{n + 1}-3",
            )
        """,
    )

    shop.run().assert_outcomes(failed=6, passed=3)

    assert _rows(shop) == {"test_has": "red=behaviour red-cases=1", "test_alone": "red=behaviour"}
    repeat.unlink()
    shop.file("cart.py", FULL)
    shop.run().assert_outcomes(passed=3)
    assert all("green" in evidence for evidence in _rows(shop).values())


def test_an_error_on_the_way_out_hides_no_red(shop: Project) -> None:
    """A test that failed, and whose fixture then failed too, was red for its own reason."""
    shop.file("conftest.py", "import pytest\n\n@pytest.fixture\ndef end():\n    yield\n    1 / 0\n")
    shop.file("tests/test_cart.py", "def test_a(end): assert 0\n\ndef test_b(end): pass\n")

    shop.run().assert_outcomes(failed=1, passed=1, errors=2)

    assert _rows(shop) == {"test_a": "red=behaviour", "test_b": ""}


def test_a_property_is_a_test(shop: Project) -> None:
    """A property of Hypothesis is seen red, with one counterexample and with several."""
    shop.file(
        "tests/test_cart.py",
        """
        from hypothesis import given, settings, strategies as st

        quick = settings(database=None, derandomize=True, max_examples=30)

        @quick
        @given(st.integers())
        def test_one(n): assert n < 5

        @quick
        @given(st.booleans())
        def test_two(b):
            if b:
                raise ValueError
            raise TypeError
        """,
    )

    shop.run()

    assert _rows(shop) == {"test_one": "red=behaviour", "test_two": "red=behaviour"}


def test_a_scenario_is_a_test(shop: Project) -> None:
    """A scenario of pytest-bdd is seen red and green; one that lacks a step is broken."""
    pytest.importorskip("pytest_bdd", reason="pytest-bdd is not installed")
    shop.file(
        "tests/cart.feature",
        """
        Feature: Cart
          Scenario: Full
            Given a cart
            Then it is full
          Scenario: Lost
            Given a cart
            Then nobody wrote this
        """,
    )
    shop.file(
        "tests/test_cart.py",
        """
        import cart
        from pytest_bdd import given, scenarios, then

        scenarios("cart.feature")

        @given("a cart")
        def _(): pass

        @then("it is full")
        def _(): assert cart.items
        """,
    )

    shop.run(plugins=("pytest_bdd.plugin",))
    assert _rows(shop) == {"test_full": "red=behaviour", "test_lost": ""}

    shop.file("cart.py", FULL)
    shop.run(plugins=("pytest_bdd.plugin",))
    assert _rows(shop) == {"test_full": "red=behaviour green", "test_lost": ""}
