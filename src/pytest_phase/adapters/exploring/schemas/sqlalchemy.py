"""Tables of SQLAlchemy models: 1.4 and 2.0 declarative classes, ``Table(...)``, SQLModel."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from pytest_phase.adapters.exploring.facts import Facts
from pytest_phase.adapters.exploring.schemas.classes import Classes, Known
from pytest_phase.adapters.exploring.schemas.columns import (
    COLUMNS,
    column_of,
    constraint,
    spell_default,
    table_parts,
    with_primary,
)
from pytest_phase.adapters.exploring.sketches import Part
from pytest_phase.adapters.exploring.values import UNION, Call, Name, Value, name_of, spell, text_of
from pytest_phase.core.inventory.schema import Column, Key, Table

Made = tuple[Column, tuple[Key, ...]]

WRAPPERS = ("deferred", "column_property")
ROOTS = ("DeclarativeBase", "DeclarativeBaseNoMeta", "as_declarative")
NONE = ("None", "NoneType")
SETTINGS = ("model_config", "metadata", "registry")


def sqlalchemy_tables(facts: Sequence[Facts], classes: Classes) -> Iterator[Table]:
    """All of them, as their models write them."""
    revisions = {each.module for each in facts if each.upgrade}
    reader = _Models(classes, revisions)
    for each in facts:
        if each.module in revisions:
            continue  # what a migration works on is no model of the project
        for part in each.assigned:
            if isinstance(part.value, Call) and part.value.last == "Table":
                yield from _table(part.value, each.path)
    yield from reader.tables()


def _table(call: Call, path: str, model: str = "") -> Iterator[Table]:
    """``Table("name", metadata, Column(...), ...)``; a call without a column is no such thing."""
    name = text_of(call.get("name", 0))
    columns, keys, whole = table_parts(call.args[2:])
    if name and columns:
        doubt = () if whole else ("some of its arguments are no columns",)
        yield Table(name, "sqlalchemy", path, call.line, columns, keys, model, doubt)


class _Models:
    def __init__(self, classes: Classes, revisions: Collection[str]) -> None:
        self._classes = classes
        self._revisions = revisions

    def tables(self) -> Iterator[Table]:
        found: dict[str, Table] = {}
        later: list[Known] = []
        for known in self._classes:
            if known.module in self._revisions:
                continue
            whole = known.sketch.value("__table__")
            if isinstance(whole, Call) and whole.last == "Table":
                yield from _table(whole, known.path, known.name)
            elif name := self._table_name(known):
                found[known.name] = self._model(known, name)
            elif self._extends_a_table(known):
                later.append(known)
        for known in later:
            self._extend(known, found)
        yield from found.values()

    def _table_name(self, known: Known) -> str:
        """The table of a class's own; empty where it has none."""
        sketch = known.sketch
        if sketch.value("__abstract__") is True or dict(sketch.keywords).get("table") is False:
            return ""
        if _is_root(known):
            return ""
        own, foreign = self._classes.lineage(known)
        for each in own:
            part = each.sketch.part("__tablename__")
            if part is not None and (each is known or not isinstance(part.value, str)):
                return self._mapped_name(known, part.value, own, foreign)
        if dict(sketch.keywords).get("table") is True:
            return known.last.lower()
        if any(each.endswith(".Model") for each in foreign) and self._has_columns(known):
            inherited = any(each.sketch.part("__tablename__") for each in own[1:])
            return "" if inherited else _snake(known.last)  # Flask-SQLAlchemy names it so
        return ""

    def _mapped_name(self, known: Known, value: Value, own: list[Known], foreign: list[str]) -> str:
        if isinstance(value, str):
            return value
        if known is own[-1] and not foreign:
            return ""  # the mixin that only says how tables are named
        if not any(map(self._has_columns, own)):
            return ""
        if isinstance(value, Call) and value.name == "cls.__name__.lower":
            return known.last.lower()
        return _snake(known.last) if isinstance(value, Call) else ""

    def _has_columns(self, known: Known) -> bool:
        return any(self._column(part, known) is not None for part in known.sketch.parts)

    def _extends_a_table(self, known: Known) -> bool:
        own, _ = self._classes.lineage(known)
        return any(isinstance(each.sketch.value("__tablename__"), str) for each in own[1:])

    def _extend(self, known: Known, found: dict[str, Table]) -> None:
        """Single table inheritance: columns of a class without a table go to its parent's."""
        own, _ = self._classes.lineage(known)
        parent = next((each for each in own[1:] if each.name in found), None)
        if parent is None:
            return
        table = found[parent.name]
        made = [each for part in known.sketch.parts if (each := self._column(part, known))]
        new = [each for each in made if table.column(each[0].name) is None]
        columns = (*table.columns, *(each[0] for each in new))
        keys = (*table.keys, *(key for each in new for key in each[1]))
        found[parent.name] = table._replace(columns=columns, keys=keys)

    def _model(self, known: Known, name: str) -> Table:
        made: dict[str, Made] = {}
        keys: list[Key] = []
        own, foreign = self._classes.lineage(known)
        for each in reversed(self._sharing(own)):
            for part in each.sketch.parts:
                if part.name == "__table_args__":
                    keys.extend(_arguments(part.value))
                elif (column := self._column(part, known, each)) is not None:
                    made.pop(part.name, None)
                    made[part.name] = column
                else:
                    made.pop(part.name, None)
        columns = [each[0] for each in made.values()]
        keys = [*(key for each in made.values() for key in each[1]), *keys]
        return Table(
            name,
            "sqlalchemy",
            known.path,
            known.sketch.line,
            tuple(columns),
            with_primary(columns, keys),
            known.name,
            tuple(self._doubts(foreign)),
        )

    def _doubts(self, foreign: Iterable[str]) -> Iterator[str]:
        """Why a table can have more columns: bases that are not of the project."""
        for each in foreign:
            made = self._classes.assigned(each)
            if made is None and each.rpartition(".")[2] not in FAMILIAR:
                yield f"columns of {each} are not read"

    @staticmethod
    def _sharing(own: list[Known]) -> list[Known]:
        """The class and the mixins it takes columns from: not parents that have a table."""
        return [
            each
            for number, each in enumerate(own)
            if not number
            or (
                not isinstance(each.sketch.value("__tablename__"), str)
                and dict(each.sketch.keywords).get("table") is not True
            )
        ]

    def _column(self, part: Part, model: Known, owner: Known | None = None) -> Made | None:
        """The column that an assignment of a class makes, if it makes one."""
        if part.name.startswith("__") or part.name in SETTINGS:
            return None
        value = part.value
        while isinstance(value, Call) and value.last in WRAPPERS and value.args:
            value = value.args[0]
        if isinstance(value, Call) and value.last in COLUMNS:
            return self._written(value, part)
        mapped = isinstance(part.kind, Call) and part.kind.name.endswith("Mapped[]")
        if mapped and (value is None or not isinstance(value, Call)):
            return self._written(Call("mapped_column", (), (), part.line), part)
        return self._field(part, model) if self._is_sqlmodel(model) else None

    def _written(self, call: Call, part: Part) -> Made | None:
        inner = part.kind.args[0] if isinstance(part.kind, Call) and part.kind.args else None
        call = self._annotated(call, inner)
        made = column_of(call, part.name)
        if made is None:
            return None
        column, keys = made
        kind, optional = unwrapped(inner)
        nullable = column.nullable
        if (
            "nullable" not in call.given
            and call.given.get("primary_key") is not True
            and (call.last == "mapped_column" and inner is not None)
        ):
            nullable = optional
        shown = column.type or (spell(self._plain(kind)) if kind is not None else "")
        return column._replace(type=shown, nullable=nullable, line=part.line), keys

    def _annotated(self, call: Call, inner: Value) -> Call:
        """The call with what an ``Annotated[...]`` alias says added."""
        kind, _ = unwrapped(inner)
        alias = self._classes.assigned(kind.name) if isinstance(kind, Name) else None
        annotated = alias.value if alias else kind
        if not isinstance(annotated, Call) or not annotated.name.endswith("Annotated[]"):
            return call
        for each in annotated.args[1:]:
            if isinstance(each, Call) and each.last in COLUMNS:
                given = {**each.given, **call.given}
                args = (*call.args, *each.args)
                call = Call(call.name, args, tuple(given.items()), call.line)
        return call

    def _plain(self, kind: Value) -> Value:
        """The first argument of an ``Annotated`` alias, else the type itself."""
        alias = self._classes.assigned(kind.name) if isinstance(kind, Name) else None
        held = alias.value if alias else kind
        if isinstance(held, Call) and held.name.endswith("Annotated[]") and held.args:
            return held.args[0]
        return kind

    def _is_sqlmodel(self, model: Known) -> bool:
        own, foreign = self._classes.lineage(model)
        tabled = any(dict(each.sketch.keywords).get("table") is True for each in own)
        return tabled and any(each.endswith(".SQLModel") for each in foreign)

    def _field(self, part: Part, model: Known) -> Made | None:
        """A field of an SQLModel: annotated, and no relationship."""
        value = part.value
        if not part.annotation or part.annotation.startswith("ClassVar"):
            return None
        if isinstance(value, Call) and value.last == "Relationship":
            return None
        given = value.given if isinstance(value, Call) and value.last == "Field" else {}
        if isinstance(given.get("sa_column"), Call):
            return column_of(given["sa_column"], part.name)
        kind, optional = unwrapped(part.kind)
        primary = given.get("primary_key") is True
        shown = spell(given["sa_type"]) if given.get("sa_type") else spell(kind)
        nullable = given.get("nullable", optional and not primary)
        column = Column(part.name, shown, nullable, spell_default(given), part.line)
        return column, tuple(_field_keys(part.name, given, primary=primary))


