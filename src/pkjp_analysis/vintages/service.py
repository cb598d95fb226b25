"""Ask a service over HTTP: patient where that helps, one clear line where it does not, and never a key in a word."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ReadTimeoutError
from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry

from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.vintages import keys
from pkjp_analysis.vintages.source import Part, Source

# Tries of a question, the first one included: for an answer that does not come, and for one that is damaged.
TRIES = 6
# The longest pause, in seconds, that is waited out; a service that asks for more is asked another day.
LONGEST_PAUSE = 120.0
_PASSING = frozenset({429, 500, 502, 503, 504})
_ON_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
Read = TypeVar("Read")


class Damaged(Exception):
    """A reply that is not whole: the same question is asked again."""


class Service:
    """One source's service: its base address, its key, and how long to wait for it.

    Parameters
    ----------
    source
        Whose service.
    say
        Called with a line for each pause that a user would notice.

    Notes
    -----
    Settings, from the environment: ``PKJP_<NAME>_URL`` replaces the base address, ``PKJP_TIMEOUT`` is the time in
    seconds without a sign of life after which a question is given up (120), ``PKJP_WAIT`` the first pause after a
    refusal (1), which doubles from try to try. A service that names its pause (Retry-After) is given that one.
    """

    def __init__(self, source: Source, say: Callable[[str], None] = lambda line: None) -> None:
        self.name = source.name
        self.address_setting = f"PKJP_{source.name.upper().replace('-', '_')}_URL"
        self.key_name = source.key_name
        self.key = keys.find(source.key_name)
        self.base = self._base(source.address)
        self.timeout, self.wait = seconds("PKJP_TIMEOUT", 120.0), seconds("PKJP_WAIT", 1.0)
        self.pace = source.pace * self.wait
        # What the manifest should say beside the files.
        self.notes: list[str] = []
        self._asked = 0.0
        self._say = say
        self.session = requests.Session()
        if self.key:
            self.session.headers[source.key_header] = self.key
        patience = _Patience(
            self,
            total=TRIES - 1,
            status_forcelist=_PASSING,
            allowed_methods={"GET"},
            backoff_factor=self.wait / 2,
            backoff_max=LONGEST_PAUSE,
            raise_on_status=False,
        )
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, HTTPAdapter(max_retries=patience))

    def json(self, part: Part, read: Callable[[Any], Read], **parameters: str) -> Read:
        """What `read` makes of a JSON reply; numbers with a fraction stay the text that they came as.

        `read` raises `Damaged` for a reply that is not whole, and the question is asked again.
        """

        def parsed(content: bytes) -> Read:
            try:
                return read(json.loads(content, parse_float=str))
            except ValueError:
                page = content.lstrip()[:1] == b"<"
                raise Damaged("a web page instead of data" if page else "JSON that is cut off or damaged") from None

        return self.whole(part, parsed, **parameters)

    def whole(self, part: Part, read: Callable[[bytes], Read], **parameters: str) -> Read:
        """What `read` makes of a reply's bytes, asked for again while it is damaged."""
        trouble = ""
        for trial in range(TRIES):
            if trial:
                self.pause(min(self.wait * 2 ** (trial - 1), LONGEST_PAUSE), trouble)
            try:
                return read(self._content(part, {**part.parameters, **parameters}))
            except Damaged as error:
                trouble = str(error)
        raise PkjpError(
            f"{self.name} answered {part.name} with {self.clean(trouble)}, {TRIES} times; "
            f"ask again later or check {self.address_setting}, what is fetched stays"
        )

    def note(self, line: str) -> None:
        """Say a line now, and let the manifest keep it."""
        self.notes.append(line)
        self._say(f"{self.name}: {line}")

    def pause(self, length: float, why: str) -> None:
        """Wait, and say so where it is long enough to be noticed."""
        if length >= 5:
            self._say(f"{self.name}: {self.clean(why)}; waiting {length:.0f} s")
        time.sleep(length)

    def clean(self, text: str) -> str:
        """A text of the service's in one line of readable length, without the key."""
        line = " ".join(keys.without(text, self.key).split())
        return line if len(line) <= 200 else line[:200] + "…"

    def _content(self, part: Part, parameters: Mapping[str, str]) -> bytes:
        time.sleep(max(0.0, self._asked + self.pace - time.monotonic()))
        self._asked = time.monotonic()
        try:
            reply = self.session.get(
                f"{self.base}/{part.path.lstrip('/')}",
                params=dict(parameters),
                timeout=(min(self.timeout, 30.0), self.timeout),
                allow_redirects=False,
            )
        except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError):
            raise Damaged("a reply that was cut off") from None
        except requests.exceptions.RequestException as error:
            if isinstance(next(iter(error.args), None), ReadTimeoutError):
                raise Damaged("a reply that stopped midway") from None
            raise PkjpError(
                f"{self.name}: no answer from {urlsplit(self.base).netloc} ({_reason(error)}); check the network "
                f"or {self.address_setting} and run the same command again, what is fetched stays"
            ) from None
        self._refuse(part, reply)
        return reply.content

    def _refuse(self, part: Part, reply: requests.Response) -> None:
        """One line for every status that is no answer."""
        status = reply.status_code
        if status == 200:
            return
        told = f"HTTP {status}: {self.clean(_message(reply)) or 'no reason given'}"
        if 300 <= status < 400:
            moved = urlsplit(reply.headers.get("Location", ""))
            place = f"{moved.scheme}://{moved.netloc}" if moved.netloc else "another address"
            what = f"has moved to {place} (HTTP {status}); set {self.address_setting} if that is right"
        elif status in (401, 403):
            key = f"check {self.key_name}, or wait until its quota is renewed" if self.key_name else "ask again later"
            what = f"does not let this in ({told}); {key}, what is fetched stays"
        elif status in _PASSING:
            what = f"is busy or out of order ({told}), {TRIES} times; run the same command later, what is fetched stays"
        else:
            what = f"has no answer to {self.clean(part.asked)} ({told}); check codes and years"
        raise PkjpError(f"{self.name} {what}")

    def _base(self, address: str) -> str:
        """The base address; one that would carry a key in clear is refused."""
        base = os.environ.get(self.address_setting) or address
        place = urlsplit(base)
        if base and (place.scheme not in ("http", "https") or not place.hostname):
            raise UsageError(f"{self.address_setting}: no address; write one such as https://host/path")
        if place.query or place.fragment or place.username or place.password:
            raise UsageError(f"{self.address_setting}: an address without user, key and query is wanted")
        if self.key and place.scheme == "http" and place.hostname not in _ON_THIS_MACHINE:
            raise UsageError(f"{self.address_setting}: a key is sent over https only; write https://{place.netloc}")
        return base.rstrip("/")


