"""The replay server: every source's service under one address, with faults on demand.

    python -m replay.server [--port 8765] [--fault 429:10] [--fault cut:20] [--seed 1951]     (from tests/)

prints the settings that point `pkjp refresh` at it. Each service answers below its own name, as ``/comtrade``.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Question:
    """What a client asks: path below the service, parameters (names in small letters), headers."""

    path: str
    parameters: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What it is told."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json; charset=utf-8"})

    @classmethod
    def of(cls, content: Any, status: int = 200, **headers: str) -> Answer:
        """JSON of it."""
        more = {name.replace("_", "-"): text for name, text in headers.items()}
        return cls(json.dumps(content).encode(), status, {"Content-Type": "application/json; charset=utf-8", **more})


Service = Callable[[Question], Answer]
# What a fault makes of a good answer. `cut`, `hang` and `reset` are done to the connection and are handled below.
FAULTS: dict[str, Callable[[Answer], Answer]] = {
    "429": lambda good: Answer.of({"statusCode": 429, "message": "Rate limit is exceeded."}, 429),
    "429-after": lambda good: Answer.of(
        {"statusCode": 429, "message": "Rate limit is exceeded. Try again in 1 seconds."}, 429, Retry_After="1"
    ),
    "429-later": lambda good: Answer.of({"statusCode": 429, "message": "Rate limit"}, 429, Retry_After="3600"),
    "403": lambda good: Answer.of(
        {"statusCode": 403, "message": "Out of call volume quota. Quota will be replenished in 03:14:17."}, 403
    ),
    "401": lambda good: Answer.of(
        {"statusCode": 401, "message": "Access denied due to invalid subscription key."}, 401
    ),
    "500": lambda good: Answer(b"", 500),
    "503": lambda good: Answer(b"<html><body>Service Unavailable</body></html>", 503, {"Content-Type": "text/html"}),
    "moved": lambda good: Answer(b"", 301, {"Location": "https://elsewhere.example/"}),
    "html": lambda good: Answer(
        b"<!DOCTYPE html><html><body>Maintenance</body></html>", 200, {"Content-Type": "text/html"}
    ),
    "truncated": lambda good: Answer(good.body[: len(good.body) * 2 // 3], good.status, good.headers),
    "nothing": lambda good: Answer(b"", 200, good.headers),
}
ON_THE_LINE = ("cut", "hang", "reset")


class Replay:
    """A running server; `url` is its address, `asked` what it was asked, `faults` maps every n-th question to a fault.

    Parameters
    ----------
    services
        By name; each is called with questions below that name.
    faults
        Fault by n: every n-th question (of all) gets it; where several fall together the larger n wins.
    only
        Faults strike questions whose path and query hold this text alone.
    """

    def __init__(
        self, services: Mapping[str, Service], faults: Mapping[int, str] | None = None, *, only: str = "", port: int = 0
    ) -> None:
        self.services, self.faults, self.only = services, dict(faults or {}), only
        self.asked: list[Question] = []
        self.struck: list[str] = []
        self.hang_seconds = 3.0
        self._counted = 0
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), type("Handler", (_Handler,), {"replay": self}))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Replay:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def settings(self) -> dict[str, str]:
        """Environment variables that point the sources here."""
        own = {f"PKJP_{name.upper().replace('-', '_')}_URL": f"{self.url}/{name}" for name in self.services}
        return own | {"PKJP_WAIT": "0.01", "PKJP_TIMEOUT": "20"}

    def fault(self, question: Question, line: str) -> str:
        """The fault that is due, if any."""
        with self._lock:
            self.asked.append(question)
            if self.only not in line:
                return ""
            self._counted += 1
            due = [(every, what) for every, what in self.faults.items() if self._counted % every == 0]
            found = max(due)[1] if due else ""
            if found:
                self.struck.append(found)
            return found


class _Handler(BaseHTTPRequestHandler):
    """Passes questions on and does what a fault asks for."""

    protocol_version = "HTTP/1.1"
    replay: Replay

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        _, name, *rest = place.path.split("/")
        parameters = {key.lower(): value for key, value in parse_qsl(place.query, keep_blank_values=True)}
        question = Question("/".join(rest), parameters, dict(self.headers))
        fault = self.replay.fault(question, self.path)
        service = self.replay.services.get(name, _no_such_place)
        self._send(FAULTS.get(fault, lambda good: good)(service(question)), fault)

    def _send(self, answer: Answer, fault: str) -> None:
        if fault == "hang":
            time.sleep(self.replay.hang_seconds)
        self.close_connection = fault in ("reset", "cut")
        if fault == "reset":
            return
        self.send_response(answer.status)
        for key, value in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(answer.body[: len(answer.body) // 2] if fault == "cut" else answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the questions are in `asked`."""


def _no_such_place(question: Question) -> Answer:
    return Answer.of({"statusCode": 404, "message": "Resource not found"}, 404)


def every_service(seed: int) -> dict[str, Service]:
    """All services that are made up here: each module beside this one that has `service`."""
    here = Path(__file__).parent
    names = sorted(path.stem for path in here.glob("[!_]*.py") if path.stem != "server")
    modules = {name.replace("_", "-"): importlib.import_module(f"replay.{name}") for name in names}
    return {name: module.service(seed=seed) for name, module in modules.items() if hasattr(module, "service")}


def main() -> None:
    """Serve until ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1951)
    parser.add_argument("--fault", action="append", default=[], metavar="WHAT:N", help="every N-th question gets WHAT")
    chosen = parser.parse_args()
    faults = {int(n): what for what, n in (text.rsplit(":", 1) for text in chosen.fault)}
    with Replay(every_service(chosen.seed), faults, port=chosen.port) as replay:
        for name, value in replay.settings().items():
            print(f"export {name}={value}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
