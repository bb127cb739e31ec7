"""All that can be got ready of a delivery before it is claimed."""

from dataclasses import dataclass, replace
from datetime import date

from core.own_view import OwnNumbers
from core.policy import Target
from core.policy_file import Policy
from core.ports import Postman
from core.report import Report
from core.team import TeamSettings, team_settings
from core.week import Week
from jobs.history import history_of
from jobs.house import House
from jobs.output import reader_of
from jobs.personal import Personal, personal
from reports.card import as_bytes, card
from reports.own import in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A report, where it goes, and what its card needs."""

    postman: Postman
    report: Report
    history: tuple[Report, ...]
    """The weeks before."""
    team: TeamSettings
    policy: Policy
    target: Target
    earlier_policy: date | None = None
    """Since when the policy in force is there, where a newer one can't be read."""

    @property
    def week(self) -> Week:
        """The reporting week."""
        return Week.parse(self.report.week)

    async def reader(self, house: House) -> Personal:
        """Return when this route's reader may get the card, and what that reader alone is told.

        Raises:
            KadansError: it can't be known.
        """
        may_read = house.reading_refused(self.policy.tables) is None
        # Readers of a sandbox are made up, and nobody's evening is disturbed.
        return await personal(house, self.team, self.week, self.target, may_read=may_read, waits=not house.sandbox)

    def card(self, own: OwnNumbers | None) -> bytes:
        """Return the card; what concerns the reader alone goes into it and nowhere else."""
        reader = replace(reader_of(self.team, self.policy), earlier_policy=self.earlier_policy)
        told = card(
            self.report.published(), reader, history=self.history, own=in_words(own, reader.locale, reader.zone)
        )
        return as_bytes(told)


def ready_to_post(key: str, house: House, *, report: Report | None = None) -> Ready | None:
    """Return everything that can be got ready before the claim; None where the card is not wanted any more.

    Without a `report` the published one is told.

    Raises:
        PolicyError: the route can't be used as it is.
    """
    name, week, route = key.split("/")
    standing = house.policy()
    policy = standing.policy
    if name not in policy.tables.teams or route not in policy.tables.teams[name].routes:
        return None
    report = report or house.storage.reports.read(name, Week.parse(week))
    if report is None:
        return None
    target = policy.tables.routes[route]
    team = team_settings(policy, name)
    measured_under_it = bool(standing.problems) and report.policy.version == policy.stamp
    return Ready(
        postman=house.postman(target),
        report=report,
        history=history_of(house.storage.reports, name, Week.parse(week), agreements=team.team.agreements),
        team=team,
        policy=policy,
        target=target,
        earlier_policy=standing.since if measured_under_it else None,
    )
