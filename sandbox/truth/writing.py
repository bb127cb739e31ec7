"""The true numbers of notification_load, response_protocol and open_channels."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.company import Company
from sandbox.company.chats import Message
from sandbox.company.people import Team
from sandbox.presence import Presence, Present
from sandbox.truth.focus import runs
from sandbox.truth.messages import is_message, presses, receivers_of
from sandbox.truth.overload import busy_minutes, sittings_of, union
from sandbox.truth.shares import carried, level_by_people, readable_enough, typical, withheld
from sandbox.wall_clock import midnight, minutes_between
from sandbox.working_time import holiday

GAP = 300
WARN_BURSTS, ALERT_BURSTS = 10, 100
"""The company's own agreement, and the usual limit."""
ENDS = {"refocus_low_hours_per_day": 60, "refocus_high_hours_per_day": 1200}
AGREED = 2 * 3600
NOT_MEASURED: dict[str, Any] = {"status": "not_measured", "level": None, "exact": {}}


def second(message: Message) -> int:
    """Return the second in which *message* was sent."""
    return int(message.sent.timestamp())


def _this_week(company: Company, present: Present) -> list[Message]:
    first, last = midnight(present.monday), midnight(present.monday + timedelta(days=7))
    return [message for message in company.messages if is_message(message) and first <= message.sent < last]


def notification_load(company: Company, team: Team, present: Present) -> dict[str, Any]:
    """Return status, level and exact values of METRICS.md, section 3, "notification_load".

    Choices: a burst counts where it begins; the estimate is told of people whose calendar is read.
    """
    people = present.counted
    status = readable_enough(readable=len(people), counted=len(people))
    if status != "measured":
        return withheld(status)
    chats = {chat.id: chat for chat in company.chats}
    landed: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    pressing = total = 0
    expected = {presence.person.id: presence.after for presence in people}
    for message in _this_week(company, present):
        place = message.chat or f"{message.channel} {message.reply_to or message.id}"
        for receiver in receivers_of(company, team, message, chats) - {message.writer}:
            if second(message) // 60 in expected.get(receiver, ()):
                landed[receiver][place].append(second(message))
                total += 1
                pressing += presses(message, receiver, chats)
    bursts = [_bursts(landed[presence.person.id]) for presence in people]
    days = [_days(presence) for presence in people]
    a_day = [len(each) / number for each, number in zip(bursts, days, strict=True)]
    over = {limit: sum(each > limit + 1e-9 for each in a_day) for limit in (WARN_BURSTS, ALERT_BURSTS)}
    exact: dict[str, float] = {
        "people_over_warn": over[WARN_BURSTS],
        "people_over_alert": over[ALERT_BURSTS],
        "bursts_per_day_typical": typical(a_day),
    }
    if total:
        exact["pressing_share"] = pressing / total
    readable = present.readable()
    if readable_enough(readable=len(readable), counted=len(people)) == "measured":
        reading = {presence.person.mail for presence in (*readable, *present.away)}
        known = [row for row in zip(people, bursts, days, strict=True) if row[0] in readable]
        free = [_free(company, presence, present, reading) for presence, _, _ in known]
        for key, most in ENDS.items():
            exact[key] = typical(
                [
                    _covered(begun, stretches, most) / 3600 / number
                    for (_, begun, number), stretches in zip(known, free, strict=True)
                ]
            )
    level = level_by_people(people=len(people), over_warn=over[WARN_BURSTS], over_alert=over[ALERT_BURSTS])
    return {"status": "measured", "level": level, "n": len(people), "exact": exact}


def _bursts(landed: dict[str, list[int]]) -> list[int]:
    """Return the moments before which nothing landed in the same conversation for five minutes."""
    return [
        moment
        for moments in landed.values()
        for moment in set(moments)
        if not any(0 < moment - other <= GAP for other in moments)
    ]


def _days(presence: Presence) -> int:
    """Return on how many days somebody began to work: a shift past midnight is one."""
    zone = ZoneInfo(presence.hours.zone)
    begun = (minute for minute in presence.after if minute - 1 not in presence.after)
    return len({datetime.fromtimestamp(minute * 60, UTC).astimezone(zone).date() for minute in begun})


def _free(company: Company, presence: Presence, present: Present, reading: set[str]) -> list[tuple[int, int]]:
    taken = union(sittings_of(company, presence, present, reading)) | busy_minutes(company, presence)
    return runs(presence.after - taken)


