"""Self cards against the sandbox's Teams: who gets one, what stands in it, and what is known of it afterwards.

What a card should say is counted a second time from the plan of the made-up company.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.delivery import Outcome, Receipt, State
from core.errors import KadansError
from core.policy import BotTarget, Target
from core.report import Report, Section
from core.team import team_settings
from core.week import Week
from jobs.audit_message import audit_message
from jobs.deliver import deliver_message
from jobs.deliver_now import self_cards_now
from jobs.health import health
from jobs.health_card import lines
from jobs.house import House
from jobs.messages import AUDITS, DELIVERIES, AuditMessage, SelfCardsMessage
from jobs.purge import purge
from jobs.self_cards import one_round
from jobs.wiring import house
from sandbox import FOR_BOTS, GRANTED, Faults, Served, build, policy_toml, served_in_thread
from sandbox.company.people import Person
from sandbox.off_hours import Rest
from sandbox.presence import Presence, present_in
from sandbox.truth.focus import runs
from sandbox.truth.messages import is_message, receivers_of
from sandbox.truth.overload import busy_minutes, sittings_of, union
from sandbox.truth.rule import call_of, in_scope, verdict
from sandbox.wall_clock import midnight
from tests.reports.reading import elements, text_of
from tests.stage import report_of

COMPANY = build(seed=7, people=60)
WEEK = Week.parse(COMPANY.week)
NOW = COMPANY.now + timedelta(hours=2)
"""Monday 09:30 in Brussels: the cards are due."""
PLATFORM, SALES, LEGAL, SUPPORT = (COMPANY.team(key) for key in ("platform", "sales", "legal", "support"))
ANN = COMPANY.person_by_id[PLATFORM.members[0]]


@pytest.fixture(scope="module")
def line() -> Iterator[Served]:
    with served_in_thread(COMPANY, faults=Faults.none(), granted=GRANTED | FOR_BOTS) as found:
        yield found


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A house on a folder, before the sandbox's Teams."""

    served: Served
    folder: Path
    change: Callable[[str], str] = lambda text: text
    without: tuple[str, ...] = ()

    def house(self, now: datetime = NOW) -> House:
        policy = self.folder / "policy.toml"
        text = policy_toml(COMPANY, folder=str(self.folder / "out"), by="bot")
        policy.write_text(self.change(re.sub(r'(?m)^locale = ".*"$', 'locale = "en-BE"', text)), "utf-8")
        environment = {
            **self.served.environment,
            "KADANS_POLICY": str(policy),
            "KADANS_STORAGE": f"folder:{self.folder / 'store'}",
        }
        kept = {name: value for name, value in environment.items() if name not in self.without}
        found = house(kept, clock=lambda: now)
        for team in found.policy().policy.tables.teams:
            if found.storage.reports.read(team, WEEK) is None:
                found.storage.reports.publish(report_of(team, WEEK))
        return found

    def posted(self, act: Callable[[], object]) -> list[tuple[str, dict[str, Any]]]:
        """Return the chats that got a card while something was done, each with the card."""
        before = len(self.served.connector.posted)
        act()
        fresh = list(self.served.connector.posted.values())[before:]
        return [(each.conversation, each.card) for each in fresh]

    def cards(self, *teams: str, now: datetime = NOW) -> list[tuple[str, dict[str, Any]]]:
        """Return what the teams' messages lead to."""
        found = self.house(now)

        def act() -> None:
            for team in teams:
                send(found, team)

        return self.posted(act)

    def written(self) -> bytes:
        return b"".join(path.read_bytes() for path in (self.folder / "store").rglob("*") if path.is_file())


def send(found: House, team: str, *, attempt: int = 1) -> None:
    message = SelfCardsMessage(team=team, week=str(WEEK), self_cards=True, attempt=attempt, give_up_at=found.now + 3600)
    asyncio.run(deliver_message(message.text(), found))


@pytest.fixture
def desk(line: Served, tmp_path: Path) -> Desk:
    return Desk(served=line, folder=tmp_path)


