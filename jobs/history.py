"""The published weeks before a report, on which its card's trend rests. They are read whenever a card is made."""

from core.errors import KadansError
from core.ports import ReportStore
from core.report import Report
from core.trend import earlier_weeks
from core.week import Week


def history_of(store: ReportStore, team: str, week: Week) -> tuple[Report, ...]:
    """Return the stored reports of a team's eight weeks before one, oldest first.

    A week without a report is left out, and so is one that can't be read: a report of an earlier version must not hold up
    this week's card, and to the trend both are gaps.
    """
    return tuple(report for each in earlier_weeks(week) if (report := _read(store, team, each)) is not None)


def _read(store: ReportStore, team: str, week: Week) -> Report | None:
    try:
        return store.read(team, week)
    except KadansError:
        return None
