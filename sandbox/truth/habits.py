"""The true numbers of rest_time and meeting_hygiene."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.company import Company
from sandbox.company.meetings import Meeting
from sandbox.company.people import Team
from sandbox.presence import Presence, Present
from sandbox.truth.messages import is_message
from sandbox.truth.overload import BROADCAST, SHOWING, Sitting, seen_invitees, sittings_of
from sandbox.truth.shares import level_by_people, readable_enough, withheld
from sandbox.wall_clock import at, midnight, minute_of

REST = timedelta(hours=11)
WARN_NIGHTS, ALERT_NIGHTS = 1, 3
WARN_LUNCHES, ALERT_LUNCHES = 2, 4


def rest_time(company: Company, team: Team, present: Present) -> dict[str, Any]:
    """Return status, level and exact values of METRICS.md, section 3, "rest_time".

    Choices: nights between two days of the same week; a meeting belongs to the day in which it begins.
    """
    people = present.readable()
    status = readable_enough(readable=len(people), counted=len(present.counted))
    if status != "measured":
        return withheld(status)
    reading = {presence.person.mail for presence in (*people, *present.away)}
    written: defaultdict[str, list[datetime]] = defaultdict(list)
    for message in company.messages:
        if is_message(message) and (message.chat or message.team == team.group):
            written[message.writer].append(message.sent.replace(microsecond=0))
    nights = [_nights(company, presence, present, reading, written[presence.person.id]) for presence in people]
    short = [sum(rest < REST for rest in each) for each in nights]
    over = {limit: sum(each >= limit for each in short) for limit in (WARN_NIGHTS, ALERT_NIGHTS)}
    exact: dict[str, float] = {
        "people_over_warn": over[WARN_NIGHTS],
        "people_over_alert": over[ALERT_NIGHTS],
        "nights": sum(len(each) for each in nights),
        "short_nights": sum(short),
    }
    level = level_by_people(people=len(people), over_warn=over[WARN_NIGHTS], over_alert=over[ALERT_NIGHTS])
    return {"status": "measured", "level": level, "n": len(people), "exact": exact}


def _nights(
    company: Company, presence: Presence, present: Present, reading: set[str], written: list[datetime]
) -> list[timedelta]:
    monday = present.monday
    window = (midnight(monday), midnight(monday + timedelta(days=7)))
    spans = [(sent, sent) for sent in written]
    spans += [(each.meeting.start, each.meeting.end) for each in sittings_of(company, presence, present, reading)]
    days: defaultdict[date, list[tuple[datetime, datetime]]] = defaultdict(list)
    for start, end in spans:
        if window[0] <= start < window[1]:
            days[_day(start, presence)].append((start, end))
    found: list[timedelta] = []
    for number in range(6):
        today, tomorrow = (days.get(monday + timedelta(days=number + more)) for more in (0, 1))
        if today and tomorrow:
            rest = min(start for start, _ in tomorrow) - max(end for _, end in today)
            found.append(max(rest, timedelta()))
    return found


def _day(moment: datetime, presence: Presence) -> date:
    """Return the day that *moment* belongs to: it ends at four, or after a rostered shift that is under way then.

    After such a shift it goes on for eight hours, or until halfway to the next one, but never past the next four o'clock.
    """
    zone = ZoneInfo(presence.hours.zone)
    day = (moment.astimezone(zone).replace(tzinfo=None) - timedelta(hours=4)).date()
    four = minute_of(at(day, "04:00", presence.hours.zone))
    if presence.hours.source != "roster" or not {four - 1, four} <= presence.around:
        return day
    end = four
    while end in presence.around:
        end += 1
    following = min((minute for minute in presence.around if minute > end), default=None)
    limit = 60.0 * (end + 480)
    if following is not None:
        limit = min(limit, 30 * (end + following))
    return day - timedelta(days=1) if moment.timestamp() < limit else day


def meeting_hygiene(company: Company, present: Present) -> dict[str, Any]:
    """Return status, level and exact values of METRICS.md, section 3, "meeting_hygiene".

    Choices: the last 4 weeks end with the audited one; series are those of members whose calendar is read.
    """
    people = present.readable()
    status = readable_enough(readable=len(people), counted=len(present.counted))
    if status != "measured":
        return withheld(status)
    reading = {presence.person.mail for presence in (*people, *present.away)}
    mine = [(presence, sittings_of(company, presence, present, reading)) for presence in people]
    lunches = [_lunches(presence, sittings) for presence, sittings in mine]
    over = {limit: sum(len(days) >= limit for days in lunches) for limit in (WARN_LUNCHES, ALERT_LUNCHES)}
    exact: dict[str, float] = {
        "people_over_warn": over[WARN_LUNCHES],
        "people_over_alert": over[ALERT_LUNCHES],
        "lunch_hours": sum(sum(days.values()) for days in lunches) / 60,
        "overbooked_hours": sum(_overbooked(sittings) for _, sittings in mine) / 60,
        "silent_series": _silent_series(company, present),
    }
    begun = [_begun(sittings, present) for _, sittings in mine]
    if sum(len(each) for each in begun):
        close = sum(_without_gap(each, sittings) for each, (_, sittings) in zip(begun, mine, strict=True))
        exact["no_gap_share"] = close / sum(len(each) for each in begun)
    asked = [answer for presence, _ in mine for answer in _asked(company, presence, present, reading)]
    if asked:
        exact["unanswered_share"] = asked.count("none") / len(asked)
    level = level_by_people(people=len(people), over_warn=over[WARN_LUNCHES], over_alert=over[ALERT_LUNCHES])
    return {"status": "measured", "level": level, "n": len(people), "exact": exact}


def _lunches(presence: Presence, sittings: list[Sitting]) -> Counter[date]:
    """Return how many minutes of each local day's lunch hour lie in meetings."""
    zone, found = ZoneInfo(presence.hours.zone), Counter[date]()
    for minute in frozenset[int]().union(*(sitting.minutes for sitting in sittings)):
        local = datetime.fromtimestamp(minute * 60, UTC).astimezone(zone)
        if local.hour == 12:
            found[local.date()] += 1
    return found


