"""Where the components of a spec and their tests go, by the project's convention."""

from __future__ import annotations

from collections import Counter

from pytest_phase.core.inventory.structure import Module
from pytest_phase.core.sketches import convention, snake
from pytest_phase.core.spec_names import Known, last
from pytest_phase.core.spec_plots import Plot, mentions_of
from pytest_phase.core.specification import Spec


class Placing:
    """Where components and their tests go; what no text says is guessed, and kept as such."""

    def __init__(self, spec: Spec, plots: list[Plot], known: Known) -> None:
        self._spec, self._plots, self._known = spec, plots, known
        self._tests = convention(known.lookup.inventory)
        self._taken: set[str] = set()
        self.guesses: list[str] = []

    def path(self, plot: Plot) -> str:
        """The file that the text names, else that of its class or package, else a guess."""
        files = [each for each in plot.makes if each.endswith(".py")]
        if files:
            return files[0]
        owner, _, own = plot.main.name.rpartition(".")
        for each in self._known.lookup.owners(owner) if owner else ():
            if each.kind == "class" or not each.path.endswith("__init__.py"):
                return each.path
            return f"{each.path.removesuffix('__init__.py')}{snake(own)}.py"
        path = f"{self._home(plot)}{snake(own)}.py"
        why = "the spec names no file"
        self.guesses.append(f"Guessed: {plot.name} goes into `{path}`; {why}.")
        return path

    def _home(self, plot: Plot) -> str:
        """The folder of the code that the section names most, else the spec, else of most code."""
        source = self._known.lookup.inventory.source
        spec = [mention for part in self._spec.parts for mention in part.mentions]
        for mentions in (mentions_of(plot), spec):
            counted = Counter(
                place.path.rpartition("/")[0]
                for mention in mentions
                for place in self._known.places(mention.claim)[:1]
            )
            if counted:
                return _slashed(counted.most_common(1)[0][0])
        folders = Counter(each.path.rpartition("/")[0] for each in source)
        best = max(sorted(folders), key=lambda each: (folders[each], -len(each)), default="")
        return _slashed(best)

    def tests(self, plot: Plot, path: str) -> str:
        """The test file that the convention gives it; of its own where that one is there."""
        inventory = self._known.lookup.inventory
        name = next((each.name for each in inventory.source if each.path == path), "")
        module = (
            f"{name}_{snake(plot.main.name.rpartition('.')[2])}" if name else self._dotted(path)
        )
        found = self._tests(Module(module, path, 0))
        if found in self._taken or self._known.exists(found):
            found = self._tests(Module(f"{module}_{snake(last(plot.main.name))}", path, 0))
        self._taken.add(found)
        return found

    def _dotted(self, path: str) -> str:
        roots = [f"{each}/" for each in self._known.lookup.inventory.roots if each not in ("", ".")]
        for root in sorted(roots, key=len, reverse=True):
            path = path.removeprefix(root)
        return path.removesuffix(".py").replace("/", ".")


def _slashed(folder: str) -> str:
    return f"{folder}/" if folder else ""
