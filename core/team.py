"""One team as the policy wants it: the organisation's settings with the team's own on top."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from functools import cache

from core.auditor import Rule
from core.errors import PolicyError
from core.facts import Signal
from core.meetings import MeetingRules
from core.policy import (
    DeclaredSchedule,
    Mute,
    Organisation,
    PolicyTables,
    Signals,
    Team,
    attending,
    zone_of,
)
from core.policy_file import Policy
from core.public_holidays import holidays_for
from core.week import Week
from core.worktime import Schedule, Span, WeekPattern, WorkCalendar

DEFAULT_HOURS: WeekPattern = {day: (Span(8 * 60, 17 * 60),) for day in range(5)}
DEFAULT_SECTIONS = ("off_hours_messages", "meeting_overload", "all_virtual_rule")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamSettings:
    """What one audit of one team needs of the policy."""

    key: str
    name: str
    team: Team
    organisation: Organisation
    signals: Signals
    zone: tzinfo
    country: str
    locale: str
    calendar: WorkCalendar
    schedules: Mapping[str, Schedule]
    """Object id, lower case, to the declared schedule."""
    sections: tuple[str, ...]
    """What the card shows, in this order."""
    further: tuple[str, ...]
    """What the page shows beside them."""
    rules: Mapping[str, Rule]
    smallest_group: int
    exempt_categories: frozenset[str]
    """Case-folded, as those below."""
    social_categories: frozenset[str]
    learning_categories: frozenset[str]
    office_networks: tuple[str, ...]
    broadcast_over: int
    count_outsiders: bool
    report_at: tuple[int, time]
    sample_work_location: bool

    def allows(self, signal: Signal) -> bool:
        """Tell whether the policy switches a signal on."""
        return self.sample_work_location if signal is Signal.LOCATION else self.signals.on(signal)

    @property
    def auditors(self) -> tuple[str, ...]:
        """Every auditor that looks at this team."""
        return (*self.sections, *self.further)

    def muted(self, auditor: str, week: Week) -> Mute | None:
        """Return the mute that silences an auditor in a week: one that has not ended when the week begins."""
        return next((m for m in self.team.mutes if m.auditor == auditor and m.until >= week.monday), None)

    def meeting_rules(self, *, guests: frozenset[str], rooms: frozenset[str]) -> MeetingRules:
        """Return what decides about meetings."""
        return MeetingRules(
            domains=frozenset(self.organisation.domains),
            guests=guests,
            counts_as_attending=attending(self.organisation),
            broadcast_over=self.broadcast_over,
            rooms=rooms,
        )


SMALL_TEAMS = "organisation.small-teams"
"""Under this key the small teams are one more team. No key of the policy has a dot."""


def team_settings(policy: Policy, key: str) -> TeamSettings:
    """Return the settings in force for a team.

    Raises:
        PolicyError: the policy has no such team.
    """
    teams = policy.tables.teams
    if key not in teams:
        raise PolicyError(f"The policy has no [teams.{key}]. It has: {', '.join(teams) or 'no teams'}.")
    return _in_force(policy, key, teams[key], policy.rules[key])


def small_teams_settings(policy: Policy, teams: Iterable[TeamSettings]) -> TeamSettings:
    """Return the settings for small teams taken together: the organisation's own, with the declared schedules of all of them."""
    kinds = {name: type(rule) for rules in policy.rules.values() for name, rule in rules.items()}
    rules = {name: kind.model_validate(policy.tables.auditors.get(name, {})) for name, kind in kinds.items()}
    # A team needs a source of members; this one is never asked.
    together = _in_force(policy, SMALL_TEAMS, Team(reports_of=SMALL_TEAMS), rules)
    return replace(together, schedules={person: each for team in teams for person, each in team.schedules.items()})


