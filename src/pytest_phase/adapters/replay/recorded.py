"""Snapshots run again: each as it is, and its tests on today's code, in worktrees."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from pytest_phase.adapters.git_process import GitFailed, line
from pytest_phase.adapters.replay import children, importing
from pytest_phase.adapters.replay.children import Order
from pytest_phase.adapters.replay.forks import Start, forking
from pytest_phase.adapters.replay.importing import Imports
from pytest_phase.adapters.replay.lines import Reader
from pytest_phase.adapters.replay.overlay import changes, put_over, take_away
from pytest_phase.adapters.replay.stage import Ask, order_for, packages
from pytest_phase.adapters.replay.trees import Difference, fill_new, fill_old
from pytest_phase.adapters.replay.worktrees import add, workplace
from pytest_phase.core.replay.sides import Side
from pytest_phase.core.snapshot import NotKept

Tell = Callable[[str], None]


class Wanted(NamedTuple):
    """What is run of one snapshot: its test files; ``then``: on its own code, as it was red."""

    commit: str
    files: tuple[str, ...]
    then: bool = True


class Sides(NamedTuple):
    """What one snapshot said: on its own code, and with its tests on today's code.

    ``then`` is None where it was not asked for, ``today`` where the test side is the same today.
    """

    then: Side | None = None
    today: Side | None = None


def run_again(ask: Ask, wanted: Sequence[Wanted], tell: Tell) -> dict[str, Sides]:
    """Run each snapshot, one after the other; both its sides at once where there are cores.

    Raises:
        NotKept: git cannot make the trees.
    """
    try:
        with workplace(ask.top) as place, forking(place) as start:
            head = line(ask.top, "rev-parse", "--verify", "HEAD^{commit}")
            sources = ask.sources(ask.top)
            today = importing.today(ask.top, ask.rootdir, ask.loaded, sources.is_test)
            ground = _Ground(ask, place, head, today, sources.is_test, start)
            return {each.commit: _run(ground, each, tell) for each in wanted}
    except GitFailed as error:
        raise NotKept(str(error)) from None
    except OSError as error:
        raise NotKept(f"the trees cannot be made: {error.strerror or error}") from None


class _Ground(NamedTuple):
    """What all snapshots of a run share."""

    ask: Ask
    place: Path
    head: str
    today: Imports
    is_test: Callable[[str], bool]
    start: Start


def _run(ground: _Ground, wanted: Wanted, tell: Tell) -> Sides:
    """Both sides of one snapshot that are asked for, and can say something."""
    home = ground.place / wanted.commit[:12]
    then, earlier = home / "then", ground.today
    add(ground.ask.top, then, wanted.commit)
    orders: list[Order] = []
    doubt = ""
    if wanted.then:
        earlier = importing.earlier(then, ground.ask.rootdir, ground.today, ground.is_test)
        nothing_changed = Difference((), (), ())
        doubt = fill_old(ground.ask.top, then, nothing_changed, packages(earlier))
        place = home / "then.run"
        orders.append(order_for(ground.ask, "as it was red", then, place, earlier, wanted.files))
    if _put_old_tests(ground, wanted, then, home / "today"):
        place = home / "today.run"
        files = wanted.files
        orders.append(
            order_for(ground.ask, "on today's code", home / "today", place, ground.today, files)
        )
    ask = ground.ask
    ended = children.run(
        orders, together=ask.together, limit=ask.limit, tell=tell, start=ground.start
    )
    names = [each.partition(".")[0] for each in earlier.names]
    reader = Reader(ground.is_test, names)
    found = [reader.read(each.seen, each.problem) for each in ended]
    sides = dict(zip([each.name for each in orders], found, strict=True))
    red = sides.get("as it was red")
    return Sides(
        red._replace(problem=red.problem or doubt) if red is not None else None,
        sides.get("on today's code"),
    )


def _put_old_tests(ground: _Ground, wanted: Wanted, then: Path, tree: Path) -> bool:
    """A tree of today with the test side of the snapshot; False where that is today's already."""
    top = ground.ask.top
    found = changes(top, wanted.commit)
    ours = [each for each in (*found.there, *found.gone) if ground.is_test(each)]
    if not ours:
        return False
    add(top, tree, ground.head)
    fill_new(top, tree, ground.head, packages(ground.today))
    old = [each for each in ours if os.path.lexists(then / each)]
    put_over(then, tree, old)
    take_away(tree, set(ours).difference(old))
    return True