def chat(desk: Desk, person: str) -> str:
    return desk.served.apps.chat_of(person)


# --- who gets one


def test_whoever_asked_gets_one_card_in_the_own_chat_and_whoever_is_left_out_none(desk: Desk) -> None:
    got = desk.cards(*(team.key for team in COMPANY.teams))
    left_out = {*COMPANY.opted_out, *COMPANY.representatives}
    wanted = [person for person in COMPANY.asked if person not in left_out]
    assert [where for where, _ in got] == [chat(desk, person) for person in wanted]
    assert set(COMPANY.asked) & left_out, "otherwise nothing is shown by this"
    assert health(desk.house())["self_cards"] == {"sent_in_7_days": 3, "not_delivered": {}, "problem": None}


def test_nothing_is_read_about_anybody_but_the_reader(desk: Desk) -> None:
    before = len(desk.served.requests)
    desk.cards("platform")
    asked = [seen.path for seen in desk.served.requests[before:]]
    about = {found for path in asked for found in re.findall(r"/users/([0-9a-f-]{36})", path)}
    assert about == {ANN.id}
    assert any("getAllMessages" in path for path in asked)


def test_a_second_message_and_another_team_send_nothing_twice(desk: Desk) -> None:
    twice = Desk(
        served=desk.served,
        folder=desk.folder,
        change=lambda text: text + f'\n[teams.again]\ngroup = "{PLATFORM.group}"\n',
    )
    assert len(twice.cards("again")) == 0, "the first team in the policy serves whoever is in both"
    assert len(twice.cards("platform", "platform", "again")) == 1


def test_where_the_first_team_has_no_report_the_next_one_serves_and_the_first_does_not_send_again(desk: Desk) -> None:
    twice = Desk(
        served=desk.served,
        folder=desk.folder,
        change=lambda text: text + f'\n[teams.again]\ngroup = "{PLATFORM.group}"\n',
    )
    found = twice.house()
    silent = replace(found, storage=replace(found.storage, reports=_Without(found, "platform")))  # type: ignore[arg-type]
    assert len(twice.posted(lambda: send(silent, "again"))) == 1
    assert twice.cards("platform") == []


class _Without:
    """The published reports, but for one team's."""

    def __init__(self, found: House, team: str) -> None:
        self._reports, self._team = found.storage.reports, team

    def read(self, team: str, week: Week) -> Report | None:
        return None if team == self._team else self._reports.read(team, week)


def test_no_card_comes_in_the_silent_baseline_before_it_is_due_or_of_an_old_week(desk: Desk) -> None:
    assert desk.cards("platform", now=COMPANY.now) == [], "07:30, and the report is due at 08:30"
    assert desk.cards("platform", now=NOW + timedelta(days=7)) == []
    waiting = replace(
        desk, change=lambda text: text.replace("[organisation]", "[organisation]\ncards_from = 2026-12-07", 1)
    )
    assert waiting.cards("platform") == []


def test_a_quiet_week_of_the_team_is_quiet_for_all_and_a_small_team_has_none(desk: Desk) -> None:
    def suppressed(team: str, members: int) -> Report:
        quiet = Section(auditor="meeting_overload", status="suppressed")
        made = report_of(team, WEEK)
        return made.model_copy(
            update={"sections": (quiet,), "people": made.people.model_copy(update={"members": members})}
        )

    empty = house(
        {
            **desk.served.environment,
            "KADANS_POLICY": str(desk.folder / "policy.toml"),
            "KADANS_STORAGE": f"folder:{desk.folder / 'store'}",
        },
        clock=lambda: NOW,
    )
    empty.storage.reports.publish(suppressed("platform", 12))
    empty.storage.reports.publish(suppressed("legal", 4))
    assert [where for where, _ in desk.cards("platform", "legal")] == [chat(desk, LEGAL.members[0])]


def test_after_the_agreed_period_nothing_is_read_and_nothing_comes(desk: Desk) -> None:
    ended = replace(desk, change=lambda text: text.replace("until = 2099-12-31", "until = 2026-11-01"))
    before = len(desk.served.requests)
    assert ended.cards("platform") == []
    assert len(desk.served.requests) == before


