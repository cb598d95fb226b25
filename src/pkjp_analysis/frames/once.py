"""Frames of a study worked out once: its sentences, figures and tables ask for the same ones."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from pkjp_analysis.lineage import asked_for, recorded

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.study.pair import Pair

P = ParamSpec("P")
OfPair = TypeVar("OfPair", bound="Pair")


def once(make: Callable[Concatenate[OfPair, P], pd.DataFrame]) -> Callable[Concatenate[OfPair, P], pd.DataFrame]:
    """Work out a frame of a study once; every caller gets a copy, so that changing one changes no other.

    The frame carries the rows of data/raw that it rests on (`pkjp_analysis.lineage`), and a frame made from it adds
    them to its own.
    """
    return _once(make, selected=False)


def selection(make: Callable[Concatenate[OfPair, P], pd.DataFrame]) -> Callable[Concatenate[OfPair, P], pd.DataFrame]:
    """As `once`, for rows that each stand for themselves: a frame made from some of them rests on these alone."""
    return _once(make, selected=True)


def _once(
    make: Callable[Concatenate[OfPair, P], pd.DataFrame], selected: bool
) -> Callable[Concatenate[OfPair, P], pd.DataFrame]:
    @functools.wraps(make)
    def made(study: OfPair, /, *args: P.args, **kwargs: P.kwargs) -> pd.DataFrame:
        key = (make.__module__, make.__qualname__, args, tuple(sorted(kwargs.items())))
        if key not in study.made:
            name = f"{make.__module__}.{make.__qualname__}"
            study.made[key] = recorded(name, lambda: make(study, *args, **kwargs), selected)
        return asked_for(study.made[key].copy())

    return made
