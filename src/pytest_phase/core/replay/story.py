"""A whole replay as values: what was compared, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pytest_phase.core.replay.comparing import Novelty
from pytest_phase.core.replay.sides import Side
from pytest_phase.core.replay.verdicts import Replayed


class Compared(NamedTuple):
    """Both sides of one replay, before any verdict.

    ``base`` is the commit (40 hex digits) and ``revision`` how it was found, ``source`` why
    that one. ``novelty`` are the tests of the files that ran, by id. ``files`` ran on both
    sides; ``implementation`` are the changed files that are no tests. ``doubt`` is what keeps
    the old side from being the old code. ``kept`` says that an earlier replay's result was used,
    ``digests`` what the implementation of components was at the base, by id.
    """

    base: str
    revision: str
    source: str
    novelty: Mapping[str, Novelty] = {}
    then: Side = Side()
    now: Side = Side()
    files: tuple[str, ...] = ()
    implementation: tuple[str, ...] = ()
    unchanged: int = 0
    digests: Mapping[str, str] = {}
    kept: bool = False


class Table(NamedTuple):
    """What the report keeps of a replay: its base commit, and every test that ran on both sides."""

    base: str
    tests: tuple[Replayed, ...]
