"""Where people work today, as they have set it in Microsoft 365. Availability and activity have no place in the shapes."""

from collections.abc import Mapping, Sequence

from core.errors import AnswerError, NotGrantedError
from core.facts import Gap, PersonKey, WorkPlace
from core.messages import Unavailable
from graph import shapes
from graph.gates import Gate
from graph.requests import Requests
from graph.transport import Transport

_GATE: Gate = ("presence", "tenant")
_PLACES = {place.value: place for place in WorkPlace}


class GraphPresences:
    """The `Presences` port on Graph. Needs Presence.Read.All."""

    def __init__(self, transport: Transport, requests: Requests) -> None:
        self._transport = transport
        self._requests = requests

    async def work_places(self, people: Sequence[PersonKey]) -> Mapping[PersonKey, WorkPlace] | Gap | Unavailable:
        """Return the place of each of these people who has set one; or the gap. Graph takes 650 people at most.

        Whoever is on leave, or has set nothing, is not in it.
        """
        builder = self._requests.client.communications.get_presences_by_user_id
        # The action takes no $select: the shape lets nothing else through.
        request = self._requests.post(builder, {"ids": [str(person) for person in people]})
        try:
            answer = await self._transport.one(request, shapes.presences, gate=_GATE)
        except NotGrantedError:
            return Unavailable.NOT_GRANTED
        except AnswerError as error:
            return Gap(source="location", reason=error.reason, count=len(people))
        asked = {person.casefold(): person for person in people}
        found = ((asked.get(each.id.casefold()), _place(each)) for each in answer.value)
        return {person: place for person, place in found if person is not None and place is not None}


def _place(presence: shapes.Presence) -> WorkPlace | None:
    location = presence.work_location
    return _PLACES.get((location.work_location_type or "").casefold()) if location else None
