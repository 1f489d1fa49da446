"""Our own modules are imported as they are."""

from __future__ import annotations

import gc
import sys
from typing import Any

import pytest

from pytest_phase.adapters.importing import undisturbed


class AssertionRewritingHook:
    """Stands for pytest's, which is known by its name alone."""


def test_what_rewrites_assertions_is_put_aside_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every other way to find a module stays, in its order, and all of them afterwards."""
    hook: Any = AssertionRewritingHook()
    other: Any = object()
    before = [other, hook, *sys.meta_path]
    monkeypatch.setattr(sys, "meta_path", before)
    with undisturbed():
        meanwhile = list(sys.meta_path)
    assert not any(each is hook for each in meanwhile)
    assert meanwhile[0] is other
    assert sys.meta_path == before


@pytest.mark.parametrize("collecting", [True, False])
def test_the_collector_is_as_it_was_even_after_an_error(collecting: bool) -> None:
    """Who switched it off finds it off, who had it on finds it on."""
    was = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        with pytest.raises(ImportError):
            _import_nothing()
        assert gc.isenabled() is collecting
    finally:
        (gc.enable if was else gc.disable)()


@undisturbed()
def _import_nothing() -> None:
    assert not gc.isenabled()
    raise ImportError