def test_a_muted_section_says_nothing_here_either(desk: Desk) -> None:
    mute = '\n[[teams.platform.mutes]]\nauditor = "all_virtual_rule"\nreason = "move"\nuntil = 2026-12-31\n'
    ((_, card),) = replace(desk, change=lambda text: text + mute).cards("platform")
    assert "share one screen" not in text_of(card)
    assert "Hybrid meetings of yours" not in text_of(card)
    assert "Your coming meetings" not in text_of(card)


# --- without what it takes


@pytest.mark.parametrize("name", ["KADANS_PSEUDONYM_KEY", "KADANS_TEAMS_APP_ID"])
def test_without_key_or_app_nobody_gets_one_and_health_says_what_to_do(desk: Desk, name: str) -> None:
    lacking = replace(desk, without=(name,))
    assert lacking.cards("platform") == []
    told = health(lacking.house())
    assert name in told["self_cards"]["problem"]
    assert not told["healthy"]
    assert any(name in each for each in lines(lacking.house()))


def test_where_nobody_can_ask_nothing_is_said_about_it(desk: Desk) -> None:
    nobody = replace(desk, change=lambda text: re.sub(r"(?m)^self_card_group = .*$", "", text))
    assert nobody.cards("platform") == []
    assert "self_cards" not in health(nobody.house())


def test_an_audit_hands_on_one_message_for_all_who_asked_and_it_names_nobody(desk: Desk) -> None:
    found = desk.house()
    message = AuditMessage(team="platform", week=str(WEEK), give_up_at=found.now + 3600)
    asyncio.run(audit_message(message.text(), found))
    texts = []
    while (taken := found.storage.queues.receive(DELIVERIES, hidden=300)) is not None:
        texts.append(taken.text)
    assert [json.loads(text) for text in texts if "self_cards" in text] == [
        {"team": "platform", "week": str(WEEK), "attempt": 1, "give_up_at": found.now + 24 * 3600, "self_cards": True}
    ]
    assert len(texts) == 3, "and one for each route"
    assert found.storage.queues.receive(AUDITS, hidden=1) is None


# --- what stands in it


def number(card: dict[str, Any], label: str) -> str:
    """Return the value beside a label."""
    pairs = [
        (fact["title"], fact["value"])
        for part in elements(card)
        if part.get("type") == "FactSet"
        for fact in part["facts"]
    ]
    (found,) = [str(value).replace("\N{NO-BREAK SPACE}", " ") for value, told in pairs if told == label]
    return found


def hours(minutes: float) -> str:
    value = round(minutes / 60, 1)
    text = f"{value:g}".replace(".", ",")
    return f"{text} hour" if value == 1 else f"{text} hours"


def presence_of(person: Person) -> Presence:
    team = next(team for team in COMPANY.teams if person.id in team.members)
    present = present_in(COMPANY, team, COMPANY.monday)
    return next(each for each in (*present.counted, *present.away) if each.person.id == person.id)


@pytest.mark.parametrize("team", [PLATFORM, SALES, LEGAL], ids=lambda team: team.key)
def test_the_own_hours_are_those_of_the_plan(desk: Desk, team: Any) -> None:  # noqa: ANN401
    ((_, card),) = desk.cards(team.key)
    reader = COMPANY.person_by_id[team.members[0]]
    presence, present = presence_of(reader), present_in(COMPANY, team, COMPANY.monday)
    sittings = sittings_of(COMPANY, presence, present, {reader.mail})
    held = union(sittings)
    assert number(card, "Your meeting time, for a full-time week") == hours(len(held) / presence.scale)
    assert number(card, "Your meeting time outside working time") == hours(len(held - presence.after))
    stretches = runs(presence.after - held - busy_minutes(COMPANY, presence))
    focus = sum(end - start for start, end in stretches if end - start >= 120)
    assert number(card, "Your focus time, for a full-time week") == hours(focus / presence.scale)


