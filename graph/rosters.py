"""Who works when, by the roster that a team shares in Teams Shifts. Nothing but people's ids and instants is decoded.

The endpoint's filter takes each bound once, a start only from below and an end only from above, so it finds what lies wholly inside
a stretch of time. The stretch asked for is wider than the week, and what doesn't touch the week is dropped at once. No header names
a person for whom the app would act: application tokens need none any more (docs/adr, "Rosters").
"""

from collections.abc import AsyncIterator
from datetime import timedelta

from msgraph.generated.teams.item.schedule.shifts.shifts_request_builder import ShiftsRequestBuilder
from msgraph.generated.teams.item.schedule.times_off.times_off_request_builder import TimesOffRequestBuilder

from core.errors import AnswerError, GoneError, NotGrantedError
from core.facts import Gap
from core.intervals import Interval
from core.roster import Roster, Unrostered, roster_of
from core.week import rfc3339
from graph import shapes
from graph.gates import Gate
from graph.requests import Requests
from graph.times import moment_seconds
from graph.transport import Transport

_GATE: Gate = ("teams", "tenant")
_LONGEST_SHIFT = int(timedelta(days=7).total_seconds())
_LONGEST_TIME_OFF = int(timedelta(weeks=26).total_seconds())
"""Time off is entered as one stretch, also where it lasts for months."""

_SHIFTS = ShiftsRequestBuilder.ShiftsRequestBuilderGetQueryParameters
_TIMES_OFF = TimesOffRequestBuilder.TimesOffRequestBuilderGetQueryParameters

type _Entry = tuple[str, Interval]


class GraphRosters:
    """The `Rosters` port on Graph. Needs Schedule.Read.All."""

    def __init__(self, transport: Transport, requests: Requests) -> None:
        self._transport = transport
        self._requests = requests

    async def roster(self, team: str, window: Interval, people: frozenset[str]) -> Roster | Unrostered | Gap:
        """Return what a team's shared roster plans for these people (ids, lower case) in and around a window.

        What touches the window is returned whole. Or why there is no roster; or the gap: half a roster is none.
        """
        try:
            shifts = [entry async for entry in self._shifts(team, window, people)]
            time_off = [entry async for entry in self._time_off(team, window, people)]
        except NotGrantedError:
            return Unrostered.NOT_GRANTED
        except GoneError:
            return Unrostered.NO_ROSTER
        except AnswerError as error:
            return Gap(source="roster", reason=error.reason)
        except ValueError:
            return Gap(source="roster", reason="unexpected answer")
        return roster_of(shifts, time_off)

    async def _shifts(self, team: str, window: Interval, people: frozenset[str]) -> AsyncIterator[_Entry]:
        builder = self._requests.client.teams.by_team_id(team).schedule.shifts
        request = self._requests.get(builder, _SHIFTS(filter=_inside("sharedShift", window, margin=_LONGEST_SHIFT)))
        async for page in self._transport.pages(request, shapes.shifts, gate=_GATE):
            for shift in page:
                entry = _entry(shift.user_id, shift.shared_shift, window, people)
                if entry is not None:
                    yield entry

    async def _time_off(self, team: str, window: Interval, people: frozenset[str]) -> AsyncIterator[_Entry]:
        builder = self._requests.client.teams.by_team_id(team).schedule.times_off
        query = _TIMES_OFF(filter=_inside("sharedTimeOff", window, margin=_LONGEST_TIME_OFF))
        async for page in self._transport.pages(self._requests.get(builder, query), shapes.times_off, gate=_GATE):
            for time_off in page:
                entry = _entry(time_off.user_id, time_off.shared_time_off, window, people)
                if entry is not None:
                    yield entry


def _inside(what: str, window: Interval, *, margin: int) -> str:
    start, end = rfc3339(window.start - margin), rfc3339(window.end + margin)
    return f"{what}/startDateTime ge {start} and {what}/endDateTime le {end}"


def _entry(
    person: str | None, planned: shapes.PlannedTime | None, window: Interval, people: frozenset[str]
) -> _Entry | None:
    """Return whose time it is and when; None for a draft, an open shift, somebody else, or another time.

    Raises:
        ValueError: its times can't be understood.
    """
    if planned is None or not person or person.casefold() not in people:
        return None
    if planned.start_date_time is None or planned.end_date_time is None:
        raise ValueError("a time that is missing")
    when = Interval(moment_seconds(planned.start_date_time), moment_seconds(planned.end_date_time))
    return (person.casefold(), when) if when.start < window.end and when.end > window.start else None
