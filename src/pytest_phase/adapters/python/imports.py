"""Import statements as values."""

from __future__ import annotations

import ast
from typing import NamedTuple


class Import(NamedTuple):
    """One imported name: ``from <level dots><module> import <name> as <local>``.

    ``name`` is None where ``import a.b`` binds its first part (``local`` is ``a``, or the alias
    of a module without dots); ``import a.b as h`` is kept as ``from a import b as h``.
    """

    local: str
    level: int
    module: str
    name: str | None

    @property
    def spelled(self) -> str:
        """Everything that is imported, with dots: ``shop.cart.Cart``."""
        parts = (self.module, self.name)
        return "." * self.level + ".".join(part for part in parts if part)


def imports_of(node: ast.Import | ast.ImportFrom) -> list[Import]:
    """The names that an import statement binds; the name ``*`` stands for a star import."""
    if isinstance(node, ast.ImportFrom):
        return [
            Import(each.asname or each.name, node.level, node.module or "", each.name)
            for each in node.names
        ]
    found = []
    for each in node.names:
        head, _, last = each.name.rpartition(".")
        if each.asname and head:
            found.append(Import(each.asname, 0, head, last))
        else:
            found.append(Import(each.asname or each.name.partition(".")[0], 0, each.name, None))
    return found


def imported_names(node: ast.Import | ast.ImportFrom) -> list[str]:
    """What an import statement spells: the parts of each module, the module, then the names."""
    modules = [each.name for each in node.names]
    names: list[str] = []
    if isinstance(node, ast.ImportFrom):
        names = [each.name for each in node.names if each.name != "*"]
        modules = [node.module] if node.module else []
    return [part for each in modules for part in (*each.split("."), each)] + names
