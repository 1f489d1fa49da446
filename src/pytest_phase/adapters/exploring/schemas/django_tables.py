"""The table that Django makes of a model: fields and options to columns and keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from pytest_phase.adapters.exploring.values import Call, Name, Value, spell, text_of, texts_of
from pytest_phase.core.inventory.schema import Column, Key, Reader, Table

MANY = "ManyToManyField"
ONE = ("ForeignKey", "OneToOneField")
NO_COLUMNS = ("GenericForeignKey", "GenericRelation", "TaggableManager")

TableOf = Callable[[str, str], str]
"""App label and model as a field names its target (``User``, ``auth.User``) to a table."""


class Model(NamedTuple):
    """A model with everything that decides its table. ``parent`` is the table it extends."""

    app: str
    name: str
    fields: tuple[tuple[str, Call], ...]
    options: Mapping[str, Value]
    path: str
    line: int
    dotted: str = ""
    parent: str = ""
    parent_model: str = ""
    unknowable: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        """Its table: ``db_table``, else ``app_model``."""
        return text_of(self.options.get("db_table")) or f"{self.app}_{self.name.lower()}"


def is_field(value: Value) -> bool:
    """Whether a value is a field of a model, by the name of what is called."""
    if not isinstance(value, Call) or value.last in NO_COLUMNS:
        return False
    return value.last.endswith("Field") or value.last in ONE


def tables_of(model: Model, reader: Reader, table_of: TableOf, automatic: str) -> Iterator[Table]:
    """The table of a model, and those of its many-to-many fields.

    ``automatic`` is the type of a primary key that nobody wrote.
    """
    columns: list[Column] = []
    keys: list[Key] = []
    for name, field in model.fields:
        if field.last == MANY:
            yield from _between(model, name, field, reader, table_of, automatic)
        else:
            column, own = _column(model, name, field, table_of)
            columns.append(column)
            keys.extend(own)
    if not any(key.kind == "primary" for key in keys):
        identity, primary = _identity(model, automatic)
        columns.insert(0, identity)
        keys[:0] = primary
    named = dict(_column_names(model))
    keys.extend(_option_keys(model.options, named))
    place = (model.path, model.line)
    yield Table(
        model.table, reader, *place, tuple(columns), tuple(keys), model.dotted, model.unknowable
    )


def _column_names(model: Model) -> Iterator[tuple[str, str]]:
    for name, field in model.fields:
        suffix = "_id" if field.last in ONE else ""
        yield name, text_of(field.given.get("db_column")) or f"{name}{suffix}"


def _column(
    model: Model, name: str, field: Call, table_of: TableOf
) -> tuple[Column, Iterator[Key]]:
    given = field.given
    called = text_of(given.get("db_column")) or (f"{name}_id" if field.last in ONE else name)
    primary = given.get("primary_key") is True
    nullable = given.get("null") is True and not primary
    default = spell(given["default"]) if "default" in given else ""
    column = Column(called, _type(field), nullable, default, field.line)
    return column, _keys(model, called, field, table_of)


def _type(field: Call) -> str:
    length = field.given.get("max_length")
    return f"{field.last}({length})" if isinstance(length, int) else field.last


def _keys(model: Model, column: str, field: Call, table_of: TableOf) -> Iterator[Key]:
    given = field.given
    if given.get("primary_key") is True:
        yield Key("primary", (column,))
    if field.last in ONE:
        yield Key("foreign", (column,), _target(model, field, table_of))
    if given.get("unique") is True or field.last == "OneToOneField":
        yield Key("unique", (column,))
    if given.get("db_index") is True or (
        field.last in ("ForeignKey", "SlugField") and given.get("db_index") is not False
    ):
        yield Key("index", (column,))


def _target(model: Model, field: Call, table_of: TableOf) -> str:
    named = target_name(field.get("to", 0))
    return model.table if named == "self" else table_of(model.app, named)


def target_name(value: Value) -> str:
    """What a relation names: a text as it is, a class by its dotted name."""
    if isinstance(value, Name):
        return value.name
    if isinstance(value, Call):  # migrations.swappable_dependency, get_user_model()
        return "settings.AUTH_USER_MODEL" if value.last == "get_user_model" else value.name
    return text_of(value)


def _identity(model: Model, automatic: str) -> tuple[Column, list[Key]]:
    if model.parent:
        name = f"{model.parent_model.lower()}_ptr_id"
        keys = [Key("primary", (name,)), Key("foreign", (name,), model.parent)]
        return Column(name, "OneToOneField", False, line=model.line), keys
    return Column("id", automatic, False, line=model.line), [Key("primary", ("id",))]


def _between(
    model: Model, name: str, field: Call, reader: Reader, table_of: TableOf, automatic: str
) -> Iterator[Table]:
    """The table between two models; none where the field goes through a model of its own."""
    if field.given.get("through") is not None:
        return
    named = target_name(field.get("to", 0))
    target = _target(model, field, table_of)
    other = named.rpartition(".")[2].lower()
    own = model.name.lower()
    pair = (f"{own}_id", f"{other}_id")
    if named == "self" or other == own:
        pair = (f"from_{own}_id", f"to_{own}_id")
    if named.endswith("AUTH_USER_MODEL"):
        pair = (f"{own}_id", f"{target.rpartition('_')[2]}_id")
    columns = (
        Column("id", automatic, False, line=field.line),
        *(Column(each, "ForeignKey", False, line=field.line) for each in pair),
    )
    keys = (
        Key("primary", ("id",)),
        Key("foreign", pair[:1], model.table),
        Key("foreign", pair[1:], target),
        Key("unique", pair),
    )
    called = text_of(field.given.get("db_table")) or f"{model.table}_{name}"
    yield Table(called, reader, model.path, field.line, columns, keys)


def _option_keys(options: Mapping[str, Value], named: Mapping[str, str]) -> Iterator[Key]:
    def columns(value: Value) -> tuple[str, ...]:
        return tuple(named.get(each.lstrip("-"), each) for each in texts_of(value))

    together = options.get("unique_together")
    for each in _pairs(together):
        yield Key("unique", columns(each))
    for each in _pairs(options.get("index_together")):
        yield Key("index", columns(each))
    for word in ("constraints", "indexes"):
        for value in _listed(options.get(word)):
            if isinstance(value, Call):
                yield _key(value, columns)


def _key(value: Call, columns: Callable[[Value], tuple[str, ...]]) -> Key:
    name = text_of(value.given.get("name"))
    if value.last == "UniqueConstraint":
        return Key("unique", columns(value.given.get("fields")), name=name)
    if value.last == "CheckConstraint":
        condition = value.given.get("condition", value.given.get("check"))
        return Key("check", (), spell(condition), name)
    if value.last == "ExclusionConstraint":
        return Key("exclude", (), name=name)
    return Key("index", columns(value.given.get("fields")), name=name)


def _listed(value: Value) -> Iterable[Value]:
    return value if isinstance(value, list) else ()


def _pairs(value: Value) -> list[Value]:
    """``unique_together`` is one group of names, or several."""
    values = list(_listed(value))
    return [values] if values and all(isinstance(each, str) for each in values) else values
