"""Sentences on the screening of product lines: what comes out, how stable it is, where the paper's examples stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pkjp_analysis.frames.candidates import CHAPTERS, GROUPS
from pkjp_analysis.frames.code_lines import CODES
from pkjp_analysis.frames.screening import SHORT
from pkjp_analysis.narrative.words import count, few, label, names, percent
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.study import Study


def screening(study: Study) -> list[str]:
    """9.1 screening: the short list of each list of candidates, the paper's examples in it, other weights."""
    frame = study.screening()
    if frame.empty:
        return []
    variants = study.screening_variants()
    sentences = []
    for name, rows in frame.groupby("list", sort=False):
        others = variants[variants["list"] == name]
        sentences += [
            _first(str(name), rows) + _edition(str(name), frame),
            *_examples(str(name), rows),
            _steady(str(name), others),
        ]
    return sentences


def duties(study: Study) -> list[str]:
    """9.1 tariffs: duties and other laws on the short list, and the headings of the tariff by their own."""
    return _duties(study) + _headings(study)


def _criteria(name: str, row: dict[str, object]) -> str:
    exporter, importer, years = row["reporter_name"], row["partner_name"], f"{row['first_year']} to {row['last_year']}"
    demand = f"size and growth of {importer}'s imports, {years}, and {exporter}'s share in them"
    if name == GROUPS:
        return demand
    if name == CODES:
        made = [word for word in ("advantage", "density") if word in str(row["criteria"])]
        return demand + (f", and {exporter}'s {names(made)} by code" if made else "")
    return (
        f"size and growth of {exporter}'s exports to the world, re-exports in, {years}, and {importer}'s share in them"
    )


def _first(name: str, rows: pd.DataFrame) -> str:
    ranked = rows[rows["rank"].notna()].sort_values("rank")
    short = ranked[ranked["rank"] <= SHORT]
    told = names([f"{label(row)} ({percent(row['top_6'], 0)})" for row in rows_of(short)])
    lacking = rows[rows["lacks"] != ""]
    without = few([f"{label(row)} ({row['lacks']} not held)" for row in rows_of(lacking)], 6 if name == CODES else 16)
    first = rows_of(ranked)[0]
    return (
        f"{name}, by {_criteria(name, first)}: the first {SHORT} of {len(ranked)} candidates at equal weights are "
        f"{told}. In brackets: how often a line stays among them in {count(first['draws'])} draws of weights, every "
        f"mix equally likely (seed {first['seed']}).{f' Not ranked: {without}.' if without else ''}"
    )


def _edition(name: str, frame: pd.DataFrame) -> str:
    """Of which edition the codes are, and which years are left out for it."""
    if name != CODES or "kind" not in frame.attrs:
        return ""
    left = f"; not compared: {frame.attrs['left_out']}" if frame.attrs["left_out"] else ""
    return f" They are {frame.attrs['kind']}{left}."


def _examples(name: str, rows: pd.DataFrame) -> list[str]:
    """Where the parents of the paper's examples stand: the best of each, and how many there are."""
    named = rows[(rows["example"] != "") & rows["rank"].notna()].sort_values("rank")
    told = []
    for example, part in named.groupby("example", sort=False):
        best = rows_of(part)[0]
        of = f", the best of {len(part)} lines" if len(part) > 1 else ""
        told.append(
            f"{example} ({label(best)}{of}): rank {best['rank']:.0f}, {best['rank_low']:.0f} to "
            f"{best['rank_high']:.0f} in 90 percent of the draws, among the first {SHORT} in "
            f"{percent(best['top_6'], 0)}"
        )
    if not told:
        return []
    return [f"The paper's examples, by the finest line of the {name} that holds each: {'; '.join(told)}."]


def _steady(name: str, variants: pd.DataFrame) -> str:
    """How many of the short list stay in it under each other variant."""
    chosen = variants[variants["rank"] <= SHORT]
    base = variants["variant"].iloc[0]
    short = set(chosen[chosen["variant"] == base]["product"])
    told = [
        f"{variant}: {len(short & set(chosen[chosen['variant'] == variant]['product']))}"
        for variant in dict.fromkeys(variants["variant"])
        if variant != base
    ]
    return f"{name}: of these {SHORT}, so many stay when the screening changes: {'; '.join(told)}."


def _duties(study: Study) -> list[str]:
    frame = study.screened_duties()
    held = frame[frame["lines"] > 0]
    if held.empty:
        return []
    told = [
        f"{label(row)} {row['free']:.0f} of {row['lines']}{_highest(row)}{_laws(row['laws_most'])}"
        for row in rows_of(held[held["rank"] <= SHORT])
    ]
    return [
        f"Tariff lines held that are free for {held['reporter_name'].iloc[0]} (by {held['columns'].iloc[0]}): "
        f"{'; '.join(told) or 'none held of the short list'}. {_unjoined(study)}"
    ]


def _headings(study: Study) -> list[str]:
    """The headings of the tariff that come out first, and where the paper's examples stand."""
    sentences = []
    for exporter, part in study.tariff_headings().groupby("reporter_name", sort=False):
        first = rows_of(part)[0]
        laws = f"{first['partner_name']}'s tariff of {first['vintage']}"
        told = names(
            [f"{label(row)} ({row['product']}, {percent(row['top_6'], 0)})" for row in rows_of(part.head(SHORT))]
        )
        examples = part[part["example"] != ""].drop_duplicates("example")
        best = [f"{row['example']} {row['rank']:.0f}" for row in rows_of(examples)]
        ranks = f" Best ranks of the paper's examples: {names(best)}." if best else ""
        sentences.append(
            f"Headings of {laws}, by duty and other laws of their "
            f"lines for {exporter} and by size, growth and share of the chapter that holds them: the first {SHORT} of "
            f"the {first['candidates']} held are {told}; in brackets the heading, and how often it stays among them in "
            f"{count(first['draws'])} draws of weights.{ranks} Headings equal in all five stand in the order of their "
            "codes; which headings are held is no sample of the tariff."
        )
    return sentences


def _highest(row: dict[str, Any]) -> str:
    """The rates of the lines that are not free: the highest plain percentage, and how many have another rule."""
    told = f", others at most {percent(row['highest'])} of value" if row["highest"] == row["highest"] else ""
    return told + (f", {row['other_rule']:.0f} by another rule" if row["other_rule"] else "")


def _laws(most: float) -> str:
    return f", up to {most:.0f} other law{'s' if most > 1 else ''} on a line" if most else ", no other law"


def _unjoined(study: Study) -> str:
    rows = study.candidate_lines()
    codes = rows[rows["list"] == CODES]
    if len(codes):
        held = int((codes["lines"] > 0).sum())
        return f"Lines are held in {held} of the {len(codes)} products; no tariff line is set beside a WTO group."
    chapters = rows[(rows["list"] == CHAPTERS)]
    held = int((chapters["lines"] > 0).sum())
    return (
        f"Lines are held in {held} of the {len(chapters)} chapters, under some of their headings. Which headings make "
        "a WTO group is not held: no tariff line is set beside a group, and the two lists are not joined."
    )
