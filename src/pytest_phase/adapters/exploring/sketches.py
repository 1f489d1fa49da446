"""Classes and migration steps as they are written: bases, fields, calls; nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pytest_phase.adapters.exploring.values import Call, Value, dotted, source, value_of
from pytest_phase.adapters.python.imports import imports_of

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BRANCHES = (ast.If, ast.Try, ast.With)


class Part(NamedTuple):
    """One assignment of a class or module body: name, annotation, value.

    ``annotation`` is text, ``kind`` the same as a value.
    """

    name: str
    annotation: str
    kind: Value
    value: Value
    line: int


class Sketch(NamedTuple):
    """One class. ``name`` is qualified in its module; ``bases`` are dotted and resolved."""

    name: str
    line: int
    bases: tuple[str, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()
    decorators: tuple[Value, ...] = ()
    parts: tuple[Part, ...] = ()

    def part(self, name: str) -> Part | None:
        """The last assignment of a name."""
        return next((each for each in reversed(self.parts) if each.name == name), None)

    def value(self, name: str) -> Value:
        """The value that a name is given; None where it is given none."""
        part = self.part(name)
        return part.value if part else None


class Scope:
    """What the names of a file mean: imports at any depth, and what the module itself defines."""

    def __init__(self, tree: ast.Module, module: str, package: str) -> None:
        self.module = module
        self._package = package
        self._names: dict[str, str] = {}
        self._constants: dict[str, str] = {}
        for each in statements(tree.body):
            if isinstance(each, ast.Import | ast.ImportFrom):
                self._add(each)
        self.exports = tuple(self._names.items())
        """The names that the module imports at its top, each with its dotted origin."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                self._add(node)
        for each in statements(tree.body):
            if isinstance(each, (ast.ClassDef, *FUNCTIONS)):
                self._names[each.name] = f"{module}.{each.name}"
            for name in _targets(each):
                self._assign(name, getattr(each, "value", None))

    def _add(self, node: ast.Import | ast.ImportFrom) -> None:
        for each in imports_of(node):
            base = absolute(each.level, each.module, self._package)
            parts = [part for part in (base, each.name) if part]
            whole = ".".join(parts)
            # ``import a.b`` binds ``a``; with an alias, what it names.
            bound = whole.partition(".")[0] if each.name is None and each.local in whole else whole
            if each.name != "*":
                self._names.setdefault(each.local, bound if each.name is None else whole)

    def _assign(self, name: str, value: ast.expr | None) -> None:
        """``X = y.Z`` is another name for ``y.Z``; any other value is the module's own."""
        other = dotted(value)
        own = f"{self.module}.{name}"
        self._names[name] = self.resolve(other) if other and other != name else own
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            self._constants[name] = value.value

    def resolve(self, name: str) -> str:
        """The dotted origin of a dotted name; the name itself where nothing is known."""
        head, dot, rest = name.partition(".")
        return f"{self._names[head]}{dot}{rest}" if head in self._names else name

    def imported(self, node: ast.Import | ast.ImportFrom) -> list[str]:
        """The dotted modules, or names in modules, that a statement imports."""
        if isinstance(node, ast.Import):
            return [each.name for each in node.names]
        base = absolute(node.level, node.module or "", self._package)
        return [base if each.name == "*" else f"{base}.{each.name}" for each in node.names]

    def stars(self, tree: ast.Module) -> list[str]:
        """The modules that are imported with a star."""
        imports = (each for each in statements(tree.body) if isinstance(each, ast.ImportFrom))
        found = (each for each in imports if any(name.name == "*" for name in each.names))
        return [absolute(each.level, each.module or "", self._package) for each in found]

    def constant(self, name: str) -> str | None:
        """The text that the module gives a name of its own."""
        return self._constants.get(name)


def absolute(level: int, module: str, package: str) -> str:
    """The dotted module of an import in ``package``: ``from ..a`` in ``x.y`` is ``x.a``."""
    if not level:
        return module
    parts = package.split(".") if package else []
    kept = parts[: len(parts) - level + 1]
    return ".".join([*kept, module] if module else kept)


def sketches(tree: ast.Module, scope: Scope) -> Iterator[Sketch]:
    """The classes of a module, nested ones too."""
    for each in statements(tree.body):
        if isinstance(each, ast.ClassDef):
            yield from _class(each, scope, "")


def _class(node: ast.ClassDef, scope: Scope, prefix: str) -> Iterator[Sketch]:
    name = f"{prefix}{node.name}"
    inner = [each for each in statements(node.body) if isinstance(each, ast.ClassDef)]
    yield Sketch(
        name,
        node.lineno,
        tuple(scope.resolve(dotted(_without_subscript(each))) for each in node.bases),
        tuple((each.arg or "**", value_of(each.value, scope)) for each in node.keywords),
        tuple(value_of(each, scope) for each in node.decorator_list),
        tuple(parts(node.body, scope)),
    )
    for each in inner:
        yield from _class(each, scope, f"{name}.")


