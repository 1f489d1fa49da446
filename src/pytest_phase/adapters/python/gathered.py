"""What is gathered on the course of a test: assertions, calls, and what names stand for."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from pytest_phase.adapters.python import effects
from pytest_phase.adapters.python.definition import digest
from pytest_phase.adapters.python.stated import Saying
from pytest_phase.adapters.python.symbols import Symbols, Value
from pytest_phase.core.outline import Stated

MOST = 2000
"""Assertions that are looked at; a text that has more is told by the first of them."""


class Gathered:
    """What was gathered so far.

    ``guards`` are what has to hold for the present statement to run, ``world`` what was replaced
    outside of the test, ``symbols`` what names stand for.
    """

    def __init__(self, symbols: Symbols) -> None:
        self.stated: list[Stated] = []
        self.calls: list[str] = []
        self.catches = 0
        self.skips = 0
        self.guards: list[tuple[str, str]] = []
        self.world = ""
        self.symbols = symbols

    # What happens to names

    def bind(self, target: Any, value: Value) -> None:
        """Give a target a value."""
        name = target_of(target)
        if name:
            self.symbols.values[name] = value
        elif isinstance(target, ast.Tuple | ast.List):
            for number, each in enumerate(target.elts):
                part = Value(f"{value.text}[{number}]", value.literal, "", value.calls)
                self.bind(each, part)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, value)
        else:
            self.change(target, value.text)

    def change(self, target: ast.AST, what: str) -> None:
        """Something was done to what a target belongs to: ``cart.n``, ``cart[0]``."""
        for root in effects.roots(target):
            value = self.symbols.value(root)
            name = target_of(root) or next(iter(effects.names(root)), "")
            self.symbols.values[name] = value.after(what)

    def touch(self, call: ast.Call) -> None:
        """A call for its effect: on what it is called on, and on what it is given."""
        self.patch(call)
        if effects.is_harmless(self.symbols.text(call.func)):
            return
        text = self.symbols.text(call)
        for each in effects.touched(call):
            self.change(each, text)

    def patch(self, call: ast.Call) -> None:
        """A call that replaces something outside of the test changes every later assertion."""
        text = self.symbols.text(call)
        if effects.is_patch(text):
            self.world += digest(text)

    # What is said

    def say(self, said: Iterable[Saying]) -> None:
        """Note assertions."""
        for each in said:
            if len(self.stated) < MOST:
                self.stated.append(self._state(each))

    def _state(self, said: Saying) -> Stated:
        guards = [*self.guards, *([("patch", self.world)] if self.world else [])]
        return Stated(
            kind=said.kind,
            digest=_digest(said.text, guards),
            subjects=tuple(dict.fromkeys(digest(each)[:3] for each in said.subjects)),
            tolerance=said.tolerance,
            without=tuple(
                (word, _digest(said.text, guards[:place] + guards[place + 1 :]))
                for place, (word, _) in enumerate(guards)
                if word not in ("with", "patch")
            ),
        )

    def look(self, node: ast.AST) -> None:
        """Note the calls in an expression, skips among them, and names bound on the way."""
        for each in ast.walk(node):
            if isinstance(each, ast.Call):
                self.calls.append(digest(self.symbols.text(each))[:4])
                self.skips += effects.is_skip(self.symbols.text(each.func))
            elif isinstance(each, ast.NamedExpr):
                self.bind(each.target, self.symbols.value(each.value))


def _digest(text: str, guards: Iterable[tuple[str, str]]) -> str:
    return digest("|".join([text, *(f"{word} {said}" for word, said in guards)]))[:4]


def target_of(node: Any) -> str:
    """The key of a target that has a value of its own: ``cart``, ``self.cart``."""
    if isinstance(node, ast.Name):
        return node.id
    name = effects.chain(node) if isinstance(node, ast.Attribute) else ""
    return name if name.startswith("self.") and name.count(".") == 1 else ""


def joined(text: str, ways: list[Symbols]) -> Symbols:
    """What names stand for after one of two ways was taken."""
    one, other = ways
    result = one.copy()
    for name in {*one.values, *other.values}:
        found = [way.values[name] for way in ways if name in way.values]
        if len(found) == 2 and found[0] == found[1]:
            continue
        spelled = " or ".join(each.text for each in found)
        origin = found[0].origin if len({each.origin for each in found}) == 1 else ""
        result.values[name] = Value("", False, origin).after(f"{text}?{spelled}")
    return result
