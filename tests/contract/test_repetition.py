"""A run like one that recorded nothing: the same is said, unless anything it depends on changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.project import Project

PLAN = """
    # Phase 1: Shop

    ### Cart

    - Tests: `tests/test_cart.py`
    - Implementation: `cart.py`
    """
TESTS = """
    import pytest

    import cart

    def test_full(): assert cart.items == [1]

    @pytest.mark.parametrize("kind", [list, object])
    def test_kind(kind): assert isinstance(cart.items, kind)
    """
SPOILT = "spoilt by the test"


@pytest.fixture
def shop(project: Project) -> Project:
    """A project whose component was seen red and green, and was run once more."""
    project.plan(PLAN)
    project.file("pytest.ini", "[pytest]\npythonpath = .\n")
    project.file("tests/test_cart.py", TESTS)
    project.file("cart.py", "items = None\n")
    project.commit()
    project.run()
    project.file("cart.py", "items = [1]\n")
    project.run()
    _ours(project)
    _spoil(project)
    return project


def _ours(project: Project, *args: str) -> list[str]:
    """What a run says beside pytest."""
    lines: list[str] = project.run("-q", *args).outlines
    return [line for line in lines if line.startswith(("Cart", "next", SPOILT))]


def _spoil(project: Project) -> None:
    """Make what is remembered differ from what would be said."""
    kept = project.root / ".git" / "pytest-phase.said"
    kept.write_text(kept.read_text().replace("next", SPOILT))


def test_what_was_said_is_said_again(shop: Project) -> None:
    """A run like the last one asks nothing again, and leaves the lock as it is."""
    before = shop.lock
    assert any(line.startswith(SPOILT) for line in _ours(shop))
    assert shop.lock == before


def test_it_is_what_would_be_said_anew(shop: Project) -> None:
    """Remembered or not, a run says the same and ends the same."""
    said = []
    for _ in range(3):
        (shop.root / ".git" / "pytest-phase.said").unlink(missing_ok=True)
        fresh, again = shop.run(), shop.run()
        assert fresh.ret == again.ret == 0
        said += [_phase_lines(fresh), _phase_lines(again)]
    assert said[0]
    assert all(lines == said[0] for lines in said)


def _phase_lines(result: pytest.RunResult) -> list[str]:
    lines = [str(line) for line in result.outlines]
    start = next(number for number, line in enumerate(lines) if " phase " in line)
    return lines[start:-1]


def _edit_a_test(shop: Project) -> None:
    shop.file("tests/test_cart.py", TESTS.replace("[1]", "[1] or cart.items"))


def _add_a_test(shop: Project) -> None:
    shop.file("tests/test_more.py", "def test_more(): pass\n")


def _edit_a_helper(shop: Project) -> None:
    shop.file("tests/conftest.py", "NEW = 1\n")


def _edit_the_lock(shop: Project) -> None:
    shop.lock_path.write_text(shop.lock.replace("version = 1\n", "version = 1\nmore = 2\n"))


def _edit_the_plan(shop: Project) -> None:
    shop.plan(PLAN + "\n    A word more about `cart.Thing`.\n")


def _edit_the_configuration(shop: Project) -> None:
    shop.file("pytest.ini", "[pytest]\npythonpath = .\nphase_min_red = stub\n")


@pytest.mark.parametrize(
    "change",
    [
        _edit_a_test,
        _add_a_test,
        _edit_a_helper,
        _edit_the_lock,
        _edit_the_plan,
        _edit_the_configuration,
    ],
)
def test_after_a_change_everything_is_asked_again(
    shop: Project, change: Callable[[Project], None]
) -> None:
    """Whatever a run is judged by: where it is another, nothing that was said is believed."""
    change(shop)
    assert not any(line.startswith(SPOILT) for line in _ours(shop))


@pytest.mark.parametrize(
    "args",
    [
        ("--phase-gate",),
        ("--phase-no-record",),
        ("--phase-report=report.json",),
        ("--phase-complete",),
        ("--phase-component=cart",),
        ("--phase-baseline=there before",),
        ("-k", "test_full"),
        ("tests/test_cart.py::test_full",),
        ("--collect-only",),
        ("--setup-plan",),
        ("-p", "no:terminal"),
    ],
    ids=" ".join,
)
def test_who_asks_for_more_gets_it(shop: Project, args: tuple[str, ...]) -> None:
    """The gate, a report, a step of the plan, or a part of the tests: another run altogether."""
    assert not any(line.startswith(SPOILT) for line in _ours(shop, *args))


def test_a_failure_is_seen(shop: Project) -> None:
    """What was green and fails is another run; nothing is said of it that was said before."""
    shop.file("cart.py", "items = []  # not as it was\n")
    result = shop.run()
    assert result.ret == 1
    assert SPOILT not in result.stdout.str()


def test_another_plugin_hears_of_every_run(shop: Project) -> None:
    """Who adds findings gets the report each time."""
    shop.file(
        "conftest.py",
        """
        def pytest_phase_findings(report):
            print(f"heard of {len(report.run)} test(s)")
            return []
        """,
    )
    for _ in range(2):
        shop.run("-s").stdout.fnmatch_lines(["*heard of 2 test(s)*"])


def test_a_test_that_nobody_ran_keeps_it_from_being_believed(shop: Project) -> None:
    """A kept row of a file that is no test file here: it can go unseen, so it is looked for."""
    shop.file("more.txt", "")
    row = '    "test more.txt::test_gone text=0123456789ab baseline=before",\n'
    shop.lock_path.write_text(shop.lock.replace('"~",\n', f'"~",\n{row}'))
    kept = shop.root / ".git" / "pytest-phase.said"
    kept.unlink()
    _ours(shop)
    assert not kept.exists()


@pytest.mark.parametrize("content", ["", "[]", "\0", '{"form": 1, "files": {"a": 1}}'])
def test_a_memory_that_cannot_be_read_is_made_again(shop: Project, content: str) -> None:
    """Nothing depends on it."""
    (shop.root / ".git" / "pytest-phase.said").write_text(content)
    assert [line for line in _ours(shop) if line.startswith("next")]
