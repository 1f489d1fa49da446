"""What of this run's command line a replay's children are told."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from pytest_phase.session.words import words_for_children


def words(
    *given: str, plugins: tuple[str, ...] = (), positional: tuple[str, ...] = ()
) -> list[str]:
    """The words for a child of a run with these words and plugins."""
    config = SimpleNamespace(
        invocation_params=SimpleNamespace(args=given, dir=Path("/")),
        args_source=None if not positional else _Always(),
        args=list(positional),
        inipath=None,
        option=SimpleNamespace(),
        pluginmanager=SimpleNamespace(hasplugin=lambda name: name in plugins),
    )
    return list(words_for_children(config))  # type: ignore[arg-type]


class _Always:
    """Equal to the source of arguments that were given."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = object.__hash__


@pytest.mark.phase_waive(reason="was so before the words for benchmarks")
def test_what_chooses_tests_is_kept_and_what_writes_is_not() -> None:
    """Marks and names narrow both sides; files are written by the run itself."""
    given = (
        "-m",
        "not slow",
        "-k",
        "cents",
        "--junit-xml=out.xml",
        "--basetemp",
        "/x",
        "-vv",
        "-x",
    )
    assert words(*given) == ["-m", "not slow", "-k", "cents"]


@pytest.mark.phase_waive(reason="was so before the words for benchmarks")
def test_paths_are_the_replays_own() -> None:
    """It runs the files that changed."""
    assert words("tests/a", "--runslow", positional=("tests/a",)) == ["--runslow"]


class TestBenchmarks:
    """pytest-benchmark: every test once or twice, and nothing is measured, kept or compared."""

    QUICK = (
        *("--benchmark-warmup=off", "--benchmark-min-rounds=1", "--benchmark-max-time=0"),
        *("--benchmark-min-time=0.000001", "--benchmark-calibration-precision=1"),
    )

    def test_they_are_quick(self) -> None:
        """Statistics are there for tests that look at them."""
        assert words(plugins=("benchmark",)) == [*self.QUICK]

    def test_they_write_nothing(self) -> None:
        """A file of the user's would be written over; the rest is as it was asked for."""
        given = ("--benchmark-json=out.json", "--benchmark-autosave", "--benchmark-save", "a")
        more = ("--benchmark-compare", "--benchmark-compare-fail=mean:5%", "--benchmark-only")
        found = words(*given, *more, plugins=("benchmark",))
        assert found == ["--benchmark-only", *self.QUICK]
