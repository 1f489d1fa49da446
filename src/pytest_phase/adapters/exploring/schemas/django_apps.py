"""What Django calls the apps of a project, and where its settings point."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_phase.adapters.exploring.facts import Facts
from pytest_phase.adapters.exploring.schemas.classes import Classes
from pytest_phase.adapters.exploring.values import text_of

USER = "AUTH_USER_MODEL"
AUTOMATIC = "DEFAULT_AUTO_FIELD"


class Apps:
    """App labels by module; the model of a user; the type of a primary key nobody wrote."""

    def __init__(self, facts: Iterable[Facts], classes: Classes) -> None:
        self._labels: dict[str, str] = {}
        self._automatic: dict[str, str] = {}
        for known in classes:
            if any(each.rpartition(".")[2] == "AppConfig" for each in known.sketch.bases):
                package = text_of(known.sketch.value("name"))
                package = package or known.module.rpartition(".")[0]
                label = text_of(known.sketch.value("label")) or package.rpartition(".")[2]
                self._labels[package] = label
                kind = text_of(known.sketch.value("default_auto_field"))
                if kind:
                    self._automatic[label] = kind.rpartition(".")[2]
        told = {part.name: text_of(part.value) for each in facts for part in each.assigned}
        self.user = told.get(USER) or "auth.User"
        self._default = (told.get(AUTOMATIC) or "AutoField").rpartition(".")[2]

    def label(self, module: str) -> str:
        """The app that a module of models or migrations belongs to."""
        package = module
        while package:
            if package in self._labels:
                return self._labels[package]
            package = package.rpartition(".")[0]
        parts = module.split(".")
        for word in ("models", "migrations"):
            if word in parts[1:]:
                return parts[parts.index(word, 1) - 1]
        return parts[-2] if len(parts) > 1 else parts[0]

    def automatic(self, app: str) -> str:
        """The type of a primary key that nobody wrote."""
        return self._automatic.get(app, self._default)
