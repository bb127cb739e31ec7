"""Colleagues whose sign-in name is not their mail address are not taken for missing."""

import pytest

from core.calls import Caller, CallRecord, Endpoint, Network
from core.facts import Invitation, Meeting, PersonKey, Response, Surroundings
from core.hybrid import Verdict, judged, unrecognised
from core.intervals import Interval

HOUR = Interval(0, 3600)
LINK = "https://teams.example/j/1"
ADDRESSES = ("a@x.example", "b@x.example", "c@x.example", "d@x.example", "e@x.example")
AROUND = Surroundings(
    members={address: PersonKey(address[0]) for address in ADDRESSES[:3]},
    tenants=frozenset({"t"}),
    rooms=frozenset({"room@x.example"}),
)


def endpoint(identity: str, account: str, *, egress: str = "192.0.2.9") -> Endpoint:
    return Endpoint(
        caller=Caller.USER,
        identity=identity,
        account=account,
        tenant="t",
        when=HOUR,
        networks=(Network(egress=egress),),
    )


def meeting() -> Meeting:
    return Meeting(
        key="m", when=HOUR, series=False, size=5, external=False, broadcast=False, private=False, cancelled=False,
        shows_busy=True, organiser=ADDRESSES[0], online=True, join_link=LINK,
        people=tuple(Invitation(address=address, response=Response.ACCEPTED) for address in ADDRESSES),
    )  # fmt: skip


def record(*strangers: str) -> CallRecord:
    """Return a call with a room, three members (one of them remote), and colleagues under sign-in names of their own."""
    return CallRecord(
        id="r", when=HOUR, join_link=LINK,
        endpoints=(
            endpoint("room", "room@x.example"),
            endpoint("a", "a@x.example", egress="198.51.100.1"),
            endpoint("b", "b@x.example"), endpoint("c", "c@x.example"),
            *(endpoint(stranger, f"{stranger}@login.example") for stranger in strangers),
        ),
    )  # fmt: skip


def test_two_who_had_no_screen_break_the_rule() -> None:
    assert unrecognised(meeting(), [record()], AROUND) == frozenset()
    assert judged(meeting(), [record()], AROUND).verdict is Verdict.BROKEN


def test_those_who_may_be_there_under_another_name_are_asked_for() -> None:
    assert unrecognised(meeting(), [record("oid-d", "oid-e")], AROUND) == {"d@x.example", "e@x.example"}


@pytest.mark.parametrize(
    "known", [pytest.param(True, id="the directory knows them"), pytest.param(False, id="it does not")]
)
def test_the_directory_says_whether_they_were_there(known: bool) -> None:
    identities = {"d@x.example": PersonKey("OID-D"), "e@x.example": PersonKey("OID-E")} if known else {}
    around = Surroundings(members=AROUND.members, tenants=AROUND.tenants, rooms=AROUND.rooms, identities=identities)
    verdict = judged(meeting(), [record("oid-d", "oid-e")], around).verdict
    assert verdict is (Verdict.KEPT if known else Verdict.BROKEN)
