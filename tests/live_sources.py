"""What tests of live sources share: a source asked of the replay server in this process, and what it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import vintage_room as room
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.sources import source
from pkjp_analysis.vintages.folder import Vintage
from pkjp_analysis.vintages.refresh import Refreshed, refresh
from pkjp_analysis.vintages.source import Request
from pkjp_analysis.vintages.tables import table_of
from replay.server import Answer, Question, Replay, Service


@contextmanager
def served(name: str, service: Service, faults: Mapping[int, str] | None = None, **more: Any) -> Iterator[Replay]:
    """A replay server of one source, to which this process turns meanwhile."""
    with Replay({name: service}, faults, **more) as replay, pytest.MonkeyPatch.context() as patch:
        for setting, value in {**replay.settings(), "PKJP_WAIT": "0.001"}.items():
            patch.setenv(setting, value)
        yield replay


def fetch(root: Path, name: str, request: Request) -> Refreshed:
    return refresh(root, source(name), request)


def refusal(root: Path, name: str, request: Request) -> str:
    """The one line that a refresh ends with; nothing is live then that was not before."""
    before = room.vintages(root)
    with pytest.raises(PkjpError) as caught:
        fetch(root, name, request)
    assert room.vintages(root) == before
    line = str(caught.value)
    assert "\n" not in line and len(line) < 500
    return line


def observations(vintage: Vintage) -> Any:
    """All rows as text, in the order in which they are written."""
    return table_of(vintage.root, vintage.id, "observations").astype(str)


def with_body(service: Service, change: Callable[[Question, bytes], bytes]) -> Service:
    """The service with other bodies in the place of its own."""

    def answer(question: Question) -> Answer:
        good = service(question)
        return replace(good, body=change(question, good.body))

    return answer
