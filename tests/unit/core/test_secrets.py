"""Which untracked files look like secrets, by name and by a simple look inside."""

from __future__ import annotations

import pytest

from pytest_phase.core.secrets import looks_secret


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        "deploy/.env.local",
        "key.pem",
        "certs/Server.KEY",
        "home/.ssh/id_rsa",
        "id_ed25519",
        "credentials.json",
        "conf/secrets.yaml",
        "service-account.json",
        ".netrc",
        ".pypirc",
        "store.p12",
        "vault.kdbx",
    ],
)
def test_a_name_that_tells(path: str) -> None:
    """A file with a name that is usual for secrets, in any folder and any case."""
    assert looks_secret(path, b"")


@pytest.mark.parametrize(
    "path",
    [
        "env.py",
        ".env.example",
        ".env.sample",
        "tests/test_credentials.py",
        "src/secrets.py",
        "keys.md",
        "id_rsa.pub",
        "monkey.txt",
    ],
)
def test_a_name_that_only_reminds_of_one(path: str) -> None:
    """Source, public keys and examples for people are no secrets."""
    assert not looks_secret(path, b"")


@pytest.mark.parametrize(
    "content",
    [
        b"-----BEGIN RSA " + b"PRIVATE KEY-----\nMIIE",
        b"-----BEGIN " + b"PRIVATE KEY-----",
        b"aws = 'AKIA" + b"ABCDEFGHIJKLMNOP'",
        b"token: ghp_" + b"a" * 36,
        b"xoxb-" + b"1234567890-abcdefghij",
    ],
)
def test_a_content_that_tells(content: bytes) -> None:
    """Private keys and tokens with a form of their own, whatever the file is called."""
    assert looks_secret("notes.txt", b"first line\n" + content)


def test_a_content_like_any_other() -> None:
    """Talk about keys is no key."""
    assert not looks_secret("notes.txt", b"Put the PRIVATE KEY into AKIA; ghp_short")
