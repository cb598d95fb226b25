"""The verdict rule: from votes to one word. Nothing here looks at a figure."""

from __future__ import annotations

from dataclasses import dataclass

from pkjp_analysis.claims.evidence import Evidence

VERDICTS = ("confirmed", "close", "mixed", "conflicting", "unsupported", "judgement", "not written yet")
# The line of the rule that gives each verdict: of `decide`, and where most periods must hold.
RULE = {
    "confirmed": "every vote is precise, and every part that needs a vote has one",
    "close": "every vote is precise or near, not all are precise",
    "mixed": "some votes are no, others are not",
    "conflicting": "every vote is no",
    "unsupported": "no figure votes, or a part that needs a vote has none",
    "judgement": "a judgement of policy, which no figure settles: its premises are judged",
    "not written yet": "no check is written",
}
RULE_OF_MOST = {
    "confirmed": "it holds in more than half of the periods, by precise votes",
    "close": "it holds in more than half of the periods, some of them by near votes",
    "conflicting": "it fails in at least half of the periods",
    "unsupported": "it neither holds in more than half of the periods nor fails in half of them",
}


@dataclass(frozen=True)
class Verdict:
    """One of `VERDICTS`, and the reason in a sentence."""

    word: str
    reason: str


def combine_periods(pieces: list[Evidence], over: str) -> list[Evidence]:
    """Votes after periods are combined.

    ``each`` and ``most`` keep every vote; ``latest`` keeps those of the latest period of each part.
    """
    voting = [piece for piece in pieces if piece.vote != "none"]
    if over == "latest":
        last = {part: max(piece.period for piece in voting if piece.part == part) for part in _parts(voting)}
        return [
            piece.without_vote("an earlier period")
            if piece.vote != "none" and piece.period != last[piece.part]
            else piece
            for piece in pieces
        ]
    return pieces


def decide(pieces: list[Evidence], settle: str = "", parts: tuple[str, ...] = (), most_of: int = 0) -> Verdict:
    """The verdict of a statement.

    All votes precise = confirmed; all precise or near = close; some no = mixed; all no = conflicting; no
    vote = unsupported. A statement about several things needs a vote on each of `parts`.

    Parameters
    ----------
    pieces
        Evidence after one vote per origin, and after `combine_periods`.
    settle
        The series that would settle it, named where there is no vote.
    parts
        Parts that each need a vote.
    most_of
        Number of periods of which most must hold (ledger: over = most); 0 where each vote counts.
    """
    votes = [piece.vote for piece in pieces if piece.vote != "none"]
    if most_of:
        return _most(votes, most_of, settle)
    if not votes:
        return Verdict("unsupported", f"no admissible figure votes; would be settled by: {settle}")
    count = f"{votes.count('precise')} precise, {votes.count('near')} near, {votes.count('no')} no"
    if "no" in votes:
        return Verdict("conflicting" if set(votes) == {"no"} else "mixed", f"votes: {count}")
    open_parts = [part for part in parts if part not in {p.part for p in pieces if p.vote != "none"}]
    if open_parts:
        return Verdict("unsupported", f"no vote on {', '.join(open_parts)}; would be settled by: {settle}")
    return Verdict("confirmed" if set(votes) == {"precise"} else "close", f"votes: {count}")


def _most(votes: list[str], periods: int, settle: str) -> Verdict:
    """One vote for all periods: it holds in more than half of them, fails in at least half, or is open."""
    holds, fails = len(votes) - votes.count("no"), votes.count("no")
    said = f"holds in {holds}, fails in {fails}, open in {periods - holds - fails} of {periods} periods"
    if 2 * holds > periods:
        return Verdict("confirmed" if 2 * votes.count("precise") > periods else "close", said)
    if 2 * fails >= periods:
        return Verdict("conflicting", said)
    return Verdict("unsupported", f"{said}; would be settled by: {settle}")


def _parts(pieces: list[Evidence]) -> list[str]:
    return list(dict.fromkeys(piece.part for piece in pieces))
