"""What well-known base classes from outside offer: names that no source of the project has."""

from __future__ import annotations

import re
from typing import NamedTuple


class Familiar(NamedTuple):
    """The public names that a base class gives, and a pattern for those it makes up."""

    names: frozenset[str]
    pattern: re.Pattern[str] = re.compile(r"(?!)")

    def has(self, name: str) -> bool:
        """Whether a subclass has a name through this base."""
        return name in self.names or self.pattern.fullmatch(name) is not None or name[:2] == "__"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_QUERIES = _names(
    """
    all filter exclude get create update delete count exists first last latest earliest order_by
    values values_list annotate aggregate alias distinct none iterator in_bulk bulk_create
    bulk_update get_or_create update_or_create select_related prefetch_related select_for_update
    defer only using reverse union intersection difference extra raw dates datetimes explain
    contains as_manager resolve_expression get_queryset db db_manager from_queryset
    """
)

DJANGO_MODEL = Familiar(
    _names(
        """
        objects pk id save asave delete adelete clean clean_fields full_clean validate_unique
        validate_constraints refresh_from_db arefresh_from_db from_db get_deferred_fields
        serializable_value unique_error_message date_error_message prepare_database_save
        DoesNotExist MultipleObjectsReturned NotUpdated get_constraints check save_base _meta _state
        """
    ),
    re.compile(r"\w+_set|get_\w+_display|get_(?:next|previous)_by_\w+|get_\w+_order|set_\w+_order"),
)

_QUERYING = Familiar(_QUERIES | frozenset(f"a{each}" for each in _QUERIES))

BASES = {
    "django.db.models.Model": DJANGO_MODEL,
    "django.db.models.Manager": _QUERYING,
    "django.db.models.QuerySet": _QUERYING,
    "pydantic.BaseModel": Familiar(
        _names("dict json copy parse_obj parse_raw parse_file from_orm construct schema schema_json"
               " validate update_forward_refs fields"),
        re.compile(r"model_\w+"),
    ),
    "sqlalchemy.orm.DeclarativeBase": Familiar(_names("metadata registry query")),
}  # fmt: skip
"""By the dotted name that the source imports."""


def familiar(base: str) -> Familiar | None:
    """What is known of a base class from outside."""
    return BASES.get(base)


def offered(name: str) -> bool:
    """Whether a well-known base from outside has a member of this very name."""
    return name.startswith("model_") or any(name in each.names for each in BASES.values())
