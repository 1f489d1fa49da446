"""One replay from beginning to end: base, trees, what changed, both sides."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from pytest_phase.adapters.git_process import GitFailed, line
from pytest_phase.adapters.replay import children, importing, kept
from pytest_phase.adapters.replay.base import Base, NoBase, find_base
from pytest_phase.adapters.replay.children import Ended, Order
from pytest_phase.adapters.replay.forks import Start, forking
from pytest_phase.adapters.replay.importing import Imports, Loaded
from pytest_phase.adapters.replay.lines import Reader
from pytest_phase.adapters.replay.mentions import may_differ
from pytest_phase.adapters.replay.overlay import changes, generated, is_native
from pytest_phase.adapters.replay.second import Second, look
from pytest_phase.adapters.replay.trees import (
    Difference,
    difference,
    fill_new,
    fill_old,
    fingerprint,
)
from pytest_phase.adapters.replay.worktrees import fill, register, workplace
from pytest_phase.adapters.source import Sources
from pytest_phase.core.evidence import file_of
from pytest_phase.core.replay.comparing import Novelty, compare
from pytest_phase.core.replay.settling import Run
from pytest_phase.core.replay.sides import Seen, Side
from pytest_phase.core.replay.story import Compared

_UNDEFINED = "::?"  # no test is called so: its text is that of its whole file


def no_digests(tree: Path, tests: Iterable[str]) -> Mapping[str, str]:
    """Without a plan nothing is recorded."""
    return {}


class Ask(NamedTuple):
    """What a run wants replayed.

    ``top`` is the git top level, ``rootdir`` pytest's and ``folder`` the one the command was
    typed in, both relative to it. ``named`` is the revision (empty: the default). ``files`` are
    the test files that the run covered. ``words`` go to both children, ``seconds`` limit one
    test. ``sources`` makes the reader of a tree, ``digests`` tells what the implementation
    of the components of tests is in it. ``keep``: the result is kept, and an earlier
    one is used, unless it is to be made ``anew``. ``run`` is what this run saw, and ``red``
    what the lock has a red of: a side that saw something else looks again.
    """

    top: Path
    rootdir: str
    folder: str
    named: str
    files: tuple[str, ...]
    words: tuple[str, ...]
    loaded: Loaded
    on_path: bool
    sources: Callable[[Path], Sources]
    digests: Callable[[Path, Iterable[str]], Mapping[str, str]] = no_digests
    together: bool = True
    keep: bool = True
    anew: bool = False
    seconds: float = 0
    limit: float = 120
    run: Run = MappingProxyType({})
    red: frozenset[str] = frozenset()


def replay(ask: Ask, environment: Mapping[str, str], tell: Callable[[str], None]) -> Compared:
    """Run what changed since the base on both implementations.

    Raises:
        NoBase: there is nothing to go back to, or git cannot make the trees.
    """
    base = find_base(ask.top, ask.named, environment)
    try:
        return _replay(ask, base, tell)
    except GitFailed as error:
        raise NoBase(f"{error}. The base {base.commit[:12]} cannot be checked out.") from None
    except OSError as error:
        raise NoBase(f"The trees cannot be made: {error.strerror or error}.") from None


def _replay(ask: Ask, base: Base, tell: Callable[[str], None]) -> Compared:
    sources = ask.sources(ask.top)
    found = difference(ask.top, base.commit, sources.is_test, ask.rootdir)
    blank = Compared(
        base.commit, base.revision, base.source, implementation=_code(found.implementation)
    )
    if not (found.tests or found.gone):
        return blank
    with workplace(ask.top) as place, forking(place) as start:
        today = importing.today(ask.top, ask.rootdir, ask.loaded, sources.is_test)
        name = kept.key(_depends_on(ask, base, today)) if ask.keep else ""
        known = kept.load(ask.top, name) if name and not ask.anew else None
        if known is not None:
            return known._replace(revision=base.revision, source=base.source)
        ground = _Ground(place, base, found, today, sources, start)
        compared = _compared(ask, ground, blank, tell)
    if name:
        kept.save(ask.top, name, compared)
    return compared


class _Ground(NamedTuple):
    """What a replay stands on: its folder, the base, what changed, today's imports and tests.

    ``start`` starts its children.
    """

    place: Path
    base: Base
    found: Difference
    today: Imports
    sources: Sources
    start: Start


def _compared(ask: Ask, ground: _Ground, blank: Compared, tell: Callable[[str], None]) -> Compared:
    old, new = ground.place / "old", ground.place / "new"
    register(ask.top, old, ground.base.commit)
    register(ask.top, new, ground.base.head)
    with ThreadPoolExecutor(1) as aside:
        filled = aside.submit(_fill_new, ask, ground, new)
        fill(old)
        novelty, files = _what_changed(ask, ground.sources, old, ground.found)
        filled.result()
    if not files:
        return blank._replace(novelty=novelty)
    then, now, second = _sides(ask, ground, files, tell)
    refined = _refined(novelty, ground.found, then, now)
    then, now = look(second, refined, then, now)
    return blank._replace(
        novelty=refined,
        then=then,
        now=now,
        files=tuple(files),
        digests=ask.digests(old, _changed(novelty)),
    )


def _fill_new(ask: Ask, ground: _Ground, new: Path) -> None:
    fill(new)
    fill_new(ask.top, new, ground.base.head, packages(ground.today))


def _changed(novelty: Mapping[str, Novelty]) -> list[str]:
    return [test for test, each in novelty.items() if each != "unchanged"]


def _depends_on(ask: Ask, base: Base, today: Imports) -> list[object]:
    """All that the result of a replay depends on, but for the tool and the environment."""
    tree = line(ask.top, "rev-parse", f"{base.head}^{{tree}}")
    dirty = changes(ask.top, base.head)
    made = generated(ask.top, packages(today))
    return [
        *(base.commit, tree, fingerprint(ask.top, dirty.there, dirty.gone)),
        *(fingerprint(ask.top, made), today, sorted(ask.files), ask.words),
        *(ask.rootdir, ask.folder, ask.on_path, ask.digests is no_digests),
    ]


def _code(paths: Iterable[str]) -> tuple[str, ...]:
    """The changed files that can change what a test sees: not prose, not what CI is told."""
    prose = (".md", ".rst", ".txt", ".yml", ".yaml", ".gitignore", ".lock")
    return tuple(sorted(each for each in paths if not each.endswith(prose)))


def _what_changed(
    ask: Ask, sources: Sources, old: Path, found: Difference
) -> tuple[dict[str, Novelty], list[str]]:
    """What each test of the files that may differ is, and the files with one that changed."""
    before = ask.sources(old)
    differ = may_differ(ask.top, sources.side(), {*found.tests, *found.gone})
    covered = [each for each in ask.files if each in differ]
    now = _texts(sources, covered)
    olds = dict.fromkeys([*covered, *_python(found.tests), *_python(found.gone)])
    then = _texts(before, [each for each in olds if before.exists(each)])
    novelty = compare(then, now)
    changed = {file_of(test) for test, each in novelty.items() if each != "unchanged"}
    data = {each for each in found.tests if not each.endswith(".py")}
    changed |= {each for each in covered if data and may_differ(ask.top, [each], data) - data}
    return novelty, [each for each in covered if each in changed or each in data]


def _python(paths: Iterable[str]) -> list[str]:
    return [each for each in paths if each.endswith(".py")]


def _texts(sources: Sources, files: Iterable[str]) -> dict[str, str | None]:
    """The texts of the tests of files, and of each file as a whole for those it generates."""
    wanted: list[str] = []
    for path in files:
        wanted += sources.listed(path) or [f"{path}{_UNDEFINED}"]
    return sources.texts(wanted)


def _sides(
    ask: Ask, ground: _Ground, files: list[str], tell: Callable[[str], None]
) -> tuple[Side, Side, Second]:
    """What both sides saw, and how to look at them a second time."""
    place, found, today = ground.place, ground.found, ground.today
    old, new = place / "old", place / "new"
    is_test = ground.sources.is_test
    earlier = importing.earlier(old, ask.rootdir, today, is_test)
    doubt = fill_old(ask.top, old, found, packages(earlier))
    stale = any(is_native(each) for each in (*found.implementation, *found.tests))
    reader = Reader(is_test, [each.partition(".")[0] for each in earlier.names], stale=stale)
    old_order = order_for(ask, "the old code", old, place / "old.run", earlier, files)
    new_order = order_for(ask, "today's", new, place / "new.run", today, files)
    then_ended, now_ended = children.run(
        [old_order, new_order],
        together=ask.together,
        limit=ask.limit,
        tell=tell,
        start=ground.start,
    )
    now = reader.read(now_ended.seen, now_ended.problem)
    then = _around_conftests(ask, ground, reader, old_order, then_ended, files, tell)

    def again(first: Order, name: str, tests: Sequence[str], words: Sequence[str]) -> Order:
        found = order_for(ask, first.name, first.tree, place / name, first.imports, tests)
        return found._replace(words=(*words, *found.words))

    second = Second(
        partial(again, old_order), partial(again, new_order), ask.run, ask.red,
        reader, ground.sources, ask.together, ask.limit, tell, ground.start,
    )  # fmt: skip
    return then._replace(problem=then.problem or doubt), now, second


def _around_conftests(
    ask: Ask,
    ground: _Ground,
    reader: Reader,
    order: Order,
    ended: Ended,
    files: list[str],
    tell: Callable[[str], None],
) -> Side:
    """What the old side saw. A conftest that does not import there hides only what is below it."""
    blocked: dict[str, Seen] = {}
    while ended.conftest:
        folder = ended.conftest.rpartition("/")[0]
        said = ended.problem.partition(": ")[2]
        why = f"{ended.conftest} of today does not import on the old code: {said}"
        blocked[folder] = Seen("absent", None, why)
        start = f"{folder}/" if folder else ""
        files = [each for each in files if not each.startswith(start)]
        if not files:
            return Side(blocked=blocked)
        place = order.place.with_name(f"old.run.{len(blocked)}")
        again = order_for(ask, order.name, order.tree, place, order.imports, files)
        (ended,) = children.run(
            [again], together=False, limit=ask.limit, tell=tell, start=ground.start
        )
    side = reader.read(ended.seen, ended.problem)
    return side._replace(blocked={**side.blocked, **blocked})


def packages(imports: Imports) -> list[str]:
    """The folders, or modules, in which the project's own packages are, and their metadata."""
    found = [path for _, path in imports.mapped]
    for root in imports.roots:
        start = f"{root}/" if root else ""
        found += [f"{start}{each.replace('.', '/')}" for each in imports.names]
        found += [f"{start}{each.partition('.')[0]}.egg-info" for each in imports.names]
    return found


