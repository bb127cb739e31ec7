"""The auditors alone, over the facts of one team's week as they lie in memory: CPU time for each person."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from auditors import ALL, BY_KEY
from bench.company import TEAM_SIZE, WEEK, Company, named, person, policy, team_name
from core.calls import Caller, CallRecord, Endpoint, Network
from core.facts import Availability, Facts, Meeting, Person, PersonKey, Signal, Surroundings
from core.intervals import Interval
from core.links import link_key
from core.meetings import read_calendars
from core.messages import Copy, put_together
from core.offhours import forget
from core.policy_file import read_policy
from core.team import TeamSettings, team_settings
from core.week import Week
from core.worktime import expected_time
from graph import shapes
from graph.calendars import event_copy, outlook_hours
from graph.messages import message_copy
from jobs.wiring import rules

_ROUNDS = 30
_TEAM = team_name(0)
_ADDRESSES = {PersonKey(person(each, _TEAM)): f"p{each}.{_TEAM}@bench.example" for each in range(TEAM_SIZE)}


def _settings() -> TeamSettings:
    read = read_policy(policy(TEAM_SIZE).encode(), name="policy.toml", rules=rules())
    return team_settings(read, next(iter(read.tables.teams)))


def _facts(settings: TeamSettings) -> Facts:
    company, week = Company(), Week.parse(WEEK)
    window = week.window(settings.zone)
    keys = list(_ADDRESSES)
    events = {
        key: tuple(event_copy(each) for each in shapes.events.decode(named(page, _TEAM)).value)
        for key, page in zip(keys, company.calendars, strict=True)
    }
    calendars, meetings = read_calendars(
        events,
        settings.meeting_rules(guests=frozenset(), rooms=frozenset()),
        addresses={key: frozenset({address}) for key, address in _ADDRESSES.items()},
    )
    exports = {
        key: tuple(copy for page in pages for copy in _copies(named(page, _TEAM) + b"]}"))
        for key, pages in zip(keys, company.exports, strict=True)
    }
    single = frozenset(
        copy.place for copies in exports.values() for copy in copies if copy.place.endswith("unq.gbl.spaces")
    )
    hours = outlook_hours(shapes.mailbox_settings.decode(company.settings).working_hours)
    people = tuple(
        Person(
            key=key,
            expected=expected_time(
                window,
                schedule=None,
                outlook=hours,
                country="BE",
                leave=calendars[key].leave,
                calendar=settings.calendar,
            ),
            meetings=calendars[key].meetings,
            busy=calendars[key].busy,
        )
        for key in keys
    )
    return Facts(
        team=settings.key,
        week=week,
        window=window,
        members=TEAM_SIZE,
        people=people,
        smallest_group=5,
        signals=dict.fromkeys(Signal, Availability.READ),
        messages=put_together(exports, (), members=keys, one_on_one=single),
        meetings=meetings,
        coming=week.following.window(settings.zone),
        calls=tuple(_call(each) for each in meetings if each.join_link and each.when.start in range(*window)),
        around=Surroundings(
            members={address: key for key, address in _ADDRESSES.items()}, tenants=frozenset({"bench"})
        ),
    )


def _copies(page: bytes) -> list[Copy]:
    return [copy for each in shapes.messages.decode(page).value if (copy := message_copy(each)) is not None]


def _call(meeting: Meeting) -> CallRecord:
    """Return a record in which everybody took part, one in three from the room's network."""
    endpoints = tuple(
        Endpoint(
            caller=Caller.USER,
            identity=key,
            account=_ADDRESSES[key],
            tenant="bench",
            platform="windows",
            when=Interval(*meeting.when),
            networks=(Network(egress=f"192.0.2.{number % 3}", address=None, subnet=None, connection="wifi"),),
        )
        for number, key in enumerate(sorted(meeting.holders))
    )
    return CallRecord(
        id=meeting.key, when=meeting.when, join_link=link_key(meeting.join_link or ""), endpoints=endpoints
    )


def _microseconds(look: Callable[[], object]) -> float:
    took = []
    for _ in range(_ROUNDS):
        forget()  # what weeks of other teams have in common is not to be had for nothing
        start = time.process_time()
        look()
        took.append(time.process_time() - start)
    return statistics.median(took) * 1e6 / TEAM_SIZE


def main() -> None:
    """Print the microseconds of each auditor, and of all of them."""
    settings = _settings()
    with_calls = _facts(settings)
    facts = replace(with_calls, calls=(), signals={**with_calls.signals, Signal.CALLS: Availability.OFF})
    told = {auditor.key: _microseconds(partial(auditor.section, facts, settings.rules[auditor.key])) for auditor in ALL}
    rule = BY_KEY["all_virtual_rule"]
    calls = _microseconds(partial(rule.section, with_calls, settings.rules[rule.key]))
    print(json.dumps({**told, "all": sum(told.values()), "all_virtual_rule, every meeting with a call record": calls}))


if __name__ == "__main__":
    main()
