"""Errors that a user can meet: one line that says what is wrong and what to do."""

from __future__ import annotations


class PkjpError(Exception):
    """A run, check or contract failed (exit status 1)."""


class UsageError(PkjpError):
    """A wrong option, parameter or name (exit status 2)."""
