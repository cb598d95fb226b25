"""What the raw tables of the ledger must look like."""

from __future__ import annotations

from pandera.typing import Series

from pkjp_analysis.cleaning.fields import NUMBER, RawTable, text


class Claims(RawTable):
    """One statement of the paper a row, with the parameters of its check."""

    claim_id: Series[str] = text("statement id", pattern=r"S[\d.]+-\d\d", required=True, unique=True)
    section: Series[str] = text("section of the paper", required=True)
    subsection: Series[str] = text("subsection")
    paragraph: Series[str] = text("paragraph in the section", pattern=r"\d+", required=True)
    sentence: Series[str] = text("sentence in the section", pattern=r"\d+", required=True)
    kind: Series[str] = text(
        "kind of statement",
        isin=(
            "quoted_figure",
            "derived_figure",
            "date",
            "ranking",
            "qualitative_testable",
            "policy_judgement",
        ),
    )
    paraphrase: Series[str] = text("the statement in the study's words", required=True)
    asserted_value: Series[str] = text("asserted value as text")
    asserted_low: Series[str] = text("asserted value or low end", pattern=NUMBER, type="number")
    asserted_high: Series[str] = text("asserted value or high end", pattern=NUMBER, type="number")
    unit: Series[str] = text("unit of the asserted value")
    period: Series[str] = text("period in the paper's words")
    period_type: Series[str] = text("kind of period")
    cited_source: Series[str] = text("source that the paper names")
    cited_origin: Series[str] = text("whose statistic that source is, joined by ;")
    importance: Series[str] = text("1 to 3", pattern=r"[123]", required=True)
    check: Series[str] = text("name of the check; empty = not written yet")
    about: Series[str] = text("rows that the check reads: table, then column=value,...")
    about_is: Series[str] = text("whether those rows are the thing itself or its parent", isin=("same", "parent", ""))
    against: Series[str] = text("rows to compare with")
    over: Series[str] = text("how periods combine", isin=("each", "most", "latest", ""))
    comparator: Series[str] = text("rule", isin=("below", "above", "at_least", "largest", ""))
    threshold: Series[str] = text("threshold of the rule", pattern=NUMBER, type="number")
    near_from: Series[str] = text("where the near band begins", pattern=NUMBER, type="number")
    rank_within: Series[str] = text("rank that counts", pattern=r"\d+", type="number")
    parts: Series[str] = text("parts that each need a vote, joined by ;")
    tolerance_abs: Series[str] = text("near band around the asserted value", pattern=NUMBER, type="number")
    precision_low: Series[str] = text("half the last printed digit, low end", pattern=NUMBER, type="number")
    precision_high: Series[str] = text("half the last printed digit, high end", pattern=NUMBER, type="number")
    evidence_from: Series[str] = text("first day of the evidence window", pattern=r"\d{4}-\d\d-\d\d")
    evidence_to: Series[str] = text("last day of the evidence window", pattern=r"\d{4}-\d\d-\d\d")
    premises: Series[str] = text("statements that a judgement rests on, joined by ;")
    settle: Series[str] = text("the series that would settle it")
    rule_reason: Series[str] = text("why the rule is so")
    fixed: Series[str] = text("date on which the parameters were fixed", pattern=r"\d{4}-\d\d-\d\d")


class ClaimsCoverage(RawTable):
    """One sentence of the paper a row; its text is not carried."""

    section: Series[str] = text("section of the paper", required=True)
    paragraph: Series[str] = text("paragraph in the section", pattern=r"\d+", required=True)
    sentence: Series[str] = text("sentence in the section", pattern=r"\d+", required=True)
    sha256: Series[str] = text("hash of the sentence, white space collapsed", pattern=r"[0-9a-f]{64}", required=True)
    statements: Series[str] = text("claim ids joined by ;, or: asserts nothing", required=True)
    note: Series[str] = text("remark")


class Inconsistencies(RawTable):
    """One internal contradiction of the paper a row."""

    id: Series[str] = text("id", pattern=r"I-\d\d", required=True, unique=True)
    claim_ids: Series[str] = text("statements concerned, joined by ;", required=True)
    contradiction: Series[str] = text("the contradiction in the study's words", required=True)
    severity: Series[str] = text("weight", isin=("high", "medium", "low"))
    how_to_show: Series[str] = text("how to show it")
    check: Series[str] = text("name of the arithmetic; empty = not written yet")
