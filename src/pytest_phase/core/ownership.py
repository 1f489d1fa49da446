"""Which component a test belongs to, from the plan alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pytest_phase.core.plan import Component, Plan


class _Claim(NamedTuple):
    component: str
    path: str
    names: tuple[str, ...]
    cases: frozenset[str]


class Ownership:
    """Answers which component owns a test, and which files matter to the plan.

    A path claimed by one component is its own; in a file that several claim, names given
    with the path win, then listed case names, then a component that lists none (design 4.2,
    grammar 3.5). What nobody names belongs to nobody.
    """

    def __init__(self, plan: Plan) -> None:
        self._claims = [claim for component in plan.components for claim in _claims(component)]
        self._integration = [
            (file.path, component.id)
            for component in plan.components
            for file in component.integration
        ]
        self._integrating: dict[str, tuple[str, ...]] = {}
        self._by_path: dict[str, list[_Claim]] = {}

    def owner(self, path: str, names: str) -> str | None:
        """The id of the component that owns ``path::names`` (no parameters), or None."""
        claims = self._of(path)
        if not claims:
            return None
        named = max(
            (
                (len(each), claim)
                for claim in claims
                for each in claim.names
                if _within(names, each)
            ),
            key=lambda pair: pair[0],
            default=None,
        )
        if named:
            return named[1].component
        return _share(names, [claim for claim in claims if not claim.names])

    def alike(self, path: str) -> bool:
        """Whether all tests of a file have one owner, or none, whatever their names are."""
        claims = self._of(path)
        named = any(claim.names for claim in claims)
        return not named and len({claim.component for claim in claims}) < 2

    def claims(self, path: str) -> bool:
        """Whether some component names this file, or a folder above it."""
        return bool(self._of(path))

    def concerns(self, path: str) -> bool:
        """Whether the plan names this file, as a component's own or as its integration tests."""
        return self.claims(path) or bool(self.integrating(path))

    def integration(self, path: str) -> str | None:
        """The first component whose integration tests this file holds, or None."""
        return next(iter(self.integrating(path)), None)

    def integrating(self, path: str) -> tuple[str, ...]:
        """The components whose integration tests this file holds; several may name it."""
        if path not in self._integrating:
            found = {
                id: None
                for named, id in self._integration
                if path == named or (named.endswith("/") and path.startswith(named))
            }
            self._integrating[path] = tuple(found)
        return self._integrating[path]

    def _of(self, path: str) -> list[_Claim]:
        if path not in self._by_path:
            self._by_path[path] = self._nearest(path)
        return self._by_path[path]

    def _nearest(self, path: str) -> list[_Claim]:
        exact = [claim for claim in self._claims if claim.path == path]
        if exact:
            return exact
        folders = [c for c in self._claims if c.path.endswith("/") and path.startswith(c.path)]
        longest = max((len(claim.path) for claim in folders), default=0)
        return [claim for claim in folders if len(claim.path) == longest]


def _claims(component: Component) -> Iterable[_Claim]:
    cases = frozenset(component.case_names)
    for file in component.test_files:
        yield _Claim(component.id, file.path, file.names, cases)


def _within(names: str, claimed: str) -> bool:
    return names == claimed or names.startswith(f"{claimed}::")


def _share(names: str, claims: list[_Claim]) -> str | None:
    owners = list(dict.fromkeys(claim.component for claim in claims))
    if len(owners) < 2:
        return owners[0] if owners else None
    parts = {names, *names.split("::")}
    listed = list(dict.fromkeys(claim.component for claim in claims if claim.cases & parts))
    if len(listed) == 1:
        return listed[0]
    return next((claim.component for claim in claims if not claim.cases), None)
