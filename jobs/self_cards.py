"""Self cards: the own numbers of people who asked for them, each in the own chat with the bot and nowhere else.

One message stands for a team's week; who asked is looked up when it is done. The ledger of these cards knows people by keyed
pseudonyms alone, so that nobody gets a card twice and a killed job goes on where it was; it forgets within eight days.
"""

from dataclasses import dataclass, replace

from auditors import BY_KEY
from core.delivery import Entry, Outcome, Receipt, State
from core.errors import AnswerError, KadansError, NotReachedError, PolicyError, PostponedError, SignInError
from core.policy import BotTarget, PolicyTables
from core.policy_file import Policy
from core.ports import DirectoryPerson
from core.pseudonym import Pseudonyms
from core.report import Report
from core.right_time import next_moment
from core.self_card import OwnWeek, own_section
from core.team import TeamSettings, team_settings
from core.week import Week
from jobs.alarm import SENDING_AT_MOST, note_reason
from jobs.audit_message import DELIVER_WITHIN, later
from jobs.facts import gather
from jobs.house import House
from jobs.log import logger
from jobs.membership import Members, left_out, members_of
from jobs.messages import DELIVERIES, LONGEST_DELAY, SelfCardsMessage
from jobs.output import reader_of
from jobs.own_meetings import organiser_of
from jobs.personal import expected_of
from jobs.plan import wants_card
from jobs.wiring import Tenant
from reports.card import as_bytes
from reports.self_card import self_card

PURPOSE = "self-card"
KEPT = 7 * 24 * 3600
"""Seconds that the ledger of these cards goes back: as long as a week is the newest. The purge comes daily, so 8 days at most."""
_TRIES = 5
_PAUSE = 600
"""Seconds until what could not be read or posted is tried again."""
_WORKS_AT_MOST = 15 * 60
"""Seconds, well under what a function may run (host.json): whoever is left comes with the next message."""
_STATES = {
    Outcome.AMBIGUOUS: State.AMBIGUOUS,
    Outcome.REJECTED: State.FAILED,
    Outcome.BLOCKED: State.BLOCKED,
}


@dataclass(slots=True)
class Round:
    """What one pass over those who asked came to: counts alone."""

    sent: int = 0
    failed: int = 0
    """Surely or perhaps not delivered, and given up, now or before."""
    again: int | None = None
    """Seconds until somebody's card is to be tried again; None where nobody's is."""

    def wait(self, seconds: int) -> None:
        """Note that somebody's card has to wait."""
        seconds = min(max(seconds, 1), LONGEST_DELAY)
        self.again = seconds if self.again is None else min(self.again, seconds)


def lacking_for_self_cards(house: House, tables: PolicyTables) -> str | None:
    """Return why nobody can get a self card, with what to do; None where they can, or where nobody may ask."""
    if not tables.organisation.self_card_group:
        return None
    if house.pseudonyms is None:
        return NO_KEY
    try:
        house.postman(BotTarget(kind="bot", user=PURPOSE))
    except PolicyError as error:
        return f"[organisation] self_card_group is set, and nobody gets a self card: {error.problems[0]}"
    return None


NO_KEY = (
    "[organisation] self_card_group is set, and nobody gets a self card: KADANS_PSEUDONYM_KEY is not set, without which nobody "
    "could know who has one already. docs/operate.md tells how to make the key."
)


async def self_cards_message(message: SelfCardsMessage, house: House) -> None:
    """Do what a message asks: one pass, and a copy of the message for those who are left.

    Raises:
        KadansError: it failed and should come again.
    """
    policy = house.policy().policy
    log = logger().bind(team=message.team, week=message.week, attempt=message.attempt)
    week = Week.parse(message.week)
    team = team_settings(policy, message.team) if message.team in policy.tables.teams else None
    if team is None or not self_cards_wanted(house, policy, team, week):
        log.info("no self cards")
        return
    lacking = house.reading_refused(policy.tables) or lacking_for_self_cards(house, policy.tables)
    if lacking is not None:
        log.warning("no self cards", reason=lacking)
        return
    try:
        done = await one_round(house, policy, team, week, attempt=message.attempt)
    except PostponedError as error:
        later(house, message, int(error.seconds) + 1)
        return
    except KadansError as error:
        note_reason(house, f"{DELIVERIES}/{message.key}", _why(error))
        log.warning("self cards failed", reason=type(error).__name__)
        raise
    if done.again is not None:
        later(house, message.until(house.now + done.again + DELIVER_WITHIN), done.again)
    log.info("self cards done" if done.again is None else "self cards go on later")


