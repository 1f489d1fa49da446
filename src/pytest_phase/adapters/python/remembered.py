"""Texts of large suites, remembered from run to run while no test file changes."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from pytest_phase.adapters.python.finder import Finder
from pytest_phase.adapters.python.implementation import walk
from pytest_phase.adapters.python.memory import Memory
from pytest_phase.adapters.python.texts import Texts

MANY = 500
"""From how many tests on remembering pays: the whole test side has to be read for it."""


class RememberedTexts:
    """Asks ``Texts`` for what an earlier run did not leave in ``memory``.

    What a text says can stand in any file of the test side, so the digest of all of them
    belongs to the key: one edited helper, and every text is made again. ``told`` is what else
    decides how tests are found.
    """

    def __init__(self, texts: Texts, finder: Finder, memory: Memory, told: Iterable[str]) -> None:
        self._texts = texts
        self._finder = finder
        self._memory = memory
        self._told = tuple(told)
        self._side: str | None = None

    def texts(self, tests: Iterable[str]) -> dict[str, str | None]:
        """The digests of the texts of many tests."""
        wanted = list(tests)
        if len(wanted) < MANY or not self._memory.lasting:
            return self._texts.texts(wanted)
        side = self._side = self._side or self.digest()
        found: dict[str, str | None] = {
            test: text for test in wanted if (text := self._memory.get(f"{side} {test}"))
        }
        missing = [test for test in wanted if test not in found]
        if missing:
            fresh = self._texts.texts(missing)
            for test, text in fresh.items():
                if text is not None:
                    self._memory.put(f"{side} {test}", text)
            found.update(fresh)
            self._memory.save()
        return {test: found[test] for test in wanted}

    def digest(self) -> str:
        """Twelve hex digits for all Python files of the test side, and for what else counts."""
        digest = blake2b("\0".join(self._told).encode(), digest_size=6)
        for path in walk(self._finder, ""):
            if path.endswith(".py") and self._finder.is_test(path):
                digest.update(f"\0{path}\0".encode("utf-8", "surrogateescape"))
                try:
                    digest.update(blake2b((self._finder.root / path).read_bytes()).digest())
                except OSError:
                    digest.update(b"unreadable")
        return digest.hexdigest()
