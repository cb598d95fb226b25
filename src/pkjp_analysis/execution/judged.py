"""Verdicts with what they rest on: judged once, they serve every run that rests on the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pkjp_analysis.execution import record, stale, statements
from pkjp_analysis.execution.stale import Now
from pkjp_analysis.vintages import vintage_names

FILES = ("claims.csv", "claims.json")


@dataclass(frozen=True)
class Judged:
    """What claims.csv and claims.json hold, by file name, and what it was judged from."""

    rests_on: tuple[object, ...]
    texts: dict[str, str]
    tally: str

    def serves(self, now: Now) -> bool:
        """Whether a run that starts now would judge the same."""
        return self.rests_on == rests_on(now)


def rests_on(now: Now) -> tuple[object, ...]:
    """What verdicts rest on that are judged now: the data, the library, the packages."""
    return now.empty_record().judged_from()


def judge(now: Now) -> Judged:
    """Check the data and judge every statement.

    Raises
    ------
    PkjpError
        The data or a statement failed.
    """
    from pkjp_analysis.claims import judge_all, records
    from pkjp_analysis.cleaning import verify
    from pkjp_analysis.store import Store

    verify(now.root)
    judged = records(judge_all(Store.verified(now.root, vintage_names(now.parameters.vintage))))
    texts = {f"claims.{kind}": render(judged) for kind, render in statements.RENDER.items()}
    return Judged(rests_on(now), texts, statements.tally(judged))


def in_place(folder: Path, now: Now) -> Judged | None:
    """The verdicts of an earlier run; None where something that bears on them has changed since."""
    before = record.earlier(folder)
    if (
        before is None
        or before.judged_from() != rests_on(now)
        or before.claims.keys() != set(FILES)
        or not all(stale.is_file(folder / name, digest) for name, digest in before.claims.items())
    ):
        return None
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in FILES}
    return Judged(rests_on(now), texts, statements.tally(json.loads(texts["claims.json"])))