def _why(error: KadansError) -> str:
    """Return why nothing could be done, as a fixed phrase."""
    if isinstance(error, SignInError):
        return "the sign-in was refused"
    return "no connection to Microsoft Graph" if isinstance(error, NotReachedError) else "it could not be read"


def self_cards_wanted(house: House, policy: Policy, team: TeamSettings, week: Week, *, by_hand: bool = False) -> bool:
    """Tell whether those who asked get cards about a team's week: with the team's own card, and never of a quiet week.

    A team that is always too small for numbers has no quiet weeks: what one person is told about that person hides nobody. Asked
    for `by_hand`, cards are about the last closed week alone: either way the time for them is over before the ledger forgets.
    """
    if not policy.tables.organisation.self_card_group:
        return False
    now, start = house.clock(), team.organisation.cards_from
    if by_hand:
        silent = start is not None and now.astimezone(team.zone).date() < start
        wanted = week == Week.last_closed(now, team.zone) and not silent
    else:
        wanted = wants_card(team, week, now)
    if not wanted:
        return False
    report = house.storage.reports.read(team.key, week)
    return report is not None and not _quiet(report, team)


def _quiet(report: Report, team: TeamSettings) -> bool:
    shown = [section for section in report.sections if not section.page_only]
    silent = bool(shown) and all(section.status == "suppressed" for section in shown)
    return silent and report.people.members >= team.smallest_group


async def one_round(
    house: House, policy: Policy, team: TeamSettings, week: Week, *, attempt: int = 1, by_hand: bool = False
) -> Round:
    """Go through the people of a team who asked; whoever has a card already, or is on somebody else's way to one, is passed by.

    A person who does it `by_hand` has decided when cards come.

    Raises:
        KadansError: it can't be known who asked, or whom not to read about.
        SignInError, NotReachedError: nothing can be read.
    """
    assert house.pseudonyms is not None  # noqa: S101 - whoever calls has looked
    began, told = house.now, Round()
    async with house.reading() as tenant:
        silent = await left_out(tenant.directory, team.organisation)
        members = await members_of(tenant.directory, team)
        asked = await _asked(house, policy, team, week, members=members, silent=silent, tenant=tenant, by_hand=by_hand)
        one = _One(
            house=house,
            policy=policy,
            team=team,
            week=week,
            members=members,
            silent=silent,
            tenant=tenant,
            pseudonyms=house.pseudonyms,
            gives_up=attempt >= _TRIES,
            waits=not by_hand and not house.sandbox,
        )
        for person in asked:
            if house.now - began > _WORKS_AT_MOST:
                told.wait(1)
                break
            await one.card(person, told)
    return told


