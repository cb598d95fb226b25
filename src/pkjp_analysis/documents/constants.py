"""Numbers that no statement sets, read from the code that uses them, each with its reason."""

from __future__ import annotations

from pkjp_analysis.claims.checks_aid import DAC
from pkjp_analysis.claims.checks_counts import BLOCK
from pkjp_analysis.frames.composition import STAGES
from pkjp_analysis.frames.people import SPANS
from pkjp_analysis.frames.products import REPORTERS
from pkjp_analysis.frames.scope import KEY
from pkjp_analysis.indicators.chapters import ALL_CHAPTERS, NEARLY_COMPLETE
from pkjp_analysis.indicators.codes import COVERED, OVER
from pkjp_analysis.indicators.grants import LEVELS

CONSTANTS: tuple[tuple[str, str, str], ...] = (
    (
        "HS chapters of a complete year",
        f"{len(ALL_CHAPTERS)}",
        "chapters 01 to 97 without 77, which the Harmonized System keeps free",
    ),
    (
        "nearly complete year",
        f"at most {NEARLY_COMPLETE} chapters missing",
        "a year that lacks the file of a small chapter would else be lost as a whole; the missing chapters are named "
        "in every figure, and a share in an incomplete year is an upper bound, since its total is short",
    ),
    (
        "HS 6-digit codes of a complete year",
        f"{100 * COVERED:g} to {100 * OVER:g} percent of the source's total",
        "below it too much is missing for shares, above it something is in them twice; the chapters stand in where "
        "codes are incomplete",
    ),
    (
        "reporters that stand for the world",
        f"at least {REPORTERS}",
        "where a vintage has no rows of the world, fewer reporters would not say what the world trades",
    ),
    (
        "several stages in a chapter",
        f"{len(STAGES)} stages; a mixed chapter counts as none in the low bound and as all in the high one",
        "a chapter's title does not say which share of it belongs to a stage: the truth lies between the bounds",
    ),
    (
        "order of evidence levels",
        ", ".join(LEVELS),
        "of several prints of one statistic the one nearest to the body that made it votes; the paper never votes",
    ),
    (
        "donors counted as DAC members",
        f"{len(DAC)} that are held",
        "not all of DAC: a rank among them is a lower bound of the rank, it refutes and does not confirm",
    ),
    (
        "blocks of years in the test of floods",
        f"{BLOCK} calendar years, the first 1970-74",
        "the rule of the statement on floods (S7.2-01) names them",
    ),
    (
        "spans of growth of residents",
        " and ".join(f"{span} years" for span in SPANS),
        "half a generation and a generation before the last year shown",
    ),
    (
        "interval of a printed number",
        "half its last digit to each side",
        "what rounding allows; a machine-stored number has none",
    ),
    (
        "half and double",
        "every threshold times 0.5 and 2, the near band with it",
        "shows which verdicts hang on the choice of the threshold",
    ),
    (
        "key finding",
        f"a statement of the abstract, or of weight {KEY}",
        "the weight of a statement was set with the ledger, before the figures",
    ),
)