def _field_keys(name: str, given: object, *, primary: bool) -> Iterator[Key]:
    keywords = given if isinstance(given, dict) else {}
    if primary:
        yield Key("primary", (name,))
    if keywords.get("foreign_key"):
        yield Key("foreign", (name,), text_of(keywords["foreign_key"]))
    if keywords.get("unique") is True:
        yield Key("unique", (name,))
    if keywords.get("index") is True:
        yield Key("index", (name,))


def unwrapped(kind: Value) -> tuple[Value, bool]:
    """A type without its ``Optional``, and whether it had one."""
    if isinstance(kind, Call) and kind.name == UNION:
        rest = [each for each in kind.args if each is not None]
        inner = rest[0] if len(rest) == 1 else Call(UNION, tuple(rest))
        return inner, len(rest) < len(kind.args)
    if isinstance(kind, Call) and kind.name.endswith("Optional[]") and kind.args:
        return kind.args[0], True
    if isinstance(kind, str):  # a type written as text inside of another
        names = [each.strip() for each in kind.split("|")]
        rest_ = [each for each in names if each not in NONE]
        return Name(" | ".join(rest_)), len(rest_) < len(names)
    return kind, False


def _arguments(value: Value) -> Iterator[Key]:
    """The keys in ``__table_args__``."""
    for each in value if isinstance(value, list) else ():
        key = constraint(each) if isinstance(each, Call) else None
        if key is not None:
            yield key


FAMILIAR = (
    *("DeclarativeBase", "DeclarativeBaseNoMeta", "MappedAsDataclass", "AsyncAttrs", "SQLModel"),
    *("Model", "object", "declarative_base", "Generic", "ABC", "Protocol", "Base"),
)


def _is_root(known: Known) -> bool:
    """Whether a class is the declarative base itself, whatever it says of its models' tables."""
    written = [*known.sketch.bases, *map(name_of, known.sketch.decorators)]
    return any(each.rpartition(".")[2] in ROOTS for each in written)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
