"""Tables of Django models, and those that Django's migrations leave."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("griffe")

from pytest_phase.core.inventory.schema import Key, Table
from tests.explored import schema

MODELS = """
from django.conf import settings
from django.db import models
class Stamped(models.Model):
    made = models.DateTimeField(null=True)
    class Meta:
        abstract = True
class Team(models.Model):
    name = models.CharField(max_length=50, unique=True)
    class Meta:
        db_table = "teams"
class Player(Stamped):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    team = models.ForeignKey("Team", models.CASCADE, null=True, db_column="team_ref")
    tags = models.ManyToManyField("Tag")
    class Meta:
        unique_together = [("owner", "team")]
class Tag(models.Model):
    slug = models.SlugField(primary_key=True)
class Star(Player):
    shine = models.IntegerField(default=1)
class Quick(Player):
    class Meta:
        proxy = True
"""


def found(root: Path, files: dict[str, str], reader: str) -> dict[str, Table]:
    """The tables that one reader found, by name."""
    held = schema(root, files).tables
    return {each.name: each for each in held if each.reader == reader}


def names(table: Table) -> list[str]:
    """The names of a table's columns."""
    return [each.name for each in table.columns]


def test_tables_of_models(tmp_path: Path) -> None:
    """``app_model`` or ``db_table``; abstract and proxy models have none; one between many."""
    held = found(tmp_path, {"game/models.py": MODELS}, "django models")
    assert {name: names(table) for name, table in held.items()} == {
        "teams": ["id", "name"],
        "game_player_tags": ["id", "player_id", "tag_id"],
        "game_player": ["id", "made", "owner_id", "team_ref"],
        "game_tag": ["slug"],
        "game_star": ["player_ptr_id", "shine"],
    }
    assert held["game_player"].keys == (
        Key("primary", ("id",)),
        Key("foreign", ("owner_id",), "auth_user"),
        Key("index", ("owner_id",)),
        Key("foreign", ("team_ref",), "teams"),
        Key("index", ("team_ref",)),
        Key("unique", ("owner_id", "team_ref")),
    )


def test_the_label_of_an_app_comes_from_its_configuration(tmp_path: Path) -> None:
    """An ``AppConfig`` may call an app otherwise than its package, and so its tables."""
    held = found(
        tmp_path,
        {
            "shop/orders/apps.py": """
            from django.apps import AppConfig
            class OrdersConfig(AppConfig):
                name = "shop.orders"
                label = "sales"
                default_auto_field = "django.db.models.BigAutoField"
            """,
            "shop/orders/models.py": """
            from django.db import models
            class Order(models.Model):
                note = models.TextField()
            """,
        },
        "django models",
    )
    assert list(held) == ["sales_order"]
    assert held["sales_order"].columns[0].type == "BigAutoField"


def test_a_base_that_comes_by_a_star_import(tmp_path: Path) -> None:
    """A model that only says which abstract one it is has the fields of that one."""
    files = {
        "shop/abstract.py": """
        from django.db import models
        class AbstractOrder(models.Model):
            note = models.TextField()
            class Meta:
                abstract = True
        """,
        "shop/models.py": "from shop.abstract import *\nclass Order(AbstractOrder): ...\n",
    }
    held = found(tmp_path, files, "django models")
    assert names(held["shop_order"]) == ["id", "note"]


def test_a_base_of_another_package(tmp_path: Path) -> None:
    """What has Django's fields and a Meta is a model, and not certain; a form is none."""
    files = {
        "shop/models.py": """
        from django.db import models
        from django import forms
        from trees import Node
        class Shelf(Node):
            note = models.TextField()
            class Meta:
                ordering = ["note"]
        class ShelfForm(forms.ModelForm):
            note = forms.CharField()
            class Meta:
                model = Shelf
        """,
    }
    held = found(tmp_path, files, "django models")
    assert {name: table.unknowable for name, table in held.items()} == {
        "shop_shelf": ("fields of trees.Node are not read",)
    }


def migration(operations: str, after: str = "", name: str = "") -> str:
    """The source of a migration."""
    return (
        "from django.db import migrations, models\n"
        "class Migration(migrations.Migration):\n"
        f"    dependencies = [{after}]\n{name}    operations = [{operations}]\n"
    )


FIRST = migration(
    'migrations.CreateModel("Team", [("id", models.AutoField(primary_key=True)),'
    ' ("name", models.CharField(max_length=50)), ("old", models.TextField())]),'
    'migrations.CreateModel("Gone", [("id", models.AutoField(primary_key=True))])'
)


def replayed(root: Path, *operations: str) -> dict[str, Table]:
    """The tables after a first migration and one with each of these operations."""
    files = {"game/migrations/0001_first.py": FIRST}
    before = "0001_first"
    for number, each in enumerate(operations, start=2):
        # Named so that the order of the files is another one than that of the migrations.
        name = f"{9 - number:04}_step"
        files[f"game/migrations/{name}.py"] = migration(each, f'("game", "{before}")')
        before = name
    return found(root, files, "django migrations")


def test_migrations_are_replayed_in_order_of_dependency(tmp_path: Path) -> None:
    """Fields are added, renamed and removed; models are renamed and deleted."""
    held = replayed(
        tmp_path,
        'migrations.AddField("team", "city", models.CharField(max_length=9, null=True))',
        'migrations.RenameField("team", "city", "town")',
        'migrations.RemoveField("team", "old"), migrations.DeleteModel("Gone")',
        'migrations.RenameModel("Team", "Club")',
    )
    assert {name: names(table) for name, table in held.items()} == {
        "game_club": ["id", "name", "town"]
    }


def test_a_squashed_migration_stands_for_what_it_replaces(tmp_path: Path) -> None:
    """Both lie there, and count once."""
    squashed = migration(
        'migrations.CreateModel("Team", [("id", models.AutoField(primary_key=True))])',
        name='    replaces = [("game", "0001_first")]\n',
    )
    files = {"game/migrations/0001_first.py": FIRST, "game/migrations/0001_s.py": squashed}
    assert list(found(tmp_path, files, "django migrations")) == ["game_team"]


def test_sql_that_changes_tables_is_said(tmp_path: Path) -> None:
    """What raw SQL does to the tables is not followed."""
    files = {
        "game/migrations/0001_first.py": migration('migrations.RunSQL("ALTER TABLE x ADD y int")')
    }
    assert schema(tmp_path, files).unknowable == (
        "game/migrations/0001_first.py:4 runs SQL that changes tables",
    )
