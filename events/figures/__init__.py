"""The figures of the register of events and of the indicators (contract.md, section 1), and nowhere else."""

from events.figures.counts import (
    EventCounts,
    by_month,
    counts,
    counts_by_area,
    offline_totals,
)
from events.figures.indicators import BaselineFigures, IndicatorFigures, indicator_figures

__all__ = [
    "BaselineFigures",
    "EventCounts",
    "IndicatorFigures",
    "by_month",
    "counts",
    "counts_by_area",
    "indicator_figures",
    "offline_totals",
]
