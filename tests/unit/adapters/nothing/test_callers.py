"""What is stood in for is noted: which name, and whether a test asked."""

from __future__ import annotations

from tests.unit.adapters.nothing.conftest import World


def test_names_that_are_missing_are_noted(world: World) -> None:
    """Modules, their names, and attributes; what is there is not."""
    world.file("till/__init__.py", "class Purse:\n    pass\n")
    world.run(
        """
        import vault
        from till import Purse, shown
        from vault import door
        from vault.deep import lock

        Purse.empty()
        Purse().full
        door.handle
        """
    )
    assert {"vault", "deep", "shown", "door", "lock", "empty", "full", "handle"} == world.given
    assert not world.beyond


def test_what_other_code_asks_for_is_told_apart(world: World) -> None:
    """The old implementation may look for what it can do without: nobody knows what follows."""
    world.file("till/__init__.py", "from till.money import shown\n")
    world.file("till/money.py", "")
    world.run("import till\n")
    assert world.beyond
