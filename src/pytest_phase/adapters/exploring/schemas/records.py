"""Records: classes made of fields, of pydantic, dataclasses, attrs, TypedDict, NamedTuple."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_phase.adapters.exploring.facts import Facts
from pytest_phase.adapters.exploring.schemas.classes import Classes, Known
from pytest_phase.adapters.exploring.sketches import Part
from pytest_phase.adapters.exploring.values import Call, Pairs, Value, name_of, spell, text_of
from pytest_phase.core.inventory.schema import Field, Record, RecordKind

BASES: dict[str, RecordKind] = {
    "TypedDict": "TypedDict",
    "NamedTuple": "NamedTuple",
    "BaseModel": "pydantic",
    "BaseSettings": "pydantic",
    "RootModel": "pydantic",
    "GenericModel": "pydantic",
    "SQLModel": "pydantic",
}
MODULES = (
    *("typing", "typing_extensions", "sqlmodel", "pydantic_settings"),
    *("pydantic", "pydantic.v1", "pydantic.generics", "pydantic.main"),
)
ATTRS = ("s", "attrs", "define", "frozen", "mutable", "dataclass", "attributes", "_make.attrs")
ATTRIBUTES = ("ib", "attrib", "field")
NOT_FIELDS = ("ClassVar", "typing.ClassVar", "t.ClassVar", "KW_ONLY", "dataclasses.KW_ONLY")


def records(facts: Iterable[Facts], classes: Classes) -> Iterator[Record]:
    """All of them, with the fields of their bases in the project first."""
    for known in classes:
        kind = kind_of(known, classes)
        if kind is not None:
            fields = _fields(known, kind, classes)
            name, module = known.sketch.name, known.module
            yield Record(name, kind, module, known.path, known.sketch.line, tuple(fields))
    for each in facts:
        for part in each.assigned:
            yield from _functional(part, each)


def kind_of(known: Known, classes: Classes) -> RecordKind | None:
    """Which kind of record a class is; None for any other class."""
    for decorator in known.sketch.decorators:
        kind = _decorated(name_of(decorator))
        if kind is not None:
            return kind
    _, foreign = classes.lineage(known)
    for each in foreign:
        module, _, last = each.rpartition(".")
        if last in BASES and (module in MODULES or not module):
            table = dict(known.sketch.keywords).get("table") is True
            return None if table else BASES[last]
    return None


def _decorated(name: str) -> RecordKind | None:
    head, _, last = name.rpartition(".")
    if head.startswith("pydantic") and last == "dataclass":
        return "pydantic"
    if head.partition(".")[0] in ("attr", "attrs") and last in ATTRS:
        return "attrs"
    return "dataclass" if last == "dataclass" else None


def _fields(known: Known, kind: RecordKind, classes: Classes) -> list[Field]:
    own, _ = classes.lineage(known)
    found: dict[str, Field] = {}
    for each in reversed(own):
        if each is not known and kind in ("dataclass", "attrs") and kind_of(each, classes) is None:
            continue  # a plain base gives no fields to them
        for part in each.sketch.parts:
            field = _field(part, kind)
            if field is not None:
                found[part.name] = field
    return list(found.values())


def _field(part: Part, kind: RecordKind) -> Field | None:
    if kind == "pydantic" and (part.name.startswith("_") or part.name == "model_config"):
        return None
    annotation = part.annotation
    if not annotation:
        value = part.value
        if kind == "attrs" and isinstance(value, Call) and value.last in ATTRIBUTES:
            given = value.given.get("type")
            shown = spell(given) if given is not None else ""
            return Field(part.name, shown, _default(value), part.line)
        return None
    if annotation.partition("[")[0] in NOT_FIELDS:
        return None
    return Field(part.name, annotation, _default(part.value), part.line)


def _default(value: Value) -> str:
    """A default as written; that of ``field(default=...)`` by itself."""
    if value is None:
        return ""
    if isinstance(value, Call) and value.last in (*ATTRIBUTES, "Field"):
        for word in ("default", "default_factory", "factory"):
            if word in value.given:
                return spell(value.given[word])
        first = value.args[0] if value.args and value.last == "Field" else None
        return "" if first is None or spell(first) == "Ellipsis" else spell(first)
    return spell(value)


def _functional(part: Part, facts: Facts) -> Iterator[Record]:
    """``TypedDict("X", {...})`` and ``NamedTuple("X", [...])``."""
    call = part.value
    if not isinstance(call, Call) or call.last not in ("TypedDict", "NamedTuple"):
        return
    given = call.args[1] if len(call.args) > 1 else None
    pairs = given.items if isinstance(given, Pairs) else _pairs(given)
    fields = tuple(
        Field(text_of(name), spell(kind), "", part.line) for name, kind in pairs if text_of(name)
    )
    kind: RecordKind = "TypedDict" if call.last == "TypedDict" else "NamedTuple"
    yield Record(part.name, kind, facts.module, facts.path, part.line, fields)


def _pairs(value: Value) -> list[tuple[Value, Value]]:
    listed = value if isinstance(value, list) else []
    return [(each[0], each[1]) for each in listed if isinstance(each, list) and len(each) == 2]
