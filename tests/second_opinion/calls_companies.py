"""Companies whose meetings are hybrid, or look like it: one team for each case, judged from call records."""

# ruff: noqa: ANN401 - JSON, and settings passed on
from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from .company import Company
from .scenario import MARKER, CallRecord, Event, Invitee, Person, Session, guid

OFFICE, OFFICE_NET = "198.51.100.7", "10.1.2.0"
Seat = tuple[Person | str, str] | tuple[Person | str, str, int, int]  # who, where, from and to which minute


def recent_week(back: int = 1) -> str:
    """Return the last closed week, or one further back."""
    today = datetime.now(UTC).date()
    year, number, _ = (today - timedelta(days=today.weekday() + 7 * back)).isocalendar()
    return f"{year}-W{number:02d}"


def make_company(week: str, *, calls: bool = True) -> Company:
    return Company(
        week=week,
        sections=("all_virtual_rule",),
        page=9,
        organisation={"office_networks": ["192.0.2.0/24"], "exempt_categories": ["Brainstorm", "Kick-off"]},
        extra_policy={"signals": {"calendar": True, "chats": False, "channels": False, "calls": calls}},
    )


def link(company: Company) -> str:
    company.count += 1
    return f"https://teams.microsoft.com/l/meetup-join/19%3ameeting_{MARKER}{company.count}%40thread.v2/0?context=%7b%22a%22%7d"


def network(where: str, number: int) -> dict[str, Any]:
    home = f"203.0.113.{number % 250}"
    known: dict[str, dict[str, Any]] = {
        "office": {"egress": OFFICE, "subnet": OFFICE_NET, "address": f"10.1.2.{number % 250}"},
        "listed": {"egress": None, "subnet": "192.0.2.0", "address": f"192.0.2.{number % 250}"},
        "listed-egress": {"egress": "192.0.2.9", "subnet": "172.16.9.0", "address": "172.16.9.9"},
        "home": {"egress": home, "subnet": "192.168.1.0", "address": "192.168.1.5", "connection": "wifi"},
        "lookalike": {"egress": home, "subnet": OFFICE_NET, "address": "10.1.2.77"},
        "no-egress": {"egress": None, "subnet": OFFICE_NET, "address": "10.1.2.78"},
        "mobile": {"egress": OFFICE, "subnet": OFFICE_NET, "connection": "mobile"},
        "vpn": {"egress": OFFICE, "subnet": OFFICE_NET, "connection": "tunnel"},
        "nothing": {"network": False},
    }
    return known[where]


def call(
    company: Company, event: Event, seats: Sequence[Seat], *, start: int = 0, end: int = 60, join: str | None = None
) -> None:
    """Add the record of a call; `where` may begin with "room ", "hub ", "phone" or "outside "."""
    sessions = []
    for number, seat in enumerate(seats):
        who, where, first, last = seat if len(seat) == 4 else (*seat, start, end)
        times: dict[str, Any] = {
            "start": event.start + timedelta(minutes=first),
            "end": event.start + timedelta(minutes=last),
        }
        if where == "phone":
            sessions.append(
                Session(user=f"+32900{company.count:04d}{number}", tenant=None, phone=True, network=False, **times)
            )
            continue
        kind, _, place = where.rpartition(" ")
        platform = {"room": "roomSystem", "hub": "surfaceHub", "bar": "android"}.get(kind, "windows")
        user, upn = (
            (who.id, who.upn) if isinstance(who, Person) else (guid(who), f"{who}.{MARKER.lower()}@customer.example")
        )
        settings = network(place, company.count + number)
        if kind == "outside":
            settings["tenant"] = guid("another tenant")
        sessions.append(Session(user=user, upn=upn, platform=platform, twice=number % 4 == 1, **{**times, **settings}))
    company.count += 1
    company.calls.append(
        CallRecord(
            id=guid(f"call-{company.count}"),
            link=join or event.link,
            start=event.start + timedelta(minutes=start),
            end=event.start + timedelta(minutes=end),
            sessions=tuple(sessions),
        )
    )


class Case:
    """A team with one online meeting on Tuesday, in which everybody organised or accepted."""

    def __init__(
        self, company: Company, key: str, size: int = 5, *, policy: dict[str, Any] | None = None, **meeting: Any
    ) -> None:
        self.company = company
        self.people = company.crowd(f"{key}x", size)
        company.team(key, self.people, **(policy or {}))
        self.room = (
            company.room(f"{key}-room") if meeting.pop("known", True) else Person(name=f"{key}-room", plain_upn=True)
        )
        others = [*meeting.pop("others", []), Invitee(address=self.room.mail, kind="resource")]
        when = meeting.pop("when", "Tue 10:00-11:00")
        self.event = company.meet(when, self.people, **{"link": link(company), "others": others, **meeting})

    def seats(self, *where: str, room: str | None = "room office") -> list[Seat]:
        found: list[Seat] = [(p, w) for p, w in zip(self.people, where, strict=False) if w]
        return [*found, (self.room, room)] if room else found

    def held(self, *where: str, room: str | None = "room office", more: Sequence[Seat] = (), **times: Any) -> None:
        call(self.company, self.event, [*self.seats(*where, room=room), *more], **times)