@pytest.mark.parametrize("team", [PLATFORM, SALES], ids=lambda team: team.key)
def test_the_own_messages_are_those_of_the_plan(desk: Desk, team: Any) -> None:  # noqa: ANN401
    ((_, card),) = desk.cards(team.key)
    reader = COMPANY.person_by_id[team.members[0]]
    rest, chats = Rest(presence_of(reader), COMPANY.monday), {each.id: each for each in COMPANY.chats}
    until = midnight(COMPANY.monday + timedelta(days=7))
    landed = sent = 0
    for message in filter(is_message, COMPANY.messages):
        if not midnight(COMPANY.monday) <= message.sent < until or rest.kind(message.sent) is None:
            continue
        sent += message.writer == reader.id
        landed += message.writer != reader.id and reader.id in receivers_of(COMPANY, team, message, chats)
    pressing = int(number(card, "Pressing messages that reached you in free time"))
    could_wait = int(number(card, "Messages that reached you in free time and could wait"))
    assert (pressing + could_wait, number(card, "Messages that you sent in your own free time")) == (landed, str(sent))
    assert landed


def named(card: dict[str, Any], title: str) -> list[str]:
    """Return the days and times below a title."""
    body = card["body"]
    at = next((place for place, part in enumerate(body) if part.get("text") == title), None)
    if at is None:
        return []
    return [fact["title"].replace("\N{NO-BREAK SPACE}", " ") for fact in body[at + 1]["facts"]]


def clock(moment: datetime) -> str:
    local = moment.astimezone(ZoneInfo("Europe/Brussels"))
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


@pytest.mark.parametrize("team", [PLATFORM, SALES, LEGAL], ids=lambda team: team.key)
def test_an_organiser_is_told_of_the_own_meetings_and_of_nobody_elses(desk: Desk, team: Any) -> None:  # noqa: ANN401
    ((_, card),) = desk.cards(team.key)
    reader = COMPANY.person_by_id[team.members[0]]
    read = {reader.id, *(room.account for room in COMPANY.rooms)}
    week = [each for each in in_scope(COMPANY, team, {reader.id}, COMPANY.monday) if each.organiser == reader.mail]
    broken = [each.start for each in week if verdict(COMPANY, each, call_of(COMPANY, each, read)) == "broken"]
    coming = in_scope(COMPANY, team, {reader.id}, COMPANY.monday + timedelta(days=7))
    at_risk = [
        each.start
        for each in coming
        if each.organiser == reader.mail
        and each.start >= NOW
        and any(room.response == "accepted" for room in each.rooms)
    ]
    told = named(card, "Your meetings where people shared a room's screen while others were remote")
    assert told == [clock(start) for start in sorted(broken)][:3]
    assert (
        named(card, "Your coming meetings with a room and an online link")
        == [clock(start) for start in sorted(at_risk)][:3]
    )
    assert at_risk
    if team is not SALES:
        assert broken


def test_a_series_of_the_organisers_own_is_told_with_an_update_to_copy(desk: Desk) -> None:
    ((_, card),) = desk.cards("sales")
    assert named(card, "Your regular meetings that might do in writing") == ["Monday, 13:30", "Thursday, 13:30"]
    drafts = next(part for part in card["body"] if part.get("id") == "drafts")
    assert drafts["isVisible"] is False
    titles = [part["text"] for part in drafts["items"] if part.get("style") == "heading"]
    assert titles == ["A written update instead of Monday, 13:30", "Laptops for Tue 17 Nov, 10:00"]
    assert "(Monday, 13:30, 60 minutes)" in text_of(card)


def test_no_name_subject_or_address_stands_in_it_and_the_notification_tells_no_number(desk: Desk) -> None:
    subjects = {meeting.subject for meeting in COMPANY.meetings}
    people = {word for person in COMPANY.people for word in (person.name, person.mail, person.id)}
    for _, card in desk.cards("platform", "sales", "legal"):
        text = json.dumps(card, ensure_ascii=False)
        assert not [word for word in people if word in text]
        # Stand-up and the like are words of ours too; what nobody would write by chance is looked for.
        assert not [each for each in subjects if len(each) > 12 and each in text]
        assert re.fullmatch(r"Your own week, .+, week 46 \(9.15 November\)\. Only for you\.", card["fallbackText"])


