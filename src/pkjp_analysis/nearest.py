"""The valid value that a mistyped one most resembles."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher


def nearest(value: str, valid: Iterable[str]) -> str:
    """The most similar of the valid values, whatever the case; the first of several equally similar.

    There always is an answer: an error line that names one valid value helps more than one that names none.
    """
    wanted = value.casefold()
    return max(valid, key=lambda candidate: SequenceMatcher(None, wanted, candidate.casefold()).ratio())
