"""Tell whether days at the office are spent together, or on a screen that could have stayed at home.

Why: the journey to the office pays off in company. Whoever travels there to sit in online meetings with people elsewhere gets the
worst of both; whoever keeps focus work for home and meetings for the office gets the best.

Chosen where METRICS.md is silent: a day is the person's local day, its place the one sampled on that date; what was not sampled is
unknown, and no day at home. Coverage is counted in days: of those on which counted people with a readable calendar are expected to
work, at least 7 in 10 have a place. A meeting is in company where a room was booked that did not decline, or another member attends
whose place that day is the office; it is undecided, and left out, where neither is so and the place of another member who attends
is unknown; else it is on a screen alone. Of meetings at the same time, one in company decides, then one undecided. Focus blocks are
those of focus_time, of single days. A day at home is compared with one at the office per expected hour, so that half days weigh
half, and told for the person's average day; only people with days of both kinds are compared, and only where they reach the floor.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from core import privacy
from core.auditor import (
    Auditor,
    Rule,
    Words,
    calendar_notes,
    coverage_note,
    hours_value,
    share_value,
    suppressed,
    unmeasured,
)
from core.facts import Facts, Meeting, Person, PersonKey, Response, Signal, WorkPlace
from core.freetime import free_time
from core.hybrid import places_at
from core.intervals import Interval, Intervals, clipped, minus, seconds, union
from core.report import Level, Measure, Note, Section
from core.week import instant
from core.words import N_

KEY = "office_day_fit"
SHARE, GAIN = "screen_only_share", "home_focus_gain_hours"


class OfficeDayFit(Rule):
    """From when on screens fill the days at the office, and how long a focus block is."""

    warn_percent: Annotated[int, Field(ge=20, le=100, json_schema_extra={"unit": "%", "step": 5})] = 50
    """Share of meeting time on days at the office: from half on, the journey was mostly for a screen."""
    block_hours: Annotated[float, Field(ge=1, le=4, json_schema_extra={"unit": "hours", "step": 0.5})] = 2
    """From this length on a free stretch is a focus block, as in the section on time to focus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """One local day of one person on which work is expected or a place is known."""

    when: Interval
    expected: int
    """Seconds."""
    place: WorkPlace | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Company:
    """Who of the team was in a meeting, and where."""

    room: bool
    office: frozenset[PersonKey] = field(repr=False)
    unknown: frozenset[PersonKey] = field(repr=False)


def audit(facts: Facts, rule: OfficeDayFit) -> Section:
    """Return how much of the meetings on office days was on a screen alone, and what a day at home gives in focus time."""
    counted = facts.readable(lambda person: person.calendar_read)
    if counted is None:
        return unmeasured(KEY, "coverage_low", source="calendar")
    weeks = [tuple(_days(person, facts)) for person in counted]
    asked = [day.place is not None for days in weeks for day in days if day.expected]
    if not privacy.covers_enough(sum(asked), asked=len(asked)):
        return unmeasured(KEY, "coverage_low", source="location")
    if len(counted) < facts.smallest_group:
        return suppressed(KEY)

    share, level, remarks = _share(facts, counted, weeks, rule)
    gain, more = _gain(facts, counted, weeks, rule)
    return Section(
        auditor=KEY,
        status="measured",
        level=level,
        measures=(*share, *gain),
        notes=(
            *calendar_notes(facts, counted),
            coverage_note("location", sum(asked), len(asked)),
            *remarks,
            *more,
        ),
        settings=rule.model_dump(),
    )


def _days(person: Person, facts: Facts) -> Iterable[_Day]:
    zone = person.expected.zone
    for number in range(7):
        day = facts.week.monday + timedelta(days=number)
        when = _clip(_local(day, zone), facts.window)
        expected, place = seconds(clipped(person.expected.instants, when)), person.places.get(day)
        if expected or place:
            yield _Day(when=when, expected=expected, place=place)


def _local(day: date, zone: tzinfo) -> Interval:
    start, end = (datetime.combine(each, time(), zone) for each in (day, day + timedelta(days=1)))
    return Interval(instant(start), instant(end))


def _clip(when: Interval, window: Interval) -> Interval:
    return next(iter(clipped((when,), window)), Interval(window.start, window.start))


def _share(
    facts: Facts, counted: Sequence[Person], weeks: Sequence[Sequence[_Day]], rule: OfficeDayFit
) -> tuple[tuple[Measure, ...], Level | None, tuple[Note, ...]]:
    """Return the share of meeting time on office days that was on a screen alone, and its level; neither where few had any."""
    company = _companies(facts)
    alone, whole = list[int](), list[int]()
    for person, days in zip(counted, weeks, strict=True):
        on_screen, decided = 0, 0
        for day in days:
            if day.place is WorkPlace.OFFICE:
                screen, together = _parted(person, day.when, company)
                on_screen += screen
                decided += screen + together
        alone.append(on_screen)
        whole.append(decided)
    measure = share_value(SHARE, alone, whole)
    if measure is None or not privacy.carried_by_enough(whole):
        return (), None, (Note(key="few_office_days"),)
    much = measure.told and sum(alone) * 100 >= rule.warn_percent * sum(whole)
    return (measure,), "warn" if much else "good", ()