def _without_subscript(node: ast.expr) -> ast.expr:
    """``Generic`` of ``Generic[T]``; a base that is called is known by what is called."""
    while isinstance(node, ast.Subscript | ast.Call):
        node = node.value if isinstance(node, ast.Subscript) else node.func
    return node


def parts(body: Iterable[ast.stmt], scope: Scope) -> Iterator[Part]:
    """The assignments of a body, and what its ``declared_attr`` methods return."""
    for each in statements(body):
        if isinstance(each, ast.AnnAssign):
            kind = value_of(_unquoted(each.annotation), scope)
            text = source(_unquoted(each.annotation))
            value = value_of(each.value, scope)
            yield from (Part(name, text, kind, value, each.lineno) for name in _targets(each))
        elif isinstance(each, ast.Assign):
            value = value_of(each.value, scope)
            yield from (Part(name, "", None, value, each.lineno) for name in _targets(each))
        elif isinstance(each, FUNCTIONS) and _is_declared(each):
            returned = next((x for x in ast.walk(each) if isinstance(x, ast.Return)), None)
            value = value_of(returned.value, scope) if returned else None
            kind = value_of(_unquoted(each.returns), scope)
            yield Part(each.name, source(each.returns), kind, value, each.lineno)


def _unquoted(node: ast.expr | None) -> ast.expr:
    """An annotation that is written as a string, as what it says."""
    if node is None:
        return ast.Constant(None)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return ast.parse(node.value, mode="eval").body
        except (SyntaxError, ValueError):
            return node
    return node


def _is_declared(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    written = (each.func if isinstance(each, ast.Call) else each for each in node.decorator_list)
    names = (dotted(each) for each in written)
    return any("declared_attr" in name.split(".") for name in names)


def _targets(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.AnnAssign):
        return [node.target.id] if isinstance(node.target, ast.Name) else []
    if isinstance(node, ast.Assign):
        return [each.id for each in node.targets if isinstance(each, ast.Name)]
    return []


def statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body and of its branches."""
    for each in body:
        yield each
        if isinstance(each, BRANCHES):
            yield from statements(each.body)
            if not isinstance(each, ast.With):
                yield from statements(each.orelse)
            if isinstance(each, ast.Try):
                for handler in each.handlers:
                    yield from statements(handler.body)
                yield from statements(each.finalbody)


def steps(tree: ast.Module, function: str, scope: Scope) -> list[Call]:
    """The calls that a function of a module makes in order, as statements of their own.

    Functions of the same module are followed. A call on the target of ``with x(...) as y`` is
    named ``x.<method>`` and has the ``with``'s own call as its first argument: Alembic's
    batches. What stands under a condition or in a loop may not happen: see ``MAYBE``.
    """
    functions = {each.name: each for each in tree.body if isinstance(each, FUNCTIONS)}
    return list(_Steps(functions, scope).of(function))


MAYBE = "?"
"""What begins the name of a call that may not happen."""


class _Steps:
    def __init__(
        self, functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef], scope: Scope
    ) -> None:
        self._functions = functions
        self._scope = scope
        self._inside: list[str] = []

    def of(self, function: str) -> Iterator[Call]:
        """The calls of a function, once: what calls itself is not followed."""
        if function in self._functions and function not in self._inside:
            self._inside.append(function)
            yield from self._calls(self._functions[function].body, {})
            self._inside.pop()

    def _calls(self, body: Iterable[ast.stmt], held: dict[str, Call]) -> Iterator[Call]:
        for each in body:
            if isinstance(each, ast.With | ast.AsyncWith):
                yield from self._calls(each.body, held | self._opened(each))
            elif isinstance(each, ast.Expr | ast.Assign):
                yield from self._statement(each.value, held)
            else:
                for field in ("body", "orelse", "finalbody"):
                    nested = self._calls(getattr(each, field, ()), held)
                    sure = isinstance(each, ast.Try) and field != "orelse"
                    yield from nested if sure else map(_maybe, nested)

    def _opened(self, node: ast.With | ast.AsyncWith) -> dict[str, Call]:
        found = {}
        for item in node.items:
            opened = value_of(item.context_expr, self._scope)
            if isinstance(opened, Call) and isinstance(item.optional_vars, ast.Name):
                found[item.optional_vars.id] = opened
        return found

    def _statement(self, node: ast.expr, held: dict[str, Call]) -> Iterator[Call]:
        call = value_of(node, self._scope)
        if not isinstance(call, Call):
            return
        yield from self.of(dotted(node.func) if isinstance(node, ast.Call) else "")
        head, _, rest = call.name.partition(".")
        if head in held:
            opened = held[head]
            call = Call(f"{opened.name}.{rest}", (opened, *call.args), call.keywords, call.line)
        yield call


def _maybe(call: Call) -> Call:
    return call if call.name.startswith(MAYBE) else call._replace(name=f"{MAYBE}{call.name}")
