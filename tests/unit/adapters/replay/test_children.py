"""Children of a replay: what comes back of them, however they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_phase.adapters.replay import children
from pytest_phase.adapters.replay.children import Order
from pytest_phase.adapters.replay.importing import Imports


def order(tmp_path: Path, name: str, test: str, **how: object) -> Order:
    """One side with one test file, in a folder of its own."""
    home, tree, place = tmp_path / "home", tmp_path / name, tmp_path / f"{name}.run"
    home.mkdir(exist_ok=True)
    tree.mkdir()
    (tree / "test_a.py").write_text(test)
    words = ("-p", "no:cacheprovider", f"--rootdir={tree}", "test_a.py")
    found = Order("the old code", home, tree, place, Imports((), ()), "", words, on_path=False)
    return found._replace(**how)  # type: ignore[arg-type]


def nothing(said: str) -> None:
    """Nobody is told of progress."""


def seen(ended: children.Ended) -> str:
    """The lines that the recorder of a side wrote."""
    return "".join(each.read_text() for each in ended.seen.iterdir())


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No plugin but the recorder."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)


def test_two_runs_of_one_side_both_come_to_an_end(tmp_path: Path) -> None:
    """The second look at the old code: once more as it is, and with stand-ins, at the same time."""
    orders = [order(tmp_path, name, "def test_a():\n    pass\n") for name in ("again", "apart")]
    ended = children.run(orders, together=True, limit=60, tell=nothing)
    assert [each.problem for each in ended] == ["", ""]
    assert [each.seen.parent.name for each in ended] == ["again.run", "apart.run"]


def test_no_plugin_is_asked_for_a_summary(tmp_path: Path) -> None:
    """Nobody reads it, and one of a well-known plugin takes longer than most tests."""
    side = order(tmp_path, "old", "def test_a():\n    pass\n")
    (side.tree / "conftest.py").write_text(
        "def pytest_terminal_summary():\n    open('summary', 'x').close()\n\n\n"
        "def pytest_unconfigure():\n    open('unconfigured', 'x').close()\n"
    )
    (ended,) = children.run([side], together=False, limit=60, tell=nothing)
    assert ended.problem == ""
    assert not (side.tree / "summary").exists()
    assert (side.tree / "unconfigured").exists()


def test_a_session_that_did_not_finish_has_a_problem(tmp_path: Path) -> None:
    """All tests ran, and then a plugin broke the session's end: its reports may be anything."""
    side = order(tmp_path, "old", "def test_a():\n    pass\n")
    (side.tree / "conftest.py").write_text(
        "def pytest_sessionfinish():\n    raise ValueError('x')\n"
    )
    (ended,) = children.run([side], together=False, limit=60, tell=nothing)
    assert ended.problem.startswith("pytest ended with exit ")
    assert "finish" not in seen(ended)


def test_data_that_a_test_opens_is_recorded(tmp_path: Path) -> None:
    """Below the tree, and no Python: what a change of it could change."""
    test = "def test_a():\n    open('prices.csv').close()\n    open('/dev/null').close()\n"
    side = order(tmp_path, "old", test)
    (side.tree / "prices.csv").write_text("1")
    (ended,) = children.run([side], together=False, limit=60, tell=nothing)
    opened = [json.loads(each) for each in seen(ended).splitlines() if each.startswith('{"opened')]
    assert opened == [{"opened": "test_a.py::test_a", "paths": ["prices.csv"]}]
