"""Tell how many hybrid meetings put some people in a room and others on a screen: one virtual, all virtual.

Why: whoever joins a full room from home hears half of it. If one person is remote, everybody joins on an own screen, also those who
sit together. Meetings that are meant to be in one room (a kick-off, a brainstorm) are exempt by their category.

Chosen where METRICS.md is silent: the sampled place of a day counts for meetings that begin on that local day of the person.
"""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from core import privacy
from core.auditor import Auditor, Rule, Words, coverage_note, suppressed, unmeasured
from core.calls import CallRecord
from core.facts import Availability, Facts, Meeting, Response, Signal
from core.hybrid import Judgement, Verdict, judged, places_at, records_of
from core.intervals import Interval
from core.links import link_key
from core.report import Level, Measure, Note, Section, UpcomingMeeting
from core.week import rfc3339
from core.words import N_

KEY = "all_virtual_rule"
AT_RISK = "at_risk_next_week"
_A_DAY = 24 * 3600
_NAMED_FROM = 5


class AllVirtualRule(Rule):
    """From when on broken meetings weigh."""

    min_invitees: Annotated[int, Field(ge=2, le=50, json_schema_extra={"unit": "people"})] = 3
    """Meetings with fewer invited people are left alone: two people can't leave anybody behind."""
    warn_broken: Annotated[int, Field(ge=2, le=20, json_schema_extra={"unit": "meetings"})] = 2
    """Under two a single bad afternoon would raise the level."""
    warn_percent: Annotated[int, Field(ge=5, le=100, json_schema_extra={"unit": "%", "step": 5})] = 20
    """Share of the decided meetings that broke the rule: one in five is more than an exception."""
    alert_decided: Annotated[int, Field(ge=3, le=50, json_schema_extra={"unit": "meetings"})] = 4
    """With fewer decided meetings a half says little."""
    alert_percent: Annotated[int, Field(ge=10, le=100, json_schema_extra={"unit": "%", "step": 5})] = 50
    """Share of the decided meetings that broke the rule: from half on the rule is not the habit."""


def audit(facts: Facts, rule: AllVirtualRule) -> Section:
    """Return the verdicts on the week's hybrid meetings, and how many meetings of the coming week are at risk."""
    at_risk = _meetings(AT_RISK, len(risky(facts, rule)))
    readable = facts.readable(lambda person: person.calendar_read)
    if readable is None:
        section = unmeasured(KEY, "coverage_low", source="calendar")
        return section.model_copy(update={"measures": (at_risk,)})
    if len(readable) < facts.smallest_group:
        return suppressed(KEY).model_copy(update={"measures": (at_risk,)})

    notes = [coverage_note("calendar", len(readable), len(facts.counted))]
    calls = facts.signals.get(Signal.CALLS, Availability.OFF)
    if facts.calls_expired or calls is not Availability.READ:
        why = "expired" if facts.calls_expired and calls is Availability.READ else str(calls)
        notes.append(Note(key=f"calls_{why}"))
        return Section(
            auditor=KEY, status="measured", measures=(at_risk,), notes=tuple(notes), settings=rule.model_dump()
        )

    if facts.signals.get(Signal.LOCATION) is Availability.READ:
        notes.append(Note(key="places_sampled"))
    judgements = [judgement for _, judgement in verdicts(facts, rule)]
    found = [judgement.verdict for judgement in judgements]
    kept, broken, unknown = (found.count(verdict) for verdict in (Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN))
    measures = [
        _meetings("hybrid", sum(judgement.hybrid for judgement in judgements)),
        _meetings("kept", kept, n=kept + broken),
        _meetings("broken", broken, n=kept + broken),
        _meetings("unknown", unknown),
    ]
    if kept + broken:
        share = Fraction(broken, kept + broken)
        measures.append(Measure(key="broken_share", value=privacy.share(share), unit="share", exact=float(share)))
    return Section(
        auditor=KEY,
        status="measured",
        level=_level(kept=kept, broken=broken, rule=rule),
        measures=(*measures, at_risk),
        notes=tuple(notes),
        settings=rule.model_dump(),
    )


def upcoming(facts: Facts, rule: AllVirtualRule) -> tuple[UpcomingMeeting, ...]:
    """Return the meetings at risk that may be named: 5 or more members and at least half of the team are invited."""
    return tuple(
        UpcomingMeeting(
            start=rfc3339(meeting.when.start), minutes=round(meeting.when.seconds / 60), invitees=meeting.size
        )
        for meeting in risky(facts, rule)
        if (invited := _members_invited(meeting, facts)) >= _NAMED_FROM and invited * 2 >= facts.members
    )


def risky(facts: Facts, rule: AllVirtualRule) -> tuple[Meeting, ...]:
    """Return the coming week's meetings with an accepted room, an online link, and enough invitees."""
    if facts.coming is None:
        return ()
    return tuple(
        meeting
        for meeting in facts.meetings
        if meeting.rooms
        and _concerned(meeting, facts, rule, facts.coming)
        and any(room.response is Response.ACCEPTED for room in meeting.rooms)
    )


