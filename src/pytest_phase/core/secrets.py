"""Which files look like secrets: by their names, and by a simple look inside."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

NAMES = (
    ".env",
    ".env.*",
    "*.env",
    *("*.pem", "*.key", "*.p12", "*.pfx", "*.jks", "*.keystore", "*.kdbx", "*.gpg", "*.asc"),
    *("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"),
    *(
        "credentials",
        "credentials.*",
        "secrets.*",
        "*service-account*.json",
        "*service_account*.json",
    ),
    *(".netrc", "_netrc", ".pgpass", ".pypirc", ".npmrc", ".htpasswd", ".git-credentials"),
    *("*.tfstate", "kubeconfig", ".vault-token"),
)
"""Names that are usual for secrets; compared in lower case."""

NO_SECRETS = (".env.example", ".env.sample", ".env.template", ".env.dist", "*.py", "*.pyi", "*.md")
"""Names that only remind of one: examples for people, and source."""

_CONTENT = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----"
    rb"|\bAKIA[0-9A-Z]{16}\b"
    rb"|\bgh[pousr]_[0-9A-Za-z]{36}"
    rb"|\bgithub_pat_[0-9A-Za-z_]{40}"
    rb"|\bglpat-[0-9A-Za-z_-]{20}"
    rb"|\bxox[abprs]-[0-9A-Za-z-]{20}"
)


def looks_secret(path: str, head: bytes) -> bool:
    """Whether a file looks like a secret: by its name, or by how its content begins.

    It is a look, not a search: a password in a file of another name is not found.
    """
    name = path.rpartition("/")[2].lower()
    known = any(fnmatchcase(name, pattern) for pattern in NO_SECRETS)
    if not known and any(fnmatchcase(name, pattern) for pattern in NAMES):
        return True
    return _CONTENT.search(head) is not None
