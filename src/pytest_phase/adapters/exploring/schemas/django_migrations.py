"""Tables that Django's migrations leave: their operations, replayed in order of dependency."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pytest_phase.adapters.exploring.schemas.classes import Classes, Known
from pytest_phase.adapters.exploring.schemas.ddl import changes_schema
from pytest_phase.adapters.exploring.schemas.django_apps import Apps
from pytest_phase.adapters.exploring.schemas.django_tables import Model, tables_of
from pytest_phase.adapters.exploring.values import Call, Pairs, Value, name_of, text_of
from pytest_phase.core.inventory.schema import Table

Node = tuple[str, str]
"""App label and name of a migration."""


class Migration(NamedTuple):
    """One migration: what it comes after, what it replaces, and its operations."""

    node: Node
    path: str
    after: tuple[Node, ...]
    replaces: tuple[Node, ...]
    operations: tuple[Call, ...]
    readable: bool = True


@dataclass(slots=True)
class State:
    """A model while its history is replayed."""

    app: str
    name: str
    path: str
    line: int
    fields: dict[str, Call] = field(default_factory=dict)
    options: dict[str, Value] = field(default_factory=dict)
    bases: tuple[str, ...] = ()


def django_migration_tables(
    classes: Classes, apps: Apps
) -> tuple[tuple[Table, ...], tuple[str, ...]]:
    """The tables after all migrations, and the steps that only running them can tell."""
    migrations = {each.node: each for each in map_migrations(classes, apps)}
    replay = _Replay(apps)
    for each in in_order(migrations):
        replay.migration(each)
    return tuple(replay.tables()), tuple(replay.unknown)


def map_migrations(classes: Classes, apps: Apps) -> Iterator[Migration]:
    """The migrations of the project."""
    for known in classes:
        if known.sketch.name == "Migration" and ".migrations." in f".{known.module}":
            yield _migration(known, apps)


def _migration(known: Known, apps: Apps) -> Migration:
    app = apps.label(known.module.rpartition(".migrations.")[0] + ".migrations")
    operations = known.sketch.value("operations")
    listed = operations if isinstance(operations, list) else []
    return Migration(
        (app, known.module.rpartition(".")[2]),
        known.path,
        tuple(_nodes(known.sketch.value("dependencies"))),
        tuple(_nodes(known.sketch.value("replaces"))),
        tuple(each for each in listed if isinstance(each, Call)),
        operations is None or isinstance(operations, list),
    )


def _nodes(value: Value) -> Iterator[Node]:
    for each in value if isinstance(value, list) else ():
        if isinstance(each, list) and len(each) == 2 and all(isinstance(x, str) for x in each):
            yield each[0], each[1]


def in_order(migrations: dict[Node, Migration]) -> list[Migration]:
    """The migrations, each after those it comes after; replaced ones left out.

    ``__first__`` and ``__latest__`` are not followed: they name no migration.
    """
    instead = {old: each.node for each in migrations.values() for old in each.replaces}
    alive = {node: each for node, each in migrations.items() if node not in instead}
    done: dict[Node, Migration] = {}
    for start in sorted(alive):
        waiting = [start]
        while waiting:
            own = alive[waiting[-1]]
            # What a squashed migration replaces, it also comes after what those came after.
            wanted = (*own.after, *(x for old in own.replaces for x in _after(migrations, old)))
            below = [
                node
                for each in wanted
                if (node := instead.get(each, each)) in alive
                and node not in done
                and node not in waiting
            ]
            if below:
                waiting.append(below[0])
            else:
                node = waiting.pop()
                done.setdefault(node, alive[node])
    return list(done.values())


def _after(migrations: dict[Node, Migration], node: Node) -> tuple[Node, ...]:
    return migrations[node].after if node in migrations else ()


class _Replay:
    def __init__(self, apps: Apps) -> None:
        self._apps = apps
        self._models: dict[tuple[str, str], State] = {}
        self.unknown: list[str] = []
        self._path = ""

    def migration(self, migration: Migration) -> None:
        """Do what one migration says."""
        self._path = migration.path
        if not migration.readable:
            self.unknown.append(f"{migration.path} puts its operations together when it runs")
        for each in migration.operations:
            self._operation(migration.node[0], each)

    def _operation(self, app: str, call: Call) -> None:
        if call.last in ("SeparateDatabaseAndState", "RunSQL"):
            inner = call.get("state_operations", 1 if call.last != "RunSQL" else -1)
            for each in inner if isinstance(inner, list) else ():
                if isinstance(each, Call):
                    self._operation(app, each)
            self._sql(call)
            return
        step = _STEPS.get(call.last.removesuffix("Concurrently"))
        if step is not None:
            step(self._models, app, call, self._path)
        elif call.last not in _HARMLESS:
            self.unknown.append(f"{self._path}:{call.line} {call.last} is not known")

    def _sql(self, call: Call) -> None:
        texts = call.get("sql", 0) if call.last == "RunSQL" else None
        for each in texts if isinstance(texts, list) else [texts]:
            said = text_of(each) or name_of(each)
            if changes_schema(said) and not call.given.get("state_operations"):
                self.unknown.append(f"{self._path}:{call.line} runs SQL that changes tables")

    def tables(self) -> Iterator[Table]:
        """The tables of the models that are there now."""
        for state in self._models.values():
            if state.options.get("proxy") is not True:
                model = self._model(state)
                yield from tables_of(
                    model, "django migrations", self.table_of, self._apps.automatic(state.app)
                )

    def _model(self, state: State) -> Model:
        parent = next(filter(None, map(self._parent(state.app), state.bases)), None)
        pointed = any(name.endswith("_ptr") for name in state.fields)
        return Model(
            state.app,
            state.name,
            tuple(state.fields.items()),
            state.options,
            state.path,
            state.line,
            parent=self._table(parent) if parent and not pointed else "",
            parent_model=parent.name if parent else "",
        )

    def _parent(self, app: str) -> Callable[[str], State | None]:
        def find(base: str) -> State | None:
            head, _, last = base.rpartition(".")
            return self._models.get(((head or app).lower(), last.lower()))

        return find

    @staticmethod
    def _table(state: State) -> str:
        given = state.options.get("db_table")
        return given if isinstance(given, str) else f"{state.app}_{state.name.lower()}"

    def table_of(self, app: str, named: str) -> str:
        """The table of a model that a relation names."""
        if named.endswith("AUTH_USER_MODEL"):
            named = self._apps.user
        head, _, last = named.rpartition(".")
        label = head.rpartition(".")[2] if head else app
        state = self._models.get((label.lower(), last.lower()))
        return self._table(state) if state else f"{label}_{last.lower()}"


Models = dict[tuple[str, str], State]
Step = Callable[[Models, str, Call, str], None]


def _held(models: Models, app: str, call: Call, word: str = "model_name") -> State | None:
    name = text_of(call.get(word, 0)) or text_of(call.given.get("name"))
    return models.get((app.lower(), name.lower()))


def _create(models: Models, app: str, call: Call, path: str) -> None:
    name = text_of(call.get("name", 0))
    fields = call.get("fields", 1)
    pairs = [each for each in fields if isinstance(each, list)] if isinstance(fields, list) else []
    options = call.get("options", 2)
    bases = call.get("bases", 3)
    models[app.lower(), name.lower()] = State(
        app,
        name,
        path,
        call.line,
        {each[0]: each[1] for each in pairs if len(each) == 2 and isinstance(each[1], Call)},
        dict(options.items) if isinstance(options, Pairs) else {},
        tuple(each for each in bases if isinstance(each, str)) if isinstance(bases, list) else (),
    )


def _delete(models: Models, app: str, call: Call, path: str) -> None:
    models.pop((app.lower(), text_of(call.get("name", 0)).lower()), None)


def _rename_model(models: Models, app: str, call: Call, path: str) -> None:
    old, new = text_of(call.get("old_name", 0)), text_of(call.get("new_name", 1))
    state = models.pop((app.lower(), old.lower()), None)
    if state is None:
        return
    state.name = new
    models[app.lower(), new.lower()] = state
    spelled = {f"{app}.{old}".lower(), old.lower()}
    for each in models.values():
        for name, call_ in each.fields.items():
            target = call_.get("to", 0)
            if isinstance(target, str) and target.lower() in spelled:
                each.fields[name] = _with(call_, "to", f"{app}.{new}")


def _with(call: Call, word: str, value: Value) -> Call:
    rest = tuple((key, each) for key, each in call.keywords if key != word)
    return call._replace(args=(), keywords=(*rest, (word, value)))


def _set_field(models: Models, app: str, call: Call, path: str) -> None:
    state, made = _held(models, app, call), call.get("field", 2)
    if state is not None and isinstance(made, Call):
        state.fields[text_of(call.get("name", 1))] = made._replace(line=made.line or call.line)


def _remove_field(models: Models, app: str, call: Call, path: str) -> None:
    state = _held(models, app, call)
    if state is not None:
        state.fields.pop(text_of(call.get("name", 1)), None)


def _rename_field(models: Models, app: str, call: Call, path: str) -> None:
    state = _held(models, app, call)
    if state is None:
        return
    old, new = text_of(call.get("old_name", 1)), text_of(call.get("new_name", 2))
    state.fields = {new if name == old else name: each for name, each in state.fields.items()}
    for word in ("unique_together", "index_together"):
        state.options[word] = _renamed(state.options.get(word), old, new)


def _renamed(value: Value, old: str, new: str) -> Value:
    if isinstance(value, list):
        return [_renamed(each, old, new) for each in value]
    return new if value == old else value


def _option(word: str) -> Step:
    def step(models: Models, app: str, call: Call, path: str) -> None:
        state = _held(models, app, call, "name")
        if state is not None:
            state.options[word] = call.get("table" if word == "db_table" else word, 1)

    return step


def _options(models: Models, app: str, call: Call, path: str) -> None:
    state, given = _held(models, app, call, "name"), call.get("options", 1)
    if state is not None and isinstance(given, Pairs):
        state.options.update({str(key): value for key, value in given.items})


def _add_to(word: str, argument: str) -> Step:
    def step(models: Models, app: str, call: Call, path: str) -> None:
        state = _held(models, app, call)
        if state is not None:
            held = state.options.get(word)
            before = list(held) if isinstance(held, list) else []
            state.options[word] = [*before, call.get(argument, 1)]

    return step


def _remove_from(word: str) -> Step:
    def step(models: Models, app: str, call: Call, path: str) -> None:
        state = _held(models, app, call)
        if state is not None:
            name = text_of(call.get("name", 1))
            held = state.options.get(word)
            kept: Iterable[Value] = held if isinstance(held, list) else ()
            state.options[word] = [
                each
                for each in kept
                if not (isinstance(each, Call) and each.given.get("name") == name)
            ]

    return step


_STEPS: dict[str, Step] = {
    "CreateModel": _create,
    "DeleteModel": _delete,
    "RenameModel": _rename_model,
    "AddField": _set_field,
    "AlterField": _set_field,
    "RemoveField": _remove_field,
    "RenameField": _rename_field,
    "AlterModelTable": _option("db_table"),
    "AlterUniqueTogether": _option("unique_together"),
    "AlterIndexTogether": _option("index_together"),
    "AlterModelOptions": _options,
    "AddConstraint": _add_to("constraints", "constraint"),
    "RemoveConstraint": _remove_from("constraints"),
    "AddIndex": _add_to("indexes", "index"),
    "RemoveIndex": _remove_from("indexes"),
}
_HARMLESS = (
    *("RunPython", "AlterModelManagers", "AlterOrderWithRespectTo", "RenameIndex"),
    *("AlterModelTableComment", "AlterConstraint", "ValidateConstraint"),
    *("TrigramExtension", "UnaccentExtension", "BtreeGinExtension", "BtreeGistExtension"),
    *("CITextExtension", "CryptoExtension", "HStoreExtension", "CreateExtension"),
    *("BloomExtension", "CreateCollation", "RemoveCollation"),
)