def _parted(person: Person, day: Interval, company: Mapping[str, _Company]) -> tuple[int, int]:
    """Return the seconds of a day in meetings on a screen alone, and in company; what is undecided is in neither."""
    screen, together, undecided = list[Interval](), list[Interval](), list[Interval]()
    for meeting in person.meetings:
        when = clipped((meeting.when,), day)
        if not when:
            continue
        there = company[meeting.key]
        if there.room or there.office - {person.key}:
            together += when
        elif there.unknown - {person.key}:
            undecided += when
        else:
            screen += when
    joined: Intervals = union(together)
    return seconds(minus(union(screen), union((*together, *undecided)))), seconds(joined)


def _companies(facts: Facts) -> dict[str, _Company]:
    """Return for each meeting which members attend, as far as a calendar or an answer tells, and where they are."""
    around, there = facts.around, defaultdict[str, set[PersonKey]](set)
    meetings = dict[str, Meeting]()
    for person in facts.people:
        for meeting in person.meetings:
            if clipped((meeting.when,), facts.window):
                there[meeting.key].add(person.key)
                meetings[meeting.key] = meeting
    found = dict[str, _Company]()
    for key, meeting in meetings.items():
        there[key] |= {
            around.members[each.address]
            for each in meeting.people
            if each.address in around.members and each.response in around.attending
        }
        places = places_at(facts.people, meeting)
        known = {each: places.get(each.casefold()) for each in there[key]}
        found[key] = _Company(
            room=any(room.response is not Response.DECLINED for room in meeting.rooms),
            office=frozenset(each for each, place in known.items() if place is WorkPlace.OFFICE),
            unknown=frozenset(each for each, place in known.items() if place is None),
        )
    return found


def _gain(
    facts: Facts, counted: Sequence[Person], weeks: Sequence[Sequence[_Day]], rule: OfficeDayFit
) -> tuple[tuple[Measure, ...], tuple[Note, ...]]:
    """Return by how much focus time a day at home exceeds one at the office, typically, of people with both kinds."""
    block = Fraction(str(rule.block_hours)) * 3600
    gains = list[Fraction]()
    for person, days in zip(counted, weeks, strict=True):
        home, office = (
            [day for day in days if day.expected and day.place is place]
            for place in (WorkPlace.REMOTE, WorkPlace.OFFICE)
        )
        if home and office:
            free = free_time(person, facts.window)
            average = Fraction(sum(day.expected for day in (*home, *office)), len(home) + len(office))
            gains.append((_focus(free, home, block) - _focus(free, office, block)) * average / 3600)
    if len(gains) < facts.smallest_group:
        return (), (Note(key="few_with_both"),)
    return (hours_value(GAIN, privacy.typical(gains)),), ()


def _focus(free: Intervals, days: Sequence[_Day], block: Fraction) -> Fraction:
    """Return the share of the expected time of some days that lies in focus blocks."""
    focus = sum(each.seconds for day in days for each in clipped(free, day.when) if each.seconds >= block)
    return Fraction(focus, sum(day.expected for day in days))


WORDS = Words(
    title=N_("Days at the office"),
    lead={SHARE: N_("Of meeting time at the office, on a screen alone")},
    headline={
        "good": N_("Days at the office are days together"),
        "warn": N_("Days at the office go by on a screen"),
    },
    change={
        "better": N_("Days at the office were spent more together"),
        "worse": N_("Days at the office were spent more on a screen"),
    },
    definition=N_(
        "Of the meeting time on people's days at the office: the share in meetings without a room and without another member of "
        "the team on site. From {warn_percent} % on it is worth a talk. Where somebody works is what that person has set in "
        "Microsoft 365, looked at once each working day; a meeting that can't be told by it doesn't count. Calendars tell what was "
        "planned."
    ),
    question={
        "good": N_("What do you keep for the days together? That is the best reason to travel."),
        "warn": N_(
            "Would a shared day at the office, with the meetings that need a room, be worth trying for a month?"
        ),
    },
    measures={
        SHARE: N_("Meeting time at the office, on a screen alone"),
        GAIN: N_("More focus time on a day at home than at the office (below zero: less)"),
    },
    notes={
        "few_office_days": N_("Too few people had meetings on days at the office to tell a share."),
        "few_with_both": N_("Too few people had days of both kinds to compare their focus time."),
    },
)

AUDITOR = Auditor(
    key=KEY,
    why=N_(
        "Days together: whoever travels to the office finds the others there, and focus work has its place at home."
    ),
    needs=frozenset({Signal.CALENDAR, Signal.LOCATION}),
    rule=OfficeDayFit,
    audit=audit,
    lead=SHARE,
    more="worse",
    words=WORDS,
)
