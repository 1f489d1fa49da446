"""Tables of Django models, as their classes write them: abstract bases, Meta, inheritance."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_phase.adapters.exploring.schemas.classes import Classes, Known
from pytest_phase.adapters.exploring.schemas.django_apps import Apps
from pytest_phase.adapters.exploring.schemas.django_tables import Model, is_field, tables_of
from pytest_phase.adapters.exploring.values import Call, Value
from pytest_phase.core.inventory.schema import Table

ROOTS = ("django.db.models.Model", "django.db.models.base.Model")


def _call(name: str, **given: Value) -> Call:
    return Call(f"django.db.models.{name}", (), tuple(given.items()))


_BASE_USER = (
    ("password", _call("CharField", max_length=128)),
    ("last_login", _call("DateTimeField", null=True)),
)
_PERMISSIONS = (
    ("is_superuser", _call("BooleanField", default=False)),
    ("groups", _call("ManyToManyField", to="auth.Group")),
    ("user_permissions", _call("ManyToManyField", to="auth.Permission")),
)
_USER = (
    ("username", _call("CharField", max_length=150, unique=True)),
    ("first_name", _call("CharField", max_length=150)),
    ("last_name", _call("CharField", max_length=150)),
    ("email", _call("EmailField", max_length=254)),
    ("is_staff", _call("BooleanField", default=False)),
    ("is_active", _call("BooleanField", default=True)),
    ("date_joined", _call("DateTimeField")),
)
ABSTRACT: dict[str, tuple[tuple[str, Call], ...]] = {
    "AbstractBaseUser": _BASE_USER,
    "PermissionsMixin": _PERMISSIONS,
    "AbstractUser": (*_BASE_USER, *_PERMISSIONS, *_USER),
}
"""Fields of the abstract classes that Django itself offers."""


def django_model_tables(classes: Classes, apps: Apps) -> Iterator[Table]:
    """The tables of all models of the project."""
    reader = _Models(classes, apps)
    for known in classes:
        if reader.has_table(known):
            yield from tables_of(
                reader.model(known),
                "django models",
                reader.table_of,
                apps.automatic(apps.label(known.module)),
            )


class _Models:
    def __init__(self, classes: Classes, apps: Apps) -> None:
        self._classes = classes
        self._apps = apps
        self._names: dict[tuple[str, str], str] | None = None

    def is_model(self, known: Known) -> bool:
        """Whether a class is a model, abstract or not."""
        own, foreign = self._classes.lineage(known)
        for each in foreign:
            if each in ROOTS or each.rpartition(".")[2] in ABSTRACT:
                return True
        # A base from another package: what has Django's fields and a Meta is a model too.
        described = any(self._classes.inner(each, "Meta") for each in own)
        modelled = any(each.endswith(("Model", "ModelMixin")) for each in foreign)
        return (described or modelled) and any(map(_has_django_fields, own))

    def has_table(self, known: Known) -> bool:
        """Whether a class is a model with a table of its own."""
        meta = self._meta(known)
        hidden = meta.get("abstract") is True or meta.get("proxy") is True
        return not hidden and self.is_model(known)

    def _meta(self, known: Known) -> dict[str, Value]:
        inner = self._classes.inner(known, "Meta")
        return {part.name: part.value for part in inner.parts} if inner else {}

    def _options(self, known: Known) -> dict[str, Value]:
        """The options of ``Meta``, with those that an abstract base's ``Meta`` hands down."""
        own = self._meta(known)
        if own and not any(self._inherits(known)):
            return own
        for base in self._classes.lineage(known)[0][1:]:
            above = self._meta(base)
            if above.get("abstract") is True:
                handed = {key: value for key, value in above.items() if key != "abstract"}
                return {**handed, **own}
        return own

    def _inherits(self, known: Known) -> Iterator[bool]:
        inner = self._classes.inner(known, "Meta")
        yield bool(inner and inner.bases)

    def model(self, known: Known) -> Model:
        """A class as a model: its fields and those of its abstract bases."""
        options = self._options(known)
        own, foreign = self._classes.lineage(known)
        parents = [each for each in own[1:] if self.has_table(each)]
        beyond = {each.name for parent in parents for each in self._classes.lineage(parent)[0]}
        fields: dict[str, Call] = {}
        for base in foreign if not parents else ():
            fields.update(ABSTRACT.get(base.rpartition(".")[2], ()))
        for each in reversed(own):
            if each is known or each.name not in beyond:
                for part in each.sketch.parts:
                    if is_field(part.value):
                        fields[part.name] = part.value._replace(line=part.line)
                    elif part.name in fields:
                        del fields[part.name]
        parent = parents[0] if parents else None
        return Model(
            self._label(known, options),
            known.last,
            tuple(fields.items()),
            options,
            known.path,
            known.sketch.line,
            known.name,
            self._table_name(parent) if parent else "",
            parent.last if parent else "",
            tuple(_doubts(foreign)),
        )

    def _label(self, known: Known, options: dict[str, Value]) -> str:
        given = options.get("app_label")
        return given if isinstance(given, str) else self._apps.label(known.module)

    def _table_name(self, known: Known) -> str:
        options = self._options(known)
        given = options.get("db_table")
        if isinstance(given, str):
            return given
        return f"{self._label(known, options)}_{known.last.lower()}"

    def table_of(self, app: str, named: str) -> str:
        """The table of a model that a relation names."""
        if named.endswith("AUTH_USER_MODEL"):
            named = self._apps.user
        found = self._classes.find(named)
        if found is not None:
            concrete = [each for each in self._classes.lineage(found)[0] if self.has_table(each)]
            return self._table_name(concrete[0] if concrete else found)
        head, _, last = named.rpartition(".")
        label = head.rpartition(".")[2] if head else app
        if label == "models" and head:
            label = head.split(".")[-2]
        known = self._by_label().get((label, last.lower()))
        return known or f"{label}_{last.lower()}"

    def _by_label(self) -> dict[tuple[str, str], str]:
        if self._names is None:
            self._names = {
                (self._label(each, self._options(each)), each.last.lower()): self._table_name(each)
                for each in self._classes
                if self.has_table(each)
            }
        return self._names


def _has_django_fields(known: Known) -> bool:
    values = [part.value for part in known.sketch.parts if is_field(part.value)]
    return any("models." in each.name and ".forms." not in each.name for each in values)


def _doubts(foreign: list[str]) -> Iterator[str]:
    for each in foreign:
        last = each.rpartition(".")[2]
        if each not in ROOTS and last not in ABSTRACT and last not in ("Generic", "ABC", "object"):
            yield f"fields of {each} are not read"