def _covered(bursts: list[int], stretches: list[tuple[int, int]], most: int) -> int:
    """Return how many seconds lie in the *most* seconds after a burst and in the free stretch in which it fell."""
    total, until = 0, 0
    for burst in sorted(bursts):
        for start, end in stretches:
            if start * 60 <= burst < end * 60:
                last = min(burst + most, end * 60)
                total += max(0, last - max(burst, until))
                until = max(until, last)
    return total


def _has_channels(company: Company, team: Team) -> bool:
    group = company.group(team.group) if team.group else None
    return group is not None and group.teams


def response_protocol(company: Company, team: Team, present: Present) -> dict[str, Any]:
    """Return status, level and exact values of METRICS.md, section 3, "response_protocol".

    Choice: what is younger than the agreed time at the end of the week is in no share.
    """
    if not _has_channels(company, team):
        return NOT_MEASURED
    if len(present.counted) < 5:
        return withheld("suppressed")
    week = [message for message in _this_week(company, present) if message.team == team.group]
    left_out = {*company.opted_out, *company.representatives}
    working = _usual(company, team, present)
    end = int(midnight(present.monday + timedelta(days=7)).timestamp())
    threads = Counter[str]()
    unanswered = 0
    decided, in_time, instant = Counter[str](), Counter[str](), Counter[str]()
    for root in week:
        asks = any(mention.of != "tag" for mention in root.mentions)
        if root.reply_to is not None or not asks or root.writer in left_out:
            continue
        threads[root.writer] += 1
        answers = [
            second(reply)
            for reply in week
            if (reply.channel, reply.reply_to) == (root.channel, root.id)
            and reply.writer != root.writer
            and second(reply) >= second(root)
        ]
        waited = _working_seconds(working, second(root), min(answers, default=end))
        if answers or waited > AGREED:
            decided[root.writer] += 1
        in_time[root.writer] += bool(answers) and waited <= AGREED
        instant[root.writer] += bool(answers) and min(answers) - second(root) <= 300
        unanswered += not answers and waited > 2 * AGREED
    exact: dict[str, float] = {"threads": threads.total(), "unanswered": unanswered}
    if decided:
        exact["answered_in_time_share"] = in_time.total() / decided.total()
        exact["instant_share"] = instant.total() / decided.total()
    level = None
    tellable = carried(decided.values()) and (carried(in_time.values()) or not in_time.total())
    if decided.total() >= 5 and tellable:
        percent = 100 * in_time.total() / decided.total()
        level = "good" if percent >= 80 else "warn" if percent >= 60 else "alert"
    return {"status": "measured", "level": level, "n": threads.total(), "exact": exact}


def _usual(company: Company, team: Team, present: Present) -> set[int]:
    """Return the minutes of the team's usual week."""
    found: set[int] = set()
    for number in range(5):
        day = present.monday + timedelta(days=number)
        if day not in {*company.closures, *team.closures} and not holiday("BE", day):
            start = midnight(day)
            found.update(minutes_between(start + timedelta(hours=8), start + timedelta(hours=17)))
    return found


def _working_seconds(working: set[int], start: int, end: int) -> int:
    return sum(
        max(0, min(end, 60 * minute + 60) - max(start, 60 * minute))
        for minute in range(start // 60, end // 60 + 1)
        if minute in working
    )


def open_channels(company: Company, team: Team, present: Present) -> dict[str, Any]:
    """Return status, level and exact values of METRICS.md, section 3, "open_channels"."""
    if not _has_channels(company, team):
        return NOT_MEASURED
    status = readable_enough(readable=len(present.counted), counted=len(present.counted))
    if status != "measured":
        return withheld(status)
    writers = {presence.person.id for presence in present.counted}
    chats = {chat.id: chat for chat in company.chats}
    in_channels = in_groups = 0
    for message in _this_week(company, present):
        if message.writer in writers:
            chat = chats.get(message.chat or "")
            in_channels += message.team == team.group
            in_groups += chat is not None and chat.type != "oneOnOne" and len(chat.people) + len(chat.outsiders) > 2
    exact = {"channel_share": in_channels / (in_channels + in_groups)} if in_channels + in_groups else {}
    return {"status": "measured", "level": None, "n": len(writers), "exact": exact}
