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
from pytest_phase.adapters.python.imports import imports_of
from pytest_phase.adapters.python.stated import Saying, called, condition, raised, raising
from pytest_phase.adapters.python.symbols import Names, Symbols, Value
from pytest_phase.adapters.python.table import TRIES, WITHS
from pytest_phase.core.outline import Stated

DEEPEST = 5
"""How many functions are followed, one into the other."""

MOST = 2000
"""Assertions that are looked at; a text that has more is told by the first of them."""

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


class Course:
    """What is gathered on the way.

    ``followed`` are the keys of the functions that were followed.
    """

    def __init__(self, find: Find) -> None:
        self._find = find
        self.stated: list[Stated] = []
        self.calls: list[str] = []
        self.catches = 0
        self.skips = 0
        self.followed: set[str] = set()
        self._guards: list[tuple[str, str]] = []
        self._stack: list[str] = []
        self._world = ""
        self._symbols: Symbols = None  # type: ignore[assignment]

    def decorate(self, function: Function) -> None:
        """What a decorator replaces (``@mock.patch``) is replaced for all that follows."""
        symbols = Symbols(function.names)
        texts = [symbols.text(each) for each in function.node.decorator_list]
        self._world = "".join(digest(each) for each in texts if effects.is_patch(each))

    def follow(self, function: Function, given: dict[str, Value]) -> None:
        """Go through a function whose parameters have these values."""
        before, world = self._symbols, self._world
        self._symbols = Symbols(function.names, given)
        self._stack.append(function.key)
        self._block(function.node.body)
        self._stack.pop()
        self._symbols, self._world = before, self._world if self._stack else world

    # Blocks

    def _block(self, body: Sequence[ast.stmt]) -> bool:
        """Go through statements; whether nothing after them is ever reached."""
        depth = len(self._guards)
        ended = any(self._statement(each) for each in body)
        del self._guards[depth:]
        return ended

    def _under(self, word: str, text: str, body: Sequence[ast.stmt]) -> bool:
        """Go through what runs only under a condition."""
        self._guards.append((word, text))
        ended = self._block(body)
        self._guards.pop()
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
        self._look(node)
        return kind in (ast.Return, ast.Raise, ast.Continue, ast.Break)

    def _assert(self, node: ast.Assert) -> bool:
        self._look(node.test)
        self._say(condition(node.test, self._symbols))
        return isinstance(node.test, ast.Constant) and not node.test.value

    def _raise(self, node: ast.Raise) -> bool:
        text = self._symbols.text(node.exc) if node.exc is not None else ""
        if text.startswith(("AssertionError", "pytest.fail.Exception")):
            self._say([Saying("other", "fail", ("fail",))])
        elif effects.is_skip_error(text):
            self.skips += 1
        self._look(node)
        return True

    def _expression(self, node: ast.Expr) -> bool:
        call = _call_of(node.value)
        if call is None:
            self._look(node.value)
            return False
        self._look(call)
        name = self._symbols.text(call.func)
        said = list(called(call, self._symbols))
        self._say(said)
        if not said and not self._enter(call):
            self._touch(call)
        return effects.ends(name)

    def _assign(self, node: Any) -> bool:
        self._look(node.value)
        call = _call_of(node.value)
        if call is not None and not raising(call, self._symbols):
            self._enter(call)
            self._patch(call)
        value = self._symbols.value(node.value)
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            self._bind(target, value)
        return False

    def _annotated(self, node: ast.AnnAssign) -> bool:
        return self._assign(node) if node.value is not None else False

    def _augment(self, node: ast.AugAssign) -> bool:
        self._look(node.value)
        self._change(node.target, self._symbols.text(node))
        return False

    def _delete(self, node: ast.Delete) -> bool:
        for target in node.targets:
            self._change(target, self._symbols.text(node))
        return False

    def _import(self, node: Any) -> bool:
        for each in imports_of(node):
            path = each.module if each.name is None else each.spelled
            top = path.partition(".")[0] if each.name is None and "." in path else path
            self._symbols.values[each.local] = Value(top, False, top)
        return False

    def _if(self, node: ast.If) -> bool:
        self._look(node.test)
        text = self._symbols.text(node.test)
        before = self._symbols
        ends, after = [], []
        for body, guard in ((node.body, text), (node.orelse, f"not {text}")):
            self._symbols = before.copy()
            ends.append(self._under("if", guard, body))
            after.append(self._symbols)
        if ends[0] != ends[1]:
            # What follows runs only where the other branch was taken.
            self._guards.append(("if", f"not {text}" if ends[0] else text))
            self._symbols = after[ends[0]]
        else:
            self._symbols = _joined(text, after)
        return all(ends)

    def _for(self, node: Any) -> bool:
        self._look(node.iter)
        elements = getattr(node.iter, "elts", [])
        written = isinstance(node.iter, ast.List | ast.Tuple) and len(elements) <= UNROLLED
        if written and elements and not node.orelse and not _leaves(node.body):
            for each in elements:
                self._bind(node.target, self._symbols.value(each))
                self._block(node.body)
            return False
        iterated = self._symbols.text(node.iter)
        before = self._symbols.copy()
        self._bind(node.target, Value(f"each {iterated}"))
        self._under("for", iterated, node.body)
        self._symbols = _joined(iterated, [before, self._symbols])
        return self._block(node.orelse) and False

    def _while(self, node: ast.While) -> bool:
        self._look(node.test)
        text = self._symbols.text(node.test)
        before = self._symbols.copy()
        self._under("while", text, node.body)
        self._symbols = _joined(text, [before, self._symbols])
        return False

    def _with(self, node: Any) -> bool:
        depth, raises = len(self._guards), []
        before = self._symbols.copy()
        for item in node.items:
            self._look(item.context_expr)
            text = self._symbols.text(item.context_expr)
            if raising(item.context_expr, self._symbols):
                raises.append(item.context_expr)
            elif effects.is_suppressing(text):
                self.catches += 1
                self._guards.append(("try", text))
            elif not effects.is_transparent(text):
                self._guards.append(("with", text))
            if item.optional_vars is not None:
                self._bind(item.optional_vars, Value(f"with {text}"))
        bound = self._symbols.copy()
        spelled = ";".join(self._symbols.text(each) for each in node.body) if raises else ""
        ended = self._block(node.body)
        for each in raises:
            self._say([raised(each, spelled, bound)])
        if raises:
            # What was done to a value on the way to an exception is that assertion's matter.
            names = {n for item in node.items if (n := _target(item.optional_vars))}
            kept = {name: bound.values[name] for name in names if name in bound.values}
            self._symbols = Symbols(before.names, before.values | kept)
        del self._guards[depth:]
        return ended and not raises

    def _try(self, node: Any) -> bool:
        if not node.handlers:
            ended = self._block(node.body)
            return self._block(node.finalbody) or ended
        caught = "|".join(self._symbols.text(h.type) if h.type else "" for h in node.handlers)
        swallows = not all(effects.tells(handler.body) for handler in node.handlers)
        self.catches += swallows
        self._under("try", caught, node.body)
        for handler in node.handlers:
            if handler.name:
                self._symbols.values[handler.name] = Value(f"caught {caught}")
            self._under("try", f"except {caught}", handler.body)
        self._under("try", f"else {caught}", node.orelse)
        return self._block(node.finalbody)

    def _match(self, node: Any) -> bool:
        self._look(node.subject)
        subject = self._symbols.text(node.subject)
        for case in node.cases:
            text = f"{subject} {self._symbols.text(case.pattern)}"
            for each in ast.walk(case.pattern):
                if isinstance(getattr(each, "name", None), str):
                    self._symbols.values[each.name] = Value(f"part {text}")  # type: ignore[attr-defined]
            self._under("match", text, case.body)
        return False

    def _define(self, node: Any) -> bool:
        """A function in the test: what it asserts is asserted only if somebody calls it."""
        before, text = self._symbols.copy(), self._symbols.text(node).partition("=")[2]
        parameters = [each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)]
        for number, name in enumerate(parameters):
            self._symbols.values[name] = Value(f"%{number}")
        self._under("def", "", node.body)
        self._symbols = before
        self._symbols.values[node.name] = Value(f"def {digest(text)}")
        return False

    def _class(self, node: ast.ClassDef) -> bool:
        text = self._symbols.text(node).partition("=")[2]
        self._symbols.values[node.name] = Value(f"class {digest(text)}")
        return False

    # What happens to names

    def _bind(self, target: Any, value: Value) -> None:
        name = _target(target)
        if name:
            self._symbols.values[name] = value
        elif isinstance(target, ast.Tuple | ast.List):
            for number, each in enumerate(target.elts):
                part = Value(f"{value.text}[{number}]", value.literal, "", value.calls)
                self._bind(each, part)
        elif isinstance(target, ast.Starred):
            self._bind(target.value, value)
        else:
            self._change(target, value.text)

    def _change(self, target: ast.AST, what: str) -> None:
        """Something was done to what a target belongs to: ``cart.n``, ``cart[0]``."""
        for root in effects.roots(target):
            value = self._symbols.value(root)
            name = _target(root) or next(iter(effects.names(root)), "")
            self._symbols.values[name] = value.after(what)

    def _touch(self, call: ast.Call) -> None:
        """A call for its effect: on what it is called on, and on what it is given."""
        self._patch(call)
        if effects.is_harmless(self._symbols.text(call.func)):
            return
        text = self._symbols.text(call)
        for each in effects.touched(call):
            self._change(each, text)

    def _patch(self, call: ast.Call) -> None:
        text = self._symbols.text(call)
        if effects.is_patch(text):
            self._world += digest(text)

    # What is said

    def _say(self, said: Iterable[Saying]) -> None:
        for each in said:
            if len(self.stated) < MOST:
                self.stated.append(self._state(each))

    def _state(self, said: Saying) -> Stated:
        guards = [*self._guards, *([("patch", self._world)] if self._world else [])]
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

    def _look(self, node: ast.AST) -> None:
        """Note the calls in an expression, skips among them, and names bound on the way."""
        for each in ast.walk(node):
            if isinstance(each, ast.Call):
                self.calls.append(digest(self._symbols.text(each))[:4])
                self.skips += effects.is_skip(self._symbols.text(each.func))
            elif isinstance(each, ast.NamedExpr):
                self._bind(each.target, self._symbols.value(each.value))

    def _enter(self, call: ast.Call) -> bool:
        """Follow a call into a function of the test side that asserts something."""
        name = effects.chain(call.func)
        local = name.partition(".")[0] in self._symbols.values and not name.startswith("self.")
        function = None if local or not name else self._find(self._symbols.names, name)
        if function is None or function.key in self._stack or len(self._stack) > DEEPEST:
            return False
        given = effects.arguments(call, function.node, self._symbols, function.names)
        if function.method:
            given["self"] = Value("self")
            given |= {k: v for k, v in self._symbols.values.items() if k.startswith("self.")}
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


def _digest(text: str, guards: Iterable[tuple[str, str]]) -> str:
    return digest("|".join([text, *(f"{word} {said}" for word, said in guards)]))[:4]


def _call_of(node: Any) -> ast.Call | None:
    """The call that a statement makes, awaited or not."""
    node = node.value if isinstance(node, ast.Await) else node
    return node if isinstance(node, ast.Call) else None


def _target(node: Any) -> str:
    """The key of a target that has a value of its own: ``cart``, ``self.cart``."""
    if isinstance(node, ast.Name):
        return node.id
    name = effects.chain(node) if isinstance(node, ast.Attribute) else ""
    return name if name.startswith("self.") and name.count(".") == 1 else ""


def _leaves(body: Iterable[ast.stmt]) -> bool:
    """Whether a loop may be left before its end."""
    kinds = (ast.Break, ast.Return)
    return any(isinstance(each, kinds) for node in body for each in ast.walk(node))


def _joined(text: str, ways: list[Symbols]) -> Symbols:
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