def _in_force(policy: Policy, key: str, team: Team, rules: Mapping[str, Rule]) -> TeamSettings:
    tables, organisation = policy.tables, policy.tables.organisation

    def setting[T](name: str, default: T) -> T:
        for layer in (team, organisation):
            value: T | None = getattr(layer, name)
            if value is not None:
                return value
        return default

    no_texts: tuple[str, ...] = ()
    country = setting("country", "")
    subdivision = team.subdivision if team.subdivision is not None or team.country else organisation.subdivision
    hours = setting("default_hours", DEFAULT_HOURS)
    full_time = setting("full_time_hours", 0.0) * 3600 or _weekly_seconds(hours)
    zone = zone_of(setting("zone", organisation.zone))
    sections = team.sections or DEFAULT_SECTIONS
    return TeamSettings(
        key=key,
        name=team.name or key,
        team=team,
        organisation=organisation,
        signals=tables.signals,
        zone=zone,
        country=country,
        locale=setting("locale", "en"),
        calendar=WorkCalendar(
            zone=zone,
            default=hours,
            full_time_seconds=round(full_time),
            closures=frozenset(setting("closures", ())),
            holidays=holidays_for(country, subdivision or ""),
        ),
        schedules={
            person.casefold(): declared(tables.schedules[name], zone) for person, name in team.schedules.items()
        },
        sections=sections,
        further=further_auditors(tables, team, known=rules),
        rules=rules,
        smallest_group=tables.privacy.floor,
        exempt_categories=_folded(setting("exempt_categories", no_texts)),
        social_categories=_folded(setting("social_categories", no_texts)),
        learning_categories=_folded(setting("learning_categories", no_texts)),
        office_networks=setting("office_networks", no_texts),
        broadcast_over=setting("broadcast_over", 50),
        count_outsiders=setting("count_outsiders", False),
        report_at=team.report_at,
        sample_work_location=tables.privacy.sample_work_location,
    )


def declared(schedule: DeclaredSchedule, zone: tzinfo) -> Schedule:
    """Return a schedule of the policy; without a zone of its own it is in the team's."""
    return Schedule(
        week=schedule.week,
        week_2=schedule.week_2,
        anchor=schedule.anchor,
        zone=zone_of(schedule.zone) if schedule.zone else zone,
        valid_from=schedule.from_,
        valid_until=schedule.until,
        duty=schedule.duty or {},
    )


def further_auditors(tables: PolicyTables, team: Team, *, known: Iterable[str]) -> tuple[str, ...]:
    """Return the auditors that a table of their own switches on, in the order of those `known`.

    The three of the default are no part of it: a team that leaves one of them out of its `sections` does without.
    """
    switched_on = tables.auditors.keys() | team.auditors.keys()
    on_the_card = {*(team.sections or DEFAULT_SECTIONS), *DEFAULT_SECTIONS}
    return tuple(name for name in known if name in switched_on and name not in on_the_card)


@cache
def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


def _weekly_seconds(hours: WeekPattern) -> int:
    return sum((span.end - span.start) * 60 for spans in hours.values() for span in spans)


def reading_refused(tables: PolicyTables, now: datetime) -> str | None:
    """Return why a real tenant must not be read now, as a sentence; None where it may. Days are those of the organisation."""
    governance, today = tables.governance, now.astimezone(zone_of(tables.organisation.zone)).date()
    if missing := governance.missing():
        return (
            f"[governance] lacks {', '.join(missing)}: a real tenant is read only on a complete legal footing. "
            "docs/privacy.md says what each one means."
        )
    if governance_ended(governance.until, today):
        return f"[governance] until = {governance.until}: the agreed period is over, so nothing is read any more."
    if governance.informed_on is not None and governance.informed_on > today:
        return f"[governance] informed_on = {governance.informed_on}: nothing is read before people have been informed."
    return None


def governance_ended(until: date | None, today: date) -> bool:
    """Tell whether the agreed period is over: then nothing is read any more."""
    return until is not None and today > until
