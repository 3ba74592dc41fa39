"""The figures of the register of events and of the indicators (contract.md, section 1), and nowhere else."""

from events.figures.counts import (
    EventCounts,
    by_month,
    counts,
    counts_by_area,
)
from events.figures.indicators import BaselineFigures, IndicatorFigures, indicator_figures
from events.figures.offline import events_offline, offline_by_month, offline_totals

__all__ = [
    "BaselineFigures",
    "EventCounts",
    "IndicatorFigures",
    "by_month",
    "counts",
    "counts_by_area",
    "events_offline",
    "indicator_figures",
    "offline_by_month",
    "offline_totals",
]
