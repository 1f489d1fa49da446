"""Interfaces as they are written: classes, functions and methods with their signatures."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["class", "function", "method", "property", "attribute"]
ParameterKind = Literal["positional", "normal", "args", "keyword", "kwargs"]


class Parameter(NamedTuple):
    """One parameter. ``annotation`` and ``default`` are source text, empty where there is none."""

    name: str
    kind: ParameterKind = "normal"
    annotation: str = ""
    default: str = ""

    @property
    def required(self) -> bool:
        """Whether a call has to give it."""
        return not self.default and self.kind not in ("args", "kwargs")

    def __str__(self) -> str:
        star = {"args": "*", "kwargs": "**"}.get(self.kind, "")
        text = f"{star}{self.name}"
        if self.annotation:
            text += f": {self.annotation}"
            return f"{text} = {self.default}" if self.default else text
        return f"{text}={self.default}" if self.default else text


class Interface(NamedTuple):
    """Something a module offers. ``name`` is qualified inside its module: ``Cart.add``.

    ``returns`` is the return type of a callable, the annotation of an attribute or property.
    ``marks`` are words such as ``async``, ``classmethod``, ``staticmethod``, ``abstract``,
    ``overload``, ``dataclass``. ``bases`` are dotted, resolved through the module's imports.
    """

    name: str
    kind: Kind
    line: int
    parameters: tuple[Parameter, ...] = ()
    returns: str = ""
    bases: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def last(self) -> str:
        """The name without what it is inside of."""
        return self.name.rpartition(".")[2]

    @property
    def owner(self) -> str:
        """What it is inside of: ``Cart`` of ``Cart.add``; empty at the top of a module."""
        return self.name.rpartition(".")[0]

    @property
    def is_public(self) -> bool:
        """Whether no part of its name begins with an underscore (dunders aside)."""
        return not any(is_private(part) for part in self.name.split("."))

    @property
    def is_callable(self) -> bool:
        """Whether it has a signature of its own."""
        return self.kind in ("function", "method")

    @property
    def signature(self) -> str:
        """As a person writes it: ``add(self, item: Item, count=1) -> None``."""
        if self.kind == "class":
            bases = ", ".join(each.rpartition(".")[2] for each in self.bases)
            return f"{self.last}({bases})" if bases else self.last
        if not self.is_callable:
            return f"{self.last}: {self.returns}" if self.returns else self.last
        arrow = f" -> {self.returns}" if self.returns else ""
        return f"{self.last}({spelled(self.parameters)}){arrow}"


def spelled(parameters: tuple[Parameter, ...]) -> str:
    """Parameters as they stand between parentheses, with ``/`` and ``*`` where they belong."""
    words: list[str] = []
    kinds = [each.kind for each in parameters]
    for index, each in enumerate(parameters):
        before = kinds[index - 1] if index else None
        if before == "positional" and each.kind != "positional":
            words.append("/")
        if each.kind == "keyword" and before not in ("keyword", "args"):
            words.append("*")
        words.append(str(each))
    if kinds and kinds[-1] == "positional":
        words.append("/")
    return ", ".join(words)


def is_private(name: str) -> bool:
    """Whether a name is for its owner alone: ``_x``, and not ``__init__``."""
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))
