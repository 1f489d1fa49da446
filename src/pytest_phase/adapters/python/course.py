"""The course of a test: its statements one after the other, and what is asserted on the way.

Nothing is run. Names are told by what they stand for (``symbols``), an assertion by what has to
hold for it to run; calls of functions of the test side that assert something are followed into
the function. Where it cannot be told which way a test goes, both are taken.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from pytest_phase.adapters.python import effects
from pytest_phase.adapters.python.blocks import FUNCTIONS
from pytest_phase.adapters.python.definition import digest
from pytest_phase.adapters.python.gathered import Gathered, joined, target_of
from pytest_phase.adapters.python.imports import imports_of
from pytest_phase.adapters.python.stated import Saying, called, condition, raised, raising
from pytest_phase.adapters.python.symbols import Names, Symbols, Value
from pytest_phase.adapters.python.table import TRIES, WITHS

DEEPEST = 5
"""How many functions are followed, one into the other."""

UNROLLED = 20
"""Elements of a written-out list that a loop is followed through one by one."""


class Function(NamedTuple):
    """A function of the test side: its key, its node, what its names mean, if it is a method."""

    key: str
    node: Any
    names: Names
    method: bool = False


Find = Callable[[Names, str], Function | None]
"""Finds the function that a call in a file means, if that asserts something."""


class Course(Gathered):
    """Goes through functions, and gathers on the way.

    ``followed`` are the keys of the functions that were followed from a call.
    """

    def __init__(self, find: Find, names: Names) -> None:
        super().__init__(Symbols(names))
        self.followed: set[str] = set()
        self._find = find
        self._stack: list[str] = []

    def decorate(self, function: Function) -> None:
        """What a decorator replaces (``@mock.patch``) is replaced for all that follows."""
        symbols = Symbols(function.names)
        texts = [symbols.text(each) for each in function.node.decorator_list]
        self.world = "".join(digest(each) for each in texts if effects.is_patch(each))

    def follow(self, function: Function, given: dict[str, Value]) -> None:
        """Go through a function whose parameters have these values."""
        before, world = self.symbols, self.world
        self.symbols = Symbols(function.names, given)
        self._stack.append(function.key)
        self._block(function.node.body)
        self._stack.pop()
        self.symbols, self.world = before, self.world if self._stack else world

    # Blocks

    def _block(self, body: Sequence[ast.stmt]) -> bool:
        """Go through statements; whether nothing after them is ever reached."""
        depth = len(self.guards)
        ended = any(self._statement(each) for each in body)
        del self.guards[depth:]
        return ended

    def _under(self, word: str, text: str, body: Sequence[ast.stmt]) -> bool:
        """Go through what runs only under a condition."""
        self.guards.append((word, text))
        ended = self._block(body)
        self.guards.pop()
        return ended

    def _statement(self, node: Any) -> bool:
        """Go through one statement; whether nothing after it is reached."""
        kind = type(node)
        if kind in TRIES:
            return self._try(node)
        if kind in WITHS:
            return self._with(node)
        handler = _HANDLERS.get(kind)
        if handler is not None:
            return handler(self, node)
        self.look(node)
        return kind in (ast.Return, ast.Raise, ast.Continue, ast.Break)

    def _assert(self, node: ast.Assert) -> bool:
        self.look(node.test)
        self.say(condition(node.test, self.symbols))
        return isinstance(node.test, ast.Constant) and not node.test.value

    def _raise(self, node: ast.Raise) -> bool:
        text = self.symbols.text(node.exc) if node.exc is not None else ""
        if text.startswith(("AssertionError", "pytest.fail.Exception")):
            self.say([Saying("other", "fail", ("fail",))])
        elif effects.is_skip_error(text):
            self.skips += 1
        self.look(node)
        return True

    def _expression(self, node: ast.Expr) -> bool:
        call = _call_of(node.value)
        if call is None:
            self.look(node.value)
            return False
        self.look(call)
        name = self.symbols.text(call.func)
        said = list(called(call, self.symbols))
        self.say(said)
        if not said and not self._enter(call):
            self.touch(call)
        return effects.ends(name)

    def _assign(self, node: Any) -> bool:
        self.look(node.value)
        call = _call_of(node.value)
        if call is not None and not raising(call, self.symbols):
            self._enter(call)
            self.patch(call)
        value = self.symbols.value(node.value)
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            self.bind(target, value)
        return False

    def _annotated(self, node: ast.AnnAssign) -> bool:
        return self._assign(node) if node.value is not None else False

    def _augment(self, node: ast.AugAssign) -> bool:
        self.look(node.value)
        self.change(node.target, self.symbols.text(node))
        return False

    def _delete(self, node: ast.Delete) -> bool:
        for target in node.targets:
            self.change(target, self.symbols.text(node))
        return False

    def _import(self, node: Any) -> bool:
        for each in imports_of(node):
            path = each.module if each.name is None else each.spelled
            top = path.partition(".")[0] if each.name is None and "." in path else path
            self.symbols.values[each.local] = Value(top, False, top)
        return False

    def _if(self, node: ast.If) -> bool:
        self.look(node.test)
        text = self.symbols.text(node.test)
        before = self.symbols
        ends, after = [], []
        for body, guard in ((node.body, text), (node.orelse, f"not {text}")):
            self.symbols = before.copy()
            ends.append(self._under("if", guard, body))
            after.append(self.symbols)
        if ends[0] != ends[1]:
            # What follows runs only where the other branch was taken.
            self.guards.append(("if", f"not {text}" if ends[0] else text))
            self.symbols = after[ends[0]]
        else:
            self.symbols = joined(text, after)
        return all(ends)

    def _for(self, node: Any) -> bool:
        self.look(node.iter)
        elements = getattr(node.iter, "elts", [])
        written = isinstance(node.iter, ast.List | ast.Tuple) and len(elements) <= UNROLLED
        if written and elements and not node.orelse and not _leaves(node.body):
            for each in elements:
                self.bind(node.target, self.symbols.value(each))
                self._block(node.body)
            return False
        iterated = self.symbols.text(node.iter)
        before = self.symbols.copy()
        self.bind(node.target, Value(f"each {iterated}"))
        self._under("for", iterated, node.body)
        self.symbols = joined(iterated, [before, self.symbols])
        return self._block(node.orelse) and False

    def _while(self, node: ast.While) -> bool:
        self.look(node.test)
        text = self.symbols.text(node.test)
        before = self.symbols.copy()
        self._under("while", text, node.body)
        self.symbols = joined(text, [before, self.symbols])
        return False

    def _with(self, node: Any) -> bool:
        depth, raises = len(self.guards), []
        before = self.symbols.copy()
        for item in node.items:
            self.look(item.context_expr)
            text = self.symbols.text(item.context_expr)
            if raising(item.context_expr, self.symbols):
                raises.append(item.context_expr)
            elif effects.is_suppressing(text):
                self.catches += 1
                self.guards.append(("try", text))
            elif not effects.is_transparent(text):
                self.guards.append(("with", text))
            if item.optional_vars is not None:
                self.bind(item.optional_vars, Value(f"with {text}"))
        bound = self.symbols.copy()
        spelled = ";".join(self.symbols.text(each) for each in node.body) if raises else ""
        ended = self._block(node.body)
        for each in raises:
            self.say([raised(each, spelled, bound)])
        if raises:
            # What was done to a value on the way to an exception is that assertion's matter.
            names = {n for item in node.items if (n := target_of(item.optional_vars))}
            kept = {name: bound.values[name] for name in names if name in bound.values}
            self.symbols = Symbols(before.names, before.values | kept)
        del self.guards[depth:]
        return ended and not raises

    def _try(self, node: Any) -> bool:
        if not node.handlers:
            ended = self._block(node.body)
            return self._block(node.finalbody) or ended
        caught = "|".join(self.symbols.text(h.type) if h.type else "" for h in node.handlers)
        swallows = not all(effects.tells(handler.body) for handler in node.handlers)
        self.catches += swallows
        self._under("try", caught, node.body)
        for handler in node.handlers:
            if handler.name:
                self.symbols.values[handler.name] = Value(f"caught {caught}")
            self._under("try", f"except {caught}", handler.body)
        self._under("try", f"else {caught}", node.orelse)
        return self._block(node.finalbody)

    def _match(self, node: Any) -> bool:
        self.look(node.subject)
        subject = self.symbols.text(node.subject)
        for case in node.cases:
            text = f"{subject} {self.symbols.text(case.pattern)}"
            for each in ast.walk(case.pattern):
                if isinstance(getattr(each, "name", None), str):
                    self.symbols.values[each.name] = Value(f"part {text}")  # type: ignore[attr-defined]
            self._under("match", text, case.body)
        return False

    def _define(self, node: Any) -> bool:
        """A function in the test: what it asserts is asserted only if somebody calls it."""
        before, text = self.symbols.copy(), self.symbols.text(node).partition("=")[2]
        parameters = [each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)]
        for number, name in enumerate(parameters):
            self.symbols.values[name] = Value(f"%{number}")
        self._under("def", "", node.body)
        self.symbols = before
        self.symbols.values[node.name] = Value(f"def {digest(text)}")
        return False

    def _class(self, node: ast.ClassDef) -> bool:
        text = self.symbols.text(node).partition("=")[2]
        self.symbols.values[node.name] = Value(f"class {digest(text)}")
        return False

    def _enter(self, call: ast.Call) -> bool:
        """Follow a call into a function of the test side that asserts something."""
        name = effects.chain(call.func)
        local = name.partition(".")[0] in self.symbols.values and not name.startswith("self.")
        function = None if local or not name else self._find(self.symbols.names, name)
        if function is None or function.key in self._stack or len(self._stack) > DEEPEST:
            return False
        given = effects.arguments(call, function.node, self.symbols, function.names)
        if function.method:
            given["self"] = Value("self")
            given |= {k: v for k, v in self.symbols.values.items() if k.startswith("self.")}
        self.followed.add(function.key)
        self.follow(function, given)
        return True


_HANDLERS: dict[type, Callable[[Course, Any], bool]] = {
    ast.Assert: Course._assert,
    ast.Raise: Course._raise,
    ast.Expr: Course._expression,
    ast.Assign: Course._assign,
    ast.AnnAssign: Course._annotated,
    ast.AugAssign: Course._augment,
    ast.Delete: Course._delete,
    ast.Import: Course._import,
    ast.ImportFrom: Course._import,
    ast.If: Course._if,
    ast.For: Course._for,
    ast.AsyncFor: Course._for,
    ast.While: Course._while,
    ast.Match: Course._match,
    ast.ClassDef: Course._class,
    **dict.fromkeys(FUNCTIONS, Course._define),
}


def _call_of(node: Any) -> ast.Call | None:
    """The call that a statement makes, awaited or not."""
    node = node.value if isinstance(node, ast.Await) else node
    return node if isinstance(node, ast.Call) else None


def _leaves(body: Iterable[ast.stmt]) -> bool:
    """Whether a loop may be left before its end."""
    kinds = (ast.Break, ast.Return)
    return any(isinstance(each, kinds) for node in body for each in ast.walk(node))