def test_there_is_no_level_and_no_comparison(desk: Desk) -> None:
    ((_, card),) = desk.cards("platform")
    words = {word.casefold() for part in elements(card) for word in (part.get("text"), part.get("value")) if word}
    assert not words & {"good", "watch", "talk about it"}
    assert not [part for part in elements(card) if part.get("color") in {"Good", "Warning", "Attention"}]
    assert "nobody is compared with anybody" in text_of(card)


# --- trouble


def test_what_is_kept_is_a_pseudonym_that_is_gone_within_eight_days(desk: Desk) -> None:
    desk.cards("platform", "sales")
    found = desk.house()
    first, second = found.storage.self_cards.everything()
    assert all(re.fullmatch(rf"{WEEK}/[0-9a-f]{{64}}", entry.key) for entry in (first, second))
    assert {entry.activity for entry in (first, second)} == {""}
    assert found.storage.ledger.everything() == []
    everything = desk.written().lower()
    policy = (desk.folder / "policy.toml").read_text()  # a copy of it lies in the storage, with what admins wrote in it
    assert set(COMPANY.asked).isdisjoint(re.findall(r"[0-9a-f-]{36}", policy))
    for person in (each for each in COMPANY.people if each.id not in policy):
        assert person.id.encode() not in everything
        assert person.mail.encode() not in everything
    asyncio.run(purge(desk.house(NOW + timedelta(days=6))))
    assert len(found.storage.self_cards.everything()) == 2
    asyncio.run(purge(desk.house(NOW + timedelta(days=8))))
    assert found.storage.self_cards.everything() == []


def test_the_same_person_has_another_pseudonym_under_another_key(desk: Desk) -> None:
    desk.cards("platform")
    other = replace(desk, folder=desk.folder / "other")
    other.folder.mkdir()
    found = other.house()
    assert found.pseudonyms is not None
    changed = replace(found, pseudonyms=replace(found.pseudonyms, key=b"x" * 32))
    send(changed, "platform")
    (mine,), (theirs,) = desk.house().storage.self_cards.everything(), changed.storage.self_cards.everything()
    assert mine.key != theirs.key


@dataclass
class Answers:
    """A route that answers one thing after the other."""

    receipts: list[Receipt]
    posts: list[str]

    def to(self, target: Target) -> Chat:
        assert isinstance(target, BotTarget), "no other route ever gets one"
        return Chat(str(target.user), self)


@dataclass
class Chat:
    """One person's chat on that route."""

    person: str
    route: Answers

    async def post(self, key: str, card: bytes) -> Receipt:
        assert key == "self-card"
        assert card.startswith(b"{")
        self.route.posts.append(self.person)
        answer = self.route.receipts.pop(0)
        if answer.reason == "killed":
            raise KeyboardInterrupt
        return answer


SENT, BLOCKED = (
    Receipt(outcome=Outcome.DELIVERED, activity="a"),
    Receipt(outcome=Outcome.BLOCKED, reason="blocked by the user"),
)
LATER = Receipt(outcome=Outcome.LATER, reason="throttled", retry_after=40)


def with_answers(desk: Desk, *receipts: Receipt, now: datetime = NOW) -> tuple[House, Answers]:
    route = Answers(list(receipts), [])
    return replace(desk.house(now), postman=route.to), route


def everybody_asks(desk: Desk) -> Desk:
    """Return a desk where the whole first team asked: its own group is the group of those who ask."""
    return replace(
        desk, change=lambda text: re.sub(r"(?m)^self_card_group = .*$", f'self_card_group = "{PLATFORM.group}"', text)
    )


