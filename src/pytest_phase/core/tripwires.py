"""What the runner itself saw, where what reached the end of the run says something else."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

NOBODY: Mapping[str, str] = MappingProxyType({})
NO_HOOKS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Tripped(NamedTuple):
    """What gave itself away in one run.

    ``lies`` are the tests that were reported as passed and did not pass, each with what came
    before the report (``it raised AssertionError``); ``hooks`` the files of the project that
    have a say in calls and reports, with the hooks they implement; ``dropped`` the tests that
    the project's code took out of the run; ``ended`` where and how the run was broken off
    (``tests/conftest.py:3``, ``pytest.exit``).
    """

    lies: Mapping[str, str] = NOBODY
    hooks: Mapping[str, tuple[str, ...]] = NO_HOOKS
    dropped: tuple[str, ...] = ()
    ended: tuple[str, str] | None = None


NOTHING_TRIPPED = Tripped()
