"""Frames of a study worked out once: its sentences, figures and tables ask for the same ones."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.study.pair import Pair

P = ParamSpec("P")
OfPair = TypeVar("OfPair", bound="Pair")


def once(make: Callable[Concatenate[OfPair, P], pd.DataFrame]) -> Callable[Concatenate[OfPair, P], pd.DataFrame]:
    """Work out a frame of a study once; every caller gets a copy, so that changing one changes no other."""

    @functools.wraps(make)
    def made(study: OfPair, /, *args: P.args, **kwargs: P.kwargs) -> pd.DataFrame:
        key = (make.__module__, make.__qualname__, args, tuple(sorted(kwargs.items())))
        if key not in study.made:
            study.made[key] = make(study, *args, **kwargs)
        return study.made[key].copy()

    return made
