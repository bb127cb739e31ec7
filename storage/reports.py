"""Published reports, a tenant's apart from another's. A published team-week is final; after 13 months it is forgotten."""

from datetime import date

from core.errors import KadansError
from core.ports import Papers
from core.report import Report
from core.week import Week

KEPT_MONTHS = 13
"""A year to compare with, and the month in which somebody looks."""


class StoredReports:
    """The `ReportStore` port on documents."""

    def __init__(self, papers: Papers, *, tenant: str) -> None:
        self._papers = papers
        self._root = f"reports/{plain(tenant)}"

    def read(self, team: str, week: Week) -> Report | None:
        """Return a published report, or None where the team-week has none.

        Raises:
            KadansError: there is one, and it can't be read.
        """
        name = self._name(team, str(week))
        content = self._papers.read(name)
        try:
            return None if content is None else Report.from_json(content)
        except ValueError:
            raise KadansError(f"KADANS_STORAGE: {name} is no report of this version.") from None

    def publish(self, report: Report) -> None:
        """Keep a report. A team-week that is published already stays as it is."""
        self._papers.create(self._name(report.team, report.week), report.to_json().encode())

    def weeks(self, team: str) -> frozenset[Week]:
        """Return the weeks of a team that have a report."""
        return frozenset(_week(name) for name in self._papers.names(f"{self._root}/{team}/"))

    def published(self) -> list[tuple[str, Week]]:
        """Return the team and week of every report, sorted."""
        names = self._papers.names(f"{self._root}/")
        return sorted((name.split("/")[-2], _week(name)) for name in names)

    def purge(self, today: date) -> int:
        """Forget the reports of weeks that ended more than 13 months before a day; return how many."""
        oldest = months_before(today, KEPT_MONTHS)
        old = [name for name in self._papers.names(f"{self._root}/") if _week(name).following.monday < oldest]
        for name in old:
            self._papers.remove(name)
        return len(old)

    def _name(self, team: str, week: str) -> str:
        return f"{self._root}/{team}/{week}.json"


def plain(tenant: str) -> str:
    """Return a tenant's id as a part of a name."""
    name = "".join(c if c.isalnum() or c in "-." else "_" for c in tenant)
    return name if name.strip(".") else "_" * len(name)  # '..' would lead out of the folder


def months_before(day: date, months: int) -> date:
    """Return the same day of an earlier month, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(f"{day} has no month before it")


def _week(name: str) -> Week:
    return Week.parse(name.rpartition("/")[2].removesuffix(".json"))
