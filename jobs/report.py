"""From facts to the report: every section that the team's policy wants, and nothing that may not be told."""

from collections import Counter
from collections.abc import Iterable, Iterator

from auditors import BY_KEY
from core.auditor import silenced
from core.facts import Facts, Gap
from core.report import Note, People, PolicyStamp, Report, ReportGap, Section, UpcomingMeeting, Window
from core.team import TeamSettings
from core.week import rfc3339


def report_of(facts: Facts, settings: TeamSettings, *, policy_version: str, overlapping: bool) -> Report:
    """Return a team's report, exact values included: `Report.published` takes them out.

    `overlapping` says that an earlier team differs by too few people, so that all sections stay silent.
    """
    sections = tuple(
        _section(facts, settings, key, overlapping=overlapping).model_copy(
            update={"page_only": key not in settings.sections}
        )
        for key in settings.auditors
        if key in BY_KEY
    )
    away = sum(person.away for person in facts.people)
    return Report(
        team=settings.key,
        week=str(facts.week),
        window=Window(start=rfc3339(facts.window.start), end=rfc3339(facts.window.end)),
        people=People(members=facts.members, counted=len(facts.people) - away, away=away),
        sections=sections,
        upcoming=tuple(_upcoming(facts, settings, sections)),
        gaps=_gaps(facts.gaps),
        policy=PolicyStamp(version=policy_version),
    )


def _section(facts: Facts, settings: TeamSettings, key: str, *, overlapping: bool) -> Section:
    mute = settings.muted(key, facts.week)
    if mute is not None:
        values = {"reason": mute.reason, "until": mute.until.isoformat()}
        return Section(auditor=key, status="off", notes=(Note(key="muted", values={**values}),))
    section = BY_KEY[key].section(facts, settings.rules[key])
    return silenced(section, BY_KEY[key]) if overlapping else section


def _upcoming(facts: Facts, settings: TeamSettings, sections: Iterable[Section]) -> Iterator[UpcomingMeeting]:
    """Yield the meetings that measured sections may name."""
    for section in sections:
        auditor = BY_KEY[section.auditor]
        if section.status == "measured" and auditor.upcoming is not None:
            yield from auditor.upcoming(facts, settings.rules[section.auditor])


def _gaps(gaps: Iterable[Gap]) -> tuple[ReportGap, ...]:
    """Return the gaps, one for each source and reason."""
    counted = Counter[tuple[str, str]]()
    for gap in gaps:
        counted[gap.source, gap.reason] += gap.count
    return tuple(
        ReportGap(source=source, reason=reason, count=count) for (source, reason), count in sorted(counted.items())
    )
