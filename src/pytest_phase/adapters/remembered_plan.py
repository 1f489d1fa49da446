"""The plan as the last run read it: importing the reader takes longer than most plans do.

Sixty modules and a Markdown parser are imported to read a plan. A run whose plan, reader and
project give the same answers as before needs none of them.
"""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import blake2b
from typing import Any

from pytest_phase.adapters.python.memory import Memory
from pytest_phase.core.plan import Plan
from pytest_phase.formats.plan_markdown.reading import Reading, World
from pytest_phase.formats.plan_values import from_plain, to_plain


class RememberedPlan:
    """Asks the reader for what an earlier run did not leave in ``memory``.

    ``version`` is what else decides how a plan is read: our own code and the parser's.
    """

    def __init__(self, memory: Memory, version: str) -> None:
        self._memory = memory
        self._version = version

    def read(self, data: bytes, path: str, reading: Reading, world: World) -> Plan:
        """What the reader makes of a plan file's bytes."""
        key = self._key(data, path, reading, world)
        found = _recalled(self._memory.get(key), world)
        return found or self._read(key, data, path, reading, world)

    def _key(self, data: bytes, path: str, reading: Reading, world: World) -> str:
        told = repr((self._version, path, reading, world._replace(exists=None)))
        return blake2b(told.encode("utf-8", "surrogatepass") + data, digest_size=16).hexdigest()

    def _read(self, key: str, data: bytes, path: str, reading: Reading, world: World) -> Plan:
        from pytest_phase.formats.plan_markdown import read_bytes  # what all this is about

        asked: dict[str, bool] = {}

        def exists(path: str) -> bool:
            asked[path] = world.exists is not None and world.exists(path)
            return asked[path]

        noting = exists if world.exists else None
        plan = read_bytes(data, path, reading, world._replace(exists=noting))
        with suppress(TypeError):  # what cannot be kept is read again
            self._memory.put(key, json.dumps([asked, to_plain(plan)]))
            self._memory.save()
        return plan


def _recalled(kept: str | None, world: World) -> Plan | None:
    """The plan that was kept, if every file that its reader looked for is, or is not, there."""
    if kept is None:
        return None
    try:
        asked, plain = json.loads(kept)
        plan: Any = from_plain(plain)
        same = all(world.exists and world.exists(path) is was for path, was in asked.items())
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return plan if same and isinstance(plan, Plan) else None
