"""The published weeks before a report, on which its card's trend and agreements rest. They are read whenever a card is made."""

from collections.abc import Iterable

from core.agreement import weeks_of
from core.errors import KadansError
from core.policy import Agreement
from core.ports import ReportStore
from core.report import Report
from core.trend import earlier_weeks
from core.week import Week


def history_of(
    store: ReportStore, team: str, week: Week, *, agreements: Iterable[Agreement] = ()
) -> tuple[Report, ...]:
    """Return the stored reports of a team's eight weeks before one, and of those that its agreements need, oldest first.

    A week without a report is left out, and so is one that can't be read: a report of an earlier version must not hold up
    this week's card, and to trend and agreements both are gaps.
    """
    wanted = {*earlier_weeks(week)}
    for agreement in agreements:
        before, since = weeks_of(agreement, week)
        wanted |= {each for each in (*before, *since) if each < week}
    return tuple(report for each in sorted(wanted) if (report := _read(store, team, each)) is not None)


def _read(store: ReportStore, team: str, week: Week) -> Report | None:
    try:
        return store.read(team, week)
    except KadansError:
        return None
