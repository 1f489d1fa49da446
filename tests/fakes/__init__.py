"""Builders and fakes that the tests share: valid by default, changed only where it matters."""