def verdicts() -> Company:  # noqa: PLR0915 - one line for each case
    company = make_company(recent_week())

    def case(key: str, size: int = 5, **settings: Any) -> Case:
        return Case(company, key, size, **settings)

    case("two-share-the-room").held("home", "office", "office")
    case("one-has-no-screen").held("home", "office", "office", "office")
    case("all-on-own-screens").held("home", "office", "office", "office", "office")
    case("no-show-of-seven", 7).held("home", *["office"] * 5)
    case("no-show-of-six", 6).held("home", *["office"] * 4)
    case("two-of-eight", 8).held("home", *["office"] * 5)
    case("three-of-eight", 8).held("home", *["office"] * 4)
    case("three-and-a-phone").held("home", "office", more=[("", "phone")])
    case("two-and-a-phone").held("home", "office", "office", more=[("", "phone")])
    case("listed-no-room").held("home", "listed", "listed", "listed-egress", "home", room=None)
    case("all-in-the-office").held("office", "office", "office")
    case("all-at-home").held("home", "home", "home", room=None)
    case("room-for-nobody").held("home", "home", "home", "home", "home")
    case("vpn-alone").held("home", "vpn", "vpn", "nothing", "vpn", room=None)
    case("vpn-on-own-screens").held("home", "vpn", "vpn", "nothing", "vpn")
    case("vpn-and-two-missing").held("vpn", "office", "office")
    case("mobile-at-the-desk").held("mobile", "office", "office")
    short = case("room-left-early")
    short.held("home", "listed", "listed", room=None, more=[(short.room, "room listed", 0, 29)])
    half = case("room-for-half")
    half.held("home", "listed", "listed", room=None, more=[(half.room, "room listed", 30, 60)])
    hello = case("said-hello")
    hello.held("", "office", "office", "office", "office", more=[(hello.people[0], "home", 5, 6)])
    two = case("two-minutes")
    two.held("", "office", "office", "office", "office", more=[(two.people[0], "home", 5, 7)])
    case("surface-hub").held("home", "office", "office", room=None, more=[("hub7", "hub office")])
    case("android-bar").held("home", "office", "office", room="bar office")
    case("room-of-the-invitation", known=False).held("home", "office", "office", room="bar office")
    customer = [Invitee(address=f"buyer.{MARKER.lower()}@customer.example")]
    case("customer-on-the-line", others=customer).held(*["office"] * 5, more=[("buyer", "outside home")])
    case("customer-counts", others=customer, policy={"count_outsiders": True}).held(
        *["office"] * 5, more=[("buyer", "outside home")]
    )
    case("phone-counts", policy={"count_outsiders": True}).held(*["office"] * 5, more=[("", "phone")])
    case("customer-absent", others=customer).held("home", *["office"] * 4)
    case("lookalike-subnet").held("lookalike", "office", "office")
    case("subnet-without-egress").held("no-egress", "no-egress", "no-egress")
    moved = case("came-in-later")
    moved.held("home", *["office"] * 4, more=[(moved.people[0], "office", 30, 60)])
    both = case("vpn-then-home")
    both.held("", *["office"] * 2, more=[(both.people[0], "vpn", 0, 30), (both.people[0], "home", 31, 60)])
    maybe: dict[str, Any] = {"answers": {"tentativex3": "tentativelyAccepted", "tentativex4": "declined"}}
    case("tentative", **maybe).held("home", "office", "office")
    colleagues = [company.person(f"colleague{n}", plain_upn=True) for n in range(3)]
    far = [Invitee(address=c.mail) for c in colleagues]
    case("colleagues-absent", others=far[:2]).held("home", *["office"] * 4)
    case("colleagues-there", others=far).held("home", *["office"] * 4, more=[(c, "office") for c in colleagues])
    case("uninvited").held(*["office"] * 5, more=[(colleagues[0], "home")])
    case("no-record")
    other_day = case("record-of-another-day")
    call(company, other_day.event, other_day.seats("home", "office"), start=2000, end=2060)
    again = case("fell-apart")
    again.held("home", "office", end=20)
    again.held("", "office", "office", "office", "office", room=None, start=25)
    return company