def _overbooked(sittings: list[Sitting]) -> int:
    minutes = Counter[int]()
    for sitting in sittings:
        minutes.update(sitting.minutes)
    return sum(count >= 3 for count in minutes.values())


def _begun(sittings: list[Sitting], present: Present) -> list[Meeting]:
    return [sitting.meeting for sitting in sittings if sitting.meeting.start >= midnight(present.monday)]


def _without_gap(begun: list[Meeting], sittings: list[Sitting]) -> int:
    ends = [sitting.meeting.end for sitting in sittings]
    return sum(any(timedelta() <= meeting.start - end <= timedelta(minutes=5) for end in ends) for meeting in begun)


def _asked(company: Company, presence: Presence, present: Present, reading: set[str]) -> list[str]:
    """Return what somebody answered to each invitation of the week."""
    window = (midnight(present.monday), midnight(present.monday + timedelta(days=7)))
    found: list[str] = []
    for meeting in company.meetings:
        answer = meeting.answer_of(presence.person.mail)
        plain = meeting.sensitivity == "normal" and not meeting.cancelled and not meeting.all_day
        short = meeting.end - meeting.start < timedelta(hours=24)
        if answer in {None, "organizer"} or not plain or not short or not window[0] <= meeting.start < window[1]:
            continue
        if 2 <= seen_invitees(meeting, reading) <= BROADCAST:
            found.append(str(answer))
    return found


def held_series(company: Company, organisers: set[str], present: Present) -> list[list[Meeting]]:
    """Return the series of some organisers, each with its occasions of the last 4 weeks."""
    first, last = midnight(present.monday - timedelta(days=21)), midnight(present.monday + timedelta(days=7))
    found: defaultdict[tuple[str, str], list[Meeting]] = defaultdict(list)
    for meeting in company.meetings:
        if meeting.series is None or meeting.organiser not in organisers or not first <= meeting.start < last:
            continue
        showing = meeting.shown_to(meeting.organiser) in SHOWING and meeting.sensitivity == "normal"
        if showing and not meeting.cancelled and meeting.invitations:
            found[meeting.organiser, meeting.series].append(meeting)
    return [each for each in found.values() if all(1 + len(one.invitations) <= BROADCAST for one in each)]


def _silent_series(company: Company, present: Present) -> int:
    organisers = {
        presence.person.mail for presence in (*present.counted, *present.away) if presence.person.mailbox == "readable"
    }
    return sum(
        sum(2 * sum(one.response == "none" for one in held.invitations) >= len(held.invitations) for held in series)
        >= 3
        for series in held_series(company, organisers, present)
    )