class _Patience(Retry):
    """urllib3's retries, with an end to the pause that a service may ask for, and a word about long ones."""

    def __init__(self, service: Service, **options: Any) -> None:
        self.service = service
        super().__init__(**options)

    def new(self, **changed: Any) -> _Patience:
        # urllib3 makes a new one for every try from what it knows of itself.
        kept = {
            name: getattr(self, name)
            for name in (
                *("total", "connect", "read", "redirect", "status", "other", "allowed_methods", "status_forcelist"),
                *("backoff_factor", "backoff_max", "raise_on_redirect", "raise_on_status", "history"),
                *("respect_retry_after_header", "remove_headers_on_redirect", "backoff_jitter"),
            )
        }
        return _Patience(self.service, **(kept | changed))

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        asked = self.get_retry_after(response) if response is not None else None
        name = self.service.name
        if asked and asked > LONGEST_PAUSE:
            raise PkjpError(
                f"{name} asks to wait {asked:.0f} seconds; run the same command then, what is fetched stays"
            )
        why = f"HTTP {response.status}" if response is not None else "no answer"
        self.service.pause(asked if asked is not None else self.get_backoff_time(), why)


def seconds(name: str, usual: float) -> float:
    """A setting in seconds from the environment.

    Raises
    ------
    UsageError
        It is no number of seconds.
    """
    text = os.environ.get(name, "")
    if text and not re.fullmatch(r"\d{1,6}(\.\d+)?", text):
        raise UsageError(f"{name}={text!r} is no number of seconds; write one such as {usual:g}")
    return float(text) if text else usual


# The innermost reason of a connection that failed, in words.
_REASONS = {
    "NameResolutionError": "no such host",
    "NewConnectionError": "connection refused",
    "ConnectTimeoutError": "timed out",
    "ReadTimeoutError": "timed out",
    "SSLCertVerificationError": "its certificate is not valid",
    "RemoteDisconnected": "it hung up",
    "ConnectionResetError": "it hung up",
}


def _reason(error: Exception) -> str:
    """The innermost reason, without the addresses that requests puts around it."""
    chain: list[Any] = [error]
    while isinstance(inner := getattr(chain[-1], "reason", None) or next(iter(chain[-1].args), None), Exception):
        chain.append(inner)
    names = [type(one).__name__ for one in reversed(chain)]
    return next((_REASONS[name] for name in names if name in _REASONS), names[0])


def _message(reply: requests.Response) -> str:
    """What a refusal says: the message of a JSON body, or the start of a text."""
    try:
        body = reply.json()
    except ValueError:
        return "" if reply.content.lstrip()[:1] == b"<" else reply.text[:300]
    if isinstance(body, dict):
        return str(body.get("message") or body.get("error") or "")
    return json.dumps(body)[:300]