def scopes_and_levels() -> Company:
    company = make_company(recent_week())
    scopes: dict[str, dict[str, Any]] = {
        "private": {"sensitivity": "private"},
        "brainstorm": {"categories": ("Social", "Brainstorm")},
        "no-link": {"link": None},
        "cancelled": {"cancelled": True},
        "free": {"show": "free"},
        "last-week": {"when": "Sun-1 23:30-Mon 00:30"},
        "next-week": {"when": "Mon+1 00:00-01:00"},
        "sunday-night": {"when": "Sun 23:30-Mon+1 00:30"},
        "big": {"others": [Invitee(address=f"far{n}@voorbeeld.example", response="none") for n in range(46)]},
    }
    for key, settings in scopes.items():
        case = Case(company, f"scope-{key}", **settings)
        call(
            company,
            case.event,
            case.seats("home", "office", "office"),
            join=case.event.link or "https://teams.example/none",
        )
    pair = Case(company, "pair")
    company.events.remove(pair.event)
    small = company.meet("Wed 10:00-11:00", pair.people[:2], link=link(company))
    call(company, small, pair.seats("home", room="room office"))

    for key, kept, broken, unknown in (
        ("alert-4", 2, 2, 1),
        ("warn-3", 1, 2, 0),
        ("good-1", 0, 1, 0),
        ("warn-10", 8, 2, 0),
        ("good-11", 9, 2, 1),
        ("none", 0, 0, 3),
        ("good-only", 4, 0, 0),
        ("three", 0, 3, 0),
    ):
        case = Case(company, f"level-{key}", when="Mon 08:00-08:30")
        days = ("Mon", "Tue", "Wed", "Thu", "Fri")
        plan = ["kept"] * kept + ["broken"] * broken + ["unknown"] * unknown
        for number, verdict in enumerate(plan):
            when = f"{days[number % 5]} {10 + number // 5}:00-{11 + number // 5}:00"
            event = company.meet(when, case.people, link=case.event.link, series="weekly")
            others = {"kept": ["office"] * 4, "broken": ["office"] * 2, "unknown": ["office"] * 3}[verdict]
            call(company, event, case.seats("home", *others))
        company.events.remove(case.event)
        company.meet("Thu 15:00-16:00", case.people, series="weekly")  # no link: in no number

    blind = [company.person(f"blind{n}", mailbox="dead" if n < 3 else "ok") for n in range(8)]
    company.team("half-blind", blind)
    event = company.meet("Tue 10:00-11:00", blind[3:], link=link(company))
    call(company, event, [(p, "home") for p in blind[3:]])
    few = Case(company, "too-few", 4)
    few.held("home", "office")
    nine = Case(company, "nine", 9)
    nine.held("home", *["office"] * 5, more=[("buyer", "outside home"), ("", "phone")])
    return company


def _coming(company: Company) -> Company:
    """Add teams whose next week holds meetings at risk, and others that only look like it."""

    def at_risk(key: str, invited: int, size: int, *, answer: str = "accepted", **settings: Any) -> None:
        people = company.crowd(f"{key}x", size)
        company.team(key, people)
        room = company.room(f"{key}-room")
        others = [*settings.pop("others", []), Invitee(address=room.mail, kind="resource", response=answer)]
        when = settings.pop("when", "Tue+1 10:00-11:00")
        company.meet(when, people[:invited], **{"link": link(company), "others": others, **settings})

    at_risk("named", 5, 5, when="Mon+1 09:00-10:30")
    at_risk("four-of-five", 4, 5)
    at_risk("five-of-eleven", 5, 11)
    at_risk("six-of-eleven", 6, 11, when="Sun+1 22:00-Sun+1 23:00")
    at_risk("three", 3, 6)
    at_risk("two", 2, 6)
    at_risk("two-and-a-customer", 2, 6, others=[Invitee(address=f"buyer.{MARKER.lower()}@customer.example")])
    at_risk("room-declined", 5, 5, answer="declined")
    at_risk("room-silent", 5, 5, answer="none")
    at_risk("offline", 5, 5, link=None)
    at_risk("exempt", 5, 5, categories=("Kick-off",))
    at_risk("secret", 5, 5, sensitivity="confidential")
    at_risk("later", 5, 5, when="Mon+2 00:00-01:00")
    at_risk("this-week", 5, 5, when="Fri 10:00-11:00")
    at_risk("called-off", 5, 5, cancelled=True)
    return company


def coming_week_without_calls() -> Company:
    return _coming(make_company(recent_week(), calls=False))


def coming_week_with_calls() -> Company:
    return _coming(make_company(recent_week()))


def long_ago() -> Company:
    """A week of which the call records are gone."""
    company = make_company(recent_week(8))
    case = Case(company, "old")
    case.held("home", "office", "office")
    return company


SCENARIOS: tuple[Callable[[], Company], ...] = (
    verdicts,
    scopes_and_levels,
    coming_week_without_calls,
    coming_week_with_calls,
    long_ago,
)
