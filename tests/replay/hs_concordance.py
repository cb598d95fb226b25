"""A concordance between two editions of the Harmonized System as UNSD lays it out, for Comtrade's made-up world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from replay.comtrade import World


@dataclass(frozen=True)
class Concordance:
    """Codes by their place in the world: each leads to the code of the same place, unless `targets` says otherwise."""

    world: World
    origin: int
    target: int
    targets: Mapping[int, Sequence[int]] = field(default_factory=dict)

    def of(self, place: int) -> Sequence[int]:
        """Places that a place leads to."""
        return self.targets.get(place, (place,))

    def pairs(self) -> list[tuple[str, str]]:
        """Codes, side by side."""
        old, new = self.world.codes(self.origin), self.world.codes(self.target)
        found = [(code, [new[other] for other in self.of(place)] or [""]) for place, code in enumerate(old)]
        return [(code, other) for code, others in found for other in others]

    def text(self, header: str = "", delimiter: str = ",") -> str:
        """The sheet as CSV: `header` in the place of the usual one."""
        head = header or delimiter.join([f"From HS{self.origin}", f"To HS{self.target}"])
        return "\r\n".join([head, *(delimiter.join(pair) for pair in self.pairs()), ""])