def test_one_readers_trouble_stops_no_other_and_is_counted_without_a_name(desk: Desk) -> None:
    ward = everybody_asks(desk)
    people = len(PLATFORM.members) - len(set(PLATFORM.members) & {*COMPANY.opted_out, *COMPANY.representatives})
    found, route = with_answers(ward, BLOCKED, *[SENT] * people)
    send(found, "platform")
    entries = found.storage.self_cards.everything()
    states = [entry.state for entry in entries]
    assert (states.count(State.BLOCKED), states.count(State.SENT)) == (1, len(entries) - 1)
    assert len(entries) > 5
    told = health(found)
    assert told["self_cards"]["not_delivered"] == {"blocked by the user": 1}
    card = "\n".join(lines(found))
    assert f"Self cards in the last 7 days: {len(entries) - 1} sent. Not delivered: blocked by the user (1)." in card
    assert not [person for person in PLATFORM.members if person in card]
    assert told["open_deliveries"] == {}, "a person's card is in no list of deliveries"
    posts = len(route.posts)
    send(found, "platform")
    assert len(route.posts) == posts, "nobody is asked twice"


def test_a_killed_job_goes_on_where_it_was_and_never_posts_twice(desk: Desk) -> None:
    ward = everybody_asks(desk)
    killed, first = with_answers(ward, SENT, Receipt(outcome=Outcome.DELIVERED, reason="killed"))
    with pytest.raises(KeyboardInterrupt):
        send(killed, "platform")
    found, second = with_answers(ward, *[SENT] * 20, now=NOW + timedelta(minutes=11))
    send(found, "platform")
    assert not set(first.posts) & set(second.posts)
    states = [entry.state for entry in found.storage.self_cards.everything()]
    assert states.count(State.AMBIGUOUS) == 1, "what may have been posted is not posted again"
    assert states.count(State.SENT) == len(states) - 1


def test_what_surely_was_not_posted_comes_with_the_next_message(desk: Desk) -> None:
    found, _ = with_answers(desk, LATER)
    send(found, "platform")
    assert found.storage.self_cards.everything() == []
    queued = found.storage.queues.receive(DELIVERIES, hidden=1)
    assert queued is None, "not before Teams wants it"
    again, route = with_answers(desk, SENT, now=NOW + timedelta(seconds=41))
    send(again, "platform", attempt=2)
    assert route.posts == [ANN.id]


def test_a_card_waits_for_its_readers_own_working_time(desk: Desk) -> None:
    night = datetime(2026, 11, 16, 20, 0, tzinfo=UTC)
    found = replace(desk.house(night), sandbox=False)
    policy = found.policy().policy
    before = len(desk.served.connector.posted)
    told = asyncio.run(one_round(found, policy, team_settings(policy, "platform"), WEEK))
    assert len(desk.served.connector.posted) == before
    assert told.again is not None
    opens = night + timedelta(seconds=told.again)
    assert opens == datetime(2026, 11, 17, 7, 30, tzinfo=UTC), "08:30 in Brussels, as that mailbox says"


def test_by_hand_they_come_at_once_and_a_sentence_tells_of_nobody(desk: Desk) -> None:
    found = desk.house()
    team = team_settings(found.policy().policy, "platform")
    first = asyncio.run(self_cards_now(team, WEEK, found))
    assert first is not None
    assert (first.said, first.done) == (f"platform {WEEK}: whoever asked for a self card has it.", True)
    assert asyncio.run(self_cards_now(team, WEEK.back(1), found)) is None, "about the last closed week alone"
    other = replace(desk, folder=desk.folder / "other")
    other.folder.mkdir()
    blocked, _ = with_answers(other, BLOCKED)
    second = asyncio.run(self_cards_now(team, WEEK, blocked))
    assert second is not None
    assert not second.done
    assert "not every self card could be delivered" in second.said


def test_a_group_that_cannot_be_read_is_told_with_what_to_do(desk: Desk) -> None:
    lost = replace(desk, change=lambda text: re.sub(r"(?m)^self_card_group = .*$", 'self_card_group = "gone"', text))
    with pytest.raises(KadansError, match=r"self_card_group: this group can't be read .*Check the id"):
        send(lost.house(), "platform")
