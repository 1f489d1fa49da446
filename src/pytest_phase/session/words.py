"""Which words of the command line the children of a replay are given too."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from pytest_phase.adapters.replay.children import PLACE

# Options that say what is written, shown or chosen by an earlier run; with a value, or without.
_VALUED = (
    *("--junit-xml", "--junitxml", "--junit-prefix", "--junitprefix", "--basetemp", "--log-file"),
    *("--cov", "--cov-report", "--cov-config", "--cov-fail-under", "--cov-context"),
    *("--html", "--css", "--report-log", "--json-report-file", "--maxfail", "--durations"),
    *("--durations-min", "--tb", "--color", "--verbosity", "--show-capture", "--capture", "-r"),
    *("--rootdir", "-c", "--config-file", "--pastebin", "--pdbcls", "--lfnf"),
    *("--last-failed-no-failures", "--override-ini=cache_dir", "--debug", "--deselect-from-file"),
    *("--benchmark-json", "--benchmark-save", "--benchmark-compare", "--benchmark-compare-fail"),
    *("--benchmark-histogram", "--benchmark-cprofile", "--benchmark-cprofile-dump"),
)
_BARE = (
    *("-x", "--exitfirst", "--lf", "--last-failed", "--ff", "--failed-first", "--nf"),
    *("--new-first", "--sw", "--stepwise", "--sw-skip", "--stepwise-skip", "--pdb", "--trace"),
    *("-s", "-l", "--showlocals", "--cache-clear", "--no-header", "--no-summary", "--co"),
    *("--cov-append", "--cov-branch", "--json-report", "--self-contained-html", "--quiet"),
    *("--verbose", "--full-trace", "--setup-show", "--phase-gate", "--fixtures"),
    *("--benchmark-autosave", "--benchmark-save-data"),
)
# What pytest-benchmark measures is no matter here, but a test may look at its figures.
_BENCHMARKS = (
    *("--benchmark-warmup=off", "--benchmark-min-rounds=1", "--benchmark-max-time=0"),
    *("--benchmark-min-time=0.000001", "--benchmark-calibration-precision=1"),
)


def words_for_children(config: pytest.Config) -> Iterator[str]:
    """The options of this run, but for those that write, show, or are our own."""
    yield from _given(list(config.invocation_params.args), set(_positional(config)))
    inipath = config.inipath
    if inipath is not None:
        yield from ("-c", str(inipath))
    if config.pluginmanager.hasplugin("cacheprovider"):  # without it the key is unknown
        yield from ("-o", f"cache_dir={PLACE}/cache")
    if config.pluginmanager.hasplugin("_cov") or config.pluginmanager.hasplugin("pytest_cov"):
        yield "--no-cov"
    if getattr(config.option, "xmlpath", None):
        yield f"--junit-xml={os.devnull}"
    if config.pluginmanager.hasplugin("randomly"):
        yield from ("-p", "no:randomly")
    if config.pluginmanager.hasplugin("benchmark"):
        yield from _BENCHMARKS


def _positional(config: pytest.Config) -> list[str]:
    args = config.args_source == pytest.Config.ArgsSource.ARGS
    return list(config.args) if args else []


def _given(words: list[str], positional: set[str]) -> Iterator[str]:
    skip = False
    for number, word in enumerate(words):
        if skip:
            skip = False
            continue
        name, equals, _ = word.partition("=")
        if name.startswith("--phase-") or name in _VALUED:
            after = words[number + 1] if number + 1 < len(words) else "-"
            skip = not equals and _takes_next(name, after, positional)
        elif word in _BARE or _is_short(word) or word in positional:
            continue
        else:
            yield word


def _takes_next(name: str, after: str, positional: set[str]) -> bool:
    """Whether the next word is the value of an option that is left out."""
    return not after.startswith("-") and after not in positional and name not in _BARE


def _is_short(word: str) -> bool:
    """``-q``, ``-vv``, ``-rA``: how much is shown."""
    return word[:1] == "-" and word[1:2] in ("q", "v", "r") and not word.startswith("--")