def order_for(
    ask: Ask, name: str, tree: Path, place: Path, imports: Imports, files: Sequence[str]
) -> Order:
    """One side to run: test files of a tree, with the words of this run."""
    folder = ask.folder if (tree / ask.folder).is_dir() else ""
    paths = [os.path.relpath(each, folder or ".") for each in files]
    words = [*_placed(ask.words, ask.top, tree), f"--rootdir={tree / ask.rootdir}", *paths]
    return Order(
        name, ask.top, tree, place, imports, folder, tuple(words), ask.on_path, ask.seconds
    )


def _placed(words: Iterable[str], top: Path, tree: Path) -> list[str]:
    """The words; an absolute path below the top, alone or behind ``=``, as one of this tree."""
    placed = []
    for word in words:
        name, equals, value = word.rpartition("=")
        inside = value == str(top) or value.startswith(f"{top}{os.sep}")
        placed.append(f"{name}{equals}{tree}{value[len(str(top)) :]}" if inside else word)
    return placed


def _refined(
    novelty: Mapping[str, Novelty], found: Difference, then: Side, now: Side
) -> dict[str, Novelty]:
    """What only the runs could tell: tests that no source defines, and who reads which data."""
    data = {each for each in found.tests if not each.endswith(".py")}
    changed = {*found.tests}
    told: dict[str, Novelty] = {}
    for test in dict.fromkeys([*novelty, *now.tests, *then.tests]):
        if test.endswith(_UNDEFINED):
            continue
        path = file_of(test)
        known = novelty.get(test)
        if known is None:
            known = "unchanged" if path not in changed else "changed"
        read = now.opened.get(test, frozenset()) | now.opened.get(path, frozenset())
        told[test] = "data" if known == "unchanged" and data & read else known
    return told
