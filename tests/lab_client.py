"""JupyterLab as `make lab` starts it, without a browser: what a front end asks, over the loopback address."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

TOKEN = uuid.uuid4().hex
LIMIT = 60


class Lab:
    """A running server."""

    def __init__(self, port: int) -> None:
        self.address = f"127.0.0.1:{port}"
        self._opener = build_opener(ProxyHandler({}))

    def _open(self, path: str, data: Any = None, method: str | None = None) -> Any:
        body = None if data is None else json.dumps(data).encode()
        headers = {"Authorization": f"token {TOKEN}"}
        request = Request(f"http://{self.address}/{path}", body, headers, method=method)
        return self._opener.open(request, timeout=LIMIT)

    def opened(self) -> str:
        """The page that a browser comes to."""
        with self._open("") as answer:
            return str(answer.url).removeprefix(f"http://{self.address}")

    def ask(self, path: str, data: Any = None, method: str | None = None) -> Any:
        with self._open(path, data, method) as answer:
            return json.loads(answer.read() or "null")

    def run(self, notebook: str, sources: Sequence[str]) -> list[list[str]]:
        """Run cells in a session of the notebook; the plain text of what each shows."""
        session = {"path": notebook, "name": notebook, "type": "notebook", "kernel": {"name": "python3"}}
        made = self.ask("api/sessions", session)
        try:
            return asyncio.run(self._run(made["kernel"]["id"], sources))
        finally:
            self.ask(f"api/sessions/{made['id']}", method="DELETE")

    async def _run(self, kernel: str, sources: Sequence[str]) -> list[list[str]]:
        address = f"ws://{self.address}/api/kernels/{kernel}/channels?token={TOKEN}"
        channels = await websocket_connect(HTTPRequest(address, request_timeout=LIMIT))
        try:
            return [await asyncio.wait_for(_cell(channels, source), LIMIT) for source in sources]
        finally:
            channels.close()


async def _cell(channels: WebSocketClientConnection, source: str) -> list[str]:
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": "execute_request",
        "username": "",
        "session": "",
        "version": "5.4",
    }
    content = {"code": source, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
    await channels.write_message(json.dumps(message))
    shown: list[str] = []
    while True:
        told = json.loads(await channels.read_message() or "{}")
        if told["parent_header"].get("msg_id") != header["msg_id"]:
            continue
        kind, content = told["msg_type"], told["content"]
        assert kind not in ("error", "stream"), content
        if kind in ("execute_result", "display_data"):
            shown.append(content["data"]["text/plain"])
        if kind == "status" and content["execution_state"] == "idle":
            return shown


@contextmanager
def lab(room: Path, environment: dict[str, str]) -> Iterator[Lab]:
    """`make lab` in `room`, on a free port, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = (
        f"--no-browser --allow-root --ServerApp.port={port} --ServerApp.port_retries=0 --IdentityProvider.token={TOKEN}"
    )
    server = subprocess.Popen(
        ["make", "lab", f"ARGS={given}"],
        cwd=room,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=(log := (room / "log").open("w+")),
        start_new_session=True,
    )
    try:
        _wait(server, port, room / "log")
        yield Lab(port)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(LIMIT)
        log.close()


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    last = time.monotonic() + LIMIT
    while time.monotonic() < last and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no JupyterLab: {log.read_text()}")