async def _asked(
    house: House,
    policy: Policy,
    team: TeamSettings,
    week: Week,
    *,
    members: Members,
    silent: frozenset[str],
    tenant: Tenant,
    by_hand: bool,
) -> tuple[DirectoryPerson, ...]:
    """Return the members who asked, in no order of their own; without those left out, and those whom an earlier team serves."""
    group = team.organisation.self_card_group
    try:
        people = await tenant.directory.group_members(group)
    except AnswerError as error:
        raise KadansError(
            f"[organisation] self_card_group: this group can't be read ({error.reason}). Check the id; reading it needs "
            "GroupMember.ReadBasic.All."
        ) from None
    wanted = {person.key.casefold() for person in people} - silent
    found = tuple(person for person in members.nominal if person.key.casefold() in wanted)
    for key in policy.tables.teams:
        if key == team.key or not found:
            break
        other = team_settings(policy, key)
        if not self_cards_wanted(house, policy, other, week, by_hand=by_hand):
            continue
        try:
            theirs = {person.key.casefold() for person in (await members_of(tenant.directory, other)).nominal}
        except KadansError:
            continue  # the ledger knows what that team has sent
        found = tuple(person for person in found if person.key.casefold() not in theirs)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _One:
    """One person's card after the other. Nothing of one of them outlives that one's turn."""

    house: House
    policy: Policy
    team: TeamSettings
    week: Week
    members: Members
    silent: frozenset[str]
    tenant: Tenant
    pseudonyms: Pseudonyms
    gives_up: bool
    waits: bool

    async def card(self, person: DirectoryPerson, told: Round) -> None:
        """Post one person's card, if it is time and was not done before. One person's trouble harms no other.

        Raises:
            SignInError, NotReachedError, PostponedError: nobody's card can be made now.
        """
        # Another pseudonym each week, so that two rows tell nobody that they are about the same person.
        key = f"{self.week}/{self.pseudonyms.of(person.key, purpose=f'{PURPOSE}/{self.week}')}"
        ledger, now = self.house.storage.self_cards, self.house.now
        entry = ledger.read(key)
        if entry is not None:
            self._found(entry, told)
            return
        try:
            wait = await self._seconds_until(person)
            content = await self._content(person) if wait == 0 else b""
        except (SignInError, NotReachedError, PostponedError):
            raise
        except KadansError:
            claim = ledger.claim(key, now=now) if self.gives_up else None
            if claim is None:
                told.wait(_PAUSE)
            else:
                ledger.settle(claim, State.FAILED, now=now, reason="it could not be read")
                told.failed += 1
            return
        if wait:
            told.wait(wait)
        elif content:
            claim = ledger.claim(key, now=now)
            if claim is None:
                told.wait(SENDING_AT_MOST)
            else:
                await self._post(person, claim, content, told)

    def _found(self, entry: Entry, told: Round) -> None:
        """Deal with a card that somebody has claimed before: one that may be there is never posted again."""
        if entry.state is State.SENT:
            return
        if entry.state is not State.SENDING:
            told.failed += 1
            return
        age = self.house.now - entry.since
        if age < SENDING_AT_MOST:
            told.wait(SENDING_AT_MOST - age)
        elif self.house.storage.self_cards.settle(entry, State.AMBIGUOUS, now=self.house.now, reason="interrupted"):
            told.failed += 1

    async def _seconds_until(self, person: DirectoryPerson) -> int:
        """Return how long the card has to wait for its reader's working time."""
        if not self.waits:
            return 0
        now = self.house.now
        moment = next_moment(now, await expected_of(person.key, person, self.team, self.tenant, now))
        return LONGEST_DELAY if moment is None else max(moment - now, 0)

    async def _content(self, person: DirectoryPerson) -> bytes:
        """Return the card, made from a fresh reading of this person alone; nothing where there is nothing to tell."""
        facts = await gather(
            self.team,
            self.week,
            self.members,
            left_out=self.silent,
            tenant=self.tenant,
            now=self.house.clock(),
            only=frozenset({person.key.casefold()}),
        )
        if not facts.people:
            return b""  # a shared mailbox is nobody's
        settings = self.team
        sections = (
            own_section(BY_KEY[key], facts, settings.rules[key], aside=key not in settings.sections)
            for key in settings.auditors
            if key in BY_KEY and not settings.muted(key, self.week)
        )
        own = OwnWeek(
            sections=tuple(section for section in sections if section is not None),
            organiser=organiser_of(facts, settings, person.addresses, now=self.house.now),
        )
        if own.empty:
            return b""
        reader = replace(reader_of(settings, self.policy), zone=facts.people[0].expected.zone)
        return as_bytes(self_card(own, reader, self.week))

    async def _post(self, person: DirectoryPerson, claim: Entry, content: bytes, told: Round) -> None:
        ledger = self.house.storage.self_cards
        receipt: Receipt = await self.house.postman(BotTarget(kind="bot", user=person.key)).post(PURPOSE, content)
        if receipt.outcome is Outcome.LATER:
            ledger.free(claim)
            told.wait(receipt.retry_after or _PAUSE)
            return
        state = _STATES.get(receipt.outcome, State.SENT)
        # The id of the post would lead from the pseudonym to the chat: it is not kept.
        ledger.settle(claim, state, now=self.house.now, reason=receipt.reason or receipt.outcome.value)
        if state is State.SENT:
            told.sent += 1
        else:
            told.failed += 1
