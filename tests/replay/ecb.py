"""The European Central Bank's file of euro reference rates, in the published layout, on made-up rates."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping
from datetime import date, timedelta

from replay.server import Answer, Question, Service

MEMBER = "eurofxref-hist.csv"
# Of the 41 currencies of the file, in its order; the file ends its lines with a comma.
CURRENCIES = ("USD", "JPY", "BGN", "CYP", "CZK", "GBP", "CHF", "INR", "KRW")
_MIDDLE = {"USD": (1.1, 4), "JPY": (140.0, 2), "CZK": (27.0, 3), "GBP": (0.85, 5), "INR": (85.0, 4), "KRW": (1400.0, 2)}


def table(
    seed: int = 1951,
    first: date = date(2024, 11, 1),
    last: date = date(2025, 2, 14),
    rates: Mapping[tuple[str, str], str] | None = None,
) -> str:
    """Working days, newest first; trailing zeros dropped, ``N/A`` without a rate; `rates` by day and currency."""
    given = rates or {}
    lines = [",".join(("Date", *CURRENCIES, ""))]
    day = last
    while day >= first:
        if day.weekday() < 5:
            cells = [given.get((str(day), money), _rate(seed, str(day), money)) for money in CURRENCIES]
            lines.append(",".join((str(day), *cells, "")))
        day -= timedelta(days=1)
    return "\n".join(lines) + "\n"


def _rate(seed: int, day: str, money: str) -> str:
    if money not in _MIDDLE:
        return "N/A"
    middle, digits = _MIDDLE[money]
    return f"{middle * random.Random(f'{seed} {day} {money}').uniform(0.9, 1.1):.{digits}f}".rstrip("0").rstrip(".")


def archive(content: str | bytes, member: str = MEMBER) -> bytes:
    """The archive as it is published: one member."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(zipfile.ZipInfo(member), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def service(content: bytes | None = None, *, seed: int = 1951) -> Service:
    """Answers with the archive, or with other content in its place."""
    body = archive(table(seed)) if content is None else content

    def answer(question: Question) -> Answer:
        if question.path == "eurofxref-hist.zip":
            return Answer(body, 200, {"Content-Type": "application/zip"})
        return Answer(b"<html><body>Page not found</body></html>", 404, {"Content-Type": "text/html"})

    return answer
