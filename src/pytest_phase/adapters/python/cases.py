"""The parameter cases of a test as its source writes them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import islice, product
from typing import Any, NamedTuple

from pytest_phase.adapters.python.definition import digest
from pytest_phase.adapters.python.marks import listed, texts_of
from pytest_phase.adapters.python.meanings import FileNames
from pytest_phase.adapters.python.project import Place
from pytest_phase.adapters.python.symbols import Symbols, Value
from pytest_phase.adapters.python.syntax import dotted

MOST = 64
"""Cases of which each is looked at by itself."""


class Parameters(NamedTuple):
    """What one ``parametrize`` gives: its names, and the values of each case."""

    names: tuple[str, ...]
    cases: tuple[tuple[Value, ...], ...]

    @property
    def digests(self) -> Iterator[str]:
        """One for each case; what a case is called and where it stands says nothing."""
        for case in self.cases:
            yield digest(f"{','.join(self.names)}={','.join(each.text for each in case)}")[:4]


def parameters(marks: Iterable[ast.expr], names: FileNames) -> list[Parameters]:
    """What the ``parametrize`` marks give, in no order that counts."""
    found = [
        _parametrized(each, names)
        for each in marks
        if isinstance(each, ast.Call)
        and len(each.args) + len(each.keywords) > 1
        and dotted(each.func).endswith("mark.parametrize")
    ]
    return sorted(found, key=lambda each: each.names)


def fixture_parameters(decorators: Iterable[ast.expr], names: FileNames) -> Parameters | None:
    """The parameters that a fixture runs its tests with."""
    for each in decorators:
        for keyword in each.keywords if isinstance(each, ast.Call) else ():
            if keyword.arg == "params":
                return Parameters(("params",), tuple(_cases(keyword.value, 1, names)))
    return None


def generated(decorators: Iterable[ast.expr], names: FileNames) -> list[str]:
    """What Hypothesis draws from (``@given``), and its examples: a digest of each."""
    symbols = Symbols(names)
    found = []
    for each in decorators:
        if isinstance(each, ast.Call):
            what = symbols.text(each.func).rpartition(".")[2]
            if what == "given":
                drawn = [*each.args, *(keyword.value for keyword in each.keywords)]
                found += [f"given {symbols.text(one)}" for one in drawn]
            elif what == "example":
                found.append(symbols.text(each))
    return [digest(each)[:4] for each in found]


def instances(several: list[Parameters]) -> Iterator[dict[str, Value]]:
    """The values of the parameters in each case."""
    given = [[dict(zip(each.names, case, strict=False)) for case in each.cases] for each in several]
    for chosen in islice(product(*given), MOST) if given else ():
        yield {name: value for each in chosen for name, value in each.items()}


def _parametrized(call: ast.Call, names: FileNames) -> Parameters:
    words = {each.arg: each.value for each in call.keywords}
    named = call.args[0] if call.args else words.get("argnames", ast.Constant(""))
    values = call.args[1] if len(call.args) > 1 else words.get("argvalues", ast.Constant(""))
    spelled = tuple(
        part.strip() for text in texts_of(listed(named)) for part in text.split(",") if part.strip()
    )
    return Parameters(spelled, tuple(_cases(values, len(spelled), names)))


def _cases(node: ast.expr, width: int, names: FileNames) -> Iterator[tuple[Value, ...]]:
    """The values of each case; one case of its own where they are not written out."""
    elements, names = _elements(node, names)
    symbols = Symbols(names)
    for each in [node] if elements is None else elements:
        values: list[Any] = [each]
        if isinstance(each, ast.Call) and symbols.text(each.func) == "pytest.param":
            values = each.args
        elif width > 1 and isinstance(each, ast.Tuple | ast.List):
            values = each.elts
        yield tuple(map(symbols.value, values))


def _elements(node: ast.expr, names: FileNames) -> tuple[list[ast.expr] | None, FileNames]:
    """The elements of a list that is written out, here or in a module under a name."""
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return node.elts, names
    if isinstance(node, ast.Name | ast.Attribute):
        for place in names.meanings.project.places(names.file, dotted(node)):
            if isinstance(place, Place) and not place.rest:
                pieces = place.file.table.names.get(place.name, [])
                value = getattr(pieces[0].node, "value", None) if len(pieces) == 1 else None
                if isinstance(value, ast.List | ast.Tuple | ast.Set):
                    return value.elts, names.meanings.names(place.file)
    return None, names