def verdicts(facts: Facts, rule: AllVirtualRule) -> Iterator[tuple[Meeting, Judgement]]:
    """Yield the week's meetings that the rule is about, each with its verdict."""
    by_link: defaultdict[str, list[CallRecord]] = defaultdict(list)
    for record in facts.calls:
        by_link[record.join_link].append(record)
    for meeting in facts.meetings:
        if _concerned(meeting, facts, rule, facts.window):
            records = by_link.get(link_key(meeting.join_link), []) if by_link and meeting.join_link else []
            yield (
                meeting,
                judged(meeting, records_of(meeting, records), facts.around, places_at(facts.people, meeting)),
            )


def _concerned(meeting: Meeting, facts: Facts, rule: AllVirtualRule, week: Interval) -> bool:
    """Tell whether the rule is about a meeting: it began in the week, has a link and enough invitees, and is not exempt."""
    return (
        week[0] <= meeting.when[0] < week[1]
        and meeting.online
        and meeting.shows_busy
        and meeting.size >= rule.min_invitees
        and 0 < meeting.when.seconds < _A_DAY
        and not (meeting.cancelled or meeting.private or meeting.broadcast)
        and not meeting.categories & facts.around.exempt_categories
        and (bool(meeting.holders) or _members_invited(meeting, facts) > 0)
    )


def _members_invited(meeting: Meeting, facts: Facts) -> int:
    by_address = {facts.around.members[each.address] for each in meeting.people if each.address in facts.around.members}
    return len(by_address | meeting.holders)


def _meetings(key: str, count: int, *, n: int | None = None) -> Measure:
    return Measure(key=key, value=count, unit="meetings", n=n, exact=count)


def _level(*, kept: int, broken: int, rule: AllVirtualRule) -> Level | None:
    decided = kept + broken
    if not decided:
        return None
    if decided >= rule.alert_decided and broken * 100 >= rule.alert_percent * decided:
        return "alert"
    if broken >= rule.warn_broken and broken * 100 >= rule.warn_percent * decided:
        return "warn"
    return "good"


WORDS = Words(
    title=N_("One virtual, all virtual"),
    lead={"kept": N_("Hybrid meetings where everybody had a screen")},
    headline={
        "good": N_("Hybrid meetings treat everybody alike"),
        "warn": N_("Some hybrid meetings leave remote colleagues behind"),
        "alert": N_("Remote colleagues are left behind as often as not"),
    },
    change={
        "better": N_("Hybrid meetings went better"),
        "worse": N_("Hybrid meetings left more people behind"),
    },
    definition=N_(
        "From call records. Left behind: a room and a remote colleague took part, and two or more of those who had accepted (at "
        "least three in ten) had no screen of their own. Alike: everybody had one. Anything else is unclear and doesn't count. "
        "Online meetings of {min_invitees} or more; private ones, broadcasts and those meant for one room are left out."
    ),
    question={
        "good": N_("What makes hybrid meetings work here? New colleagues will want to know."),
        "warn": N_(
            "In which room did people share one screen? Next time everybody opens the laptop, the room does the sound."
        ),
        "alert": N_('Would "one remote, everybody on an own screen" be an agreement worth trying for a month?'),
    },
    measures={
        "hybrid": N_("Hybrid meetings"),
        "kept": N_("Everybody on an own screen"),
        "broken": N_("People shared a room's screen while others were remote"),
        "unknown": N_("Unclear, not counted"),
        "broken_share": N_("Share of the decided ones that broke the rule"),
        "at_risk_next_week": N_("Next week: a room is booked and there is an online link"),
    },
    notes={
        "calls_signal_off": N_("The past week has no verdict: the policy does not switch call records on."),
        "calls_not_granted": N_("The past week has no verdict: the app lacks CallRecords.Read.All."),
        "calls_unreadable": N_("The past week has no verdict: call records could not be read this time."),
        "calls_expired": N_("The past week has no verdict: call records live for 30 days."),
    },
    own={
        "kept": N_("Hybrid meetings of yours where everybody had a screen"),
        "broken": N_("Hybrid meetings of yours where people shared a room's screen"),
        "unknown": N_("Online meetings of yours that stay unclear"),
    },
)

AUDITOR = Auditor(
    key=KEY,
    why=N_("No two classes of colleagues: if one person is remote, everybody joins on an own screen."),
    needs=frozenset({Signal.CALENDAR}),
    better_with=frozenset({Signal.CALLS, Signal.LOCATION}),
    rule=AllVirtualRule,
    audit=audit,
    lead="kept",
    more="better",
    words=WORDS,
    needs_expected_time=False,
    always_told=frozenset({AT_RISK}),
    upcoming=upcoming,
)
