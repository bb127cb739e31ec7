"""Sampling of work locations: whose turn it is, who is asked about, what is kept, and what becomes of it when something fails."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.errors import KadansError
from core.facts import Availability, Gap, PersonKey, WorkPlace
from core.messages import Unavailable
from core.policy_file import read_policy
from core.ports import DirectoryPerson
from core.pseudonym import read_pseudonyms
from jobs.command import run_check, run_sample
from jobs.doctor.local import policy_lines
from jobs.health import health
from jobs.house import House
from jobs.purge import purge
from jobs.sample import OFF, Sampling, Turn, sample
from jobs.sampled import LACKS_KEY, SampledPlaces, pseudonym
from jobs.settings import read_settings
from jobs.wiring import house, rules
from sandbox import FOR_SAMPLING, GRANTED, Company, Fault, Faults, Served, build, policy_toml, served_in_thread
from sandbox.truth.office import sampled_place
from storage.folder import FolderPapers
from storage.samples import DaySample, Outcome, Samples
from tests.jobs.conftest import FakeDirectory

BRUSSELS = ZoneInfo("Europe/Brussels")
WEEK = "2026-W46"
MONDAY = date(2026, 11, 9)
PRESENCE = "getPresencesByUserId"


def at(clock: str, day: int = 0) -> datetime:
    """An instant by the wall clock of Brussels; day 0 is the Monday."""
    return datetime.combine(MONDAY + timedelta(days=day), time.fromisoformat(clock), BRUSSELS).astimezone(UTC)


@pytest.fixture(scope="module")
def company() -> Company:
    return build(seed=3, people=12, week=WEEK)


@dataclass
class Ward:
    """A served company, and a folder to keep things in."""

    served: Served
    folder: Path
    environment: dict[str, str]

    def house(self, moment: datetime) -> House:
        self.served.turn_clock(moment)
        return house(self.environment, clock=lambda: moment)

    def sample(self, moment: datetime) -> Sampling:
        return asyncio.run(sample(self.house(moment)))

    def policy(self, change: Callable[[str], str]) -> None:
        path = Path(self.environment["KADANS_POLICY"])
        path.write_text(change(path.read_text()))

    def asked(self) -> int:
        return sum(PRESENCE in each.path for each in self.served.requests)

    def kept(self, day: int = 0) -> DaySample | None:
        return self.house(at("20:00", day)).storage.samples.read(MONDAY + timedelta(days=day), "Europe/Brussels")

    def papers(self) -> list[str]:
        return FolderPapers(self.folder / "store").names("samples/")


@contextmanager
def opened(company: Company, folder: Path, faults: Faults | None = None, *, granted: bool = True) -> Iterator[Ward]:
    policy = folder / "policy.toml"
    policy.write_text(policy_toml(company, sampled=True))
    allowed = GRANTED | FOR_SAMPLING if granted else GRANTED
    with served_in_thread(company, faults=faults or Faults.none(), granted=allowed) as served:
        environment = {
            **served.environment, "KADANS_PSEUDONYM_KEY": served.pseudonym_key,
            "KADANS_STORAGE": f"folder:{folder}/store", "KADANS_POLICY": str(policy),
        }  # fmt: skip
        yield Ward(served=served, folder=folder, environment=environment)


@pytest.fixture
def ward(company: Company, tmp_path: Path) -> Iterator[Ward]:
    with opened(company, tmp_path) as found:
        yield found


# --- whose turn it is


def test_a_team_is_sampled_once_a_day_late_in_its_morning(ward: Ward) -> None:
    assert set(ward.sample(at("10:59")).turns.values()) == {Turn.NOT_NOW}
    assert ward.asked() == 0
    assert set(ward.sample(at("11:00")).turns.values()) == {Turn.SAMPLED}
    before = ward.kept()
    assert set(ward.sample(at("12:05")).turns.values()) == {Turn.BEFORE}
    assert ward.asked() == 1
    assert ward.kept() == before


def test_a_late_timer_catches_up_until_the_afternoon(ward: Ward) -> None:
    assert set(ward.sample(at("16:00")).turns.values()) == {Turn.NOT_NOW}
    assert set(ward.sample(at("15:59")).turns.values()) == {Turn.SAMPLED}


@pytest.mark.parametrize("day", [pytest.param(2, id="the 11th of November"), pytest.param(5, id="a Saturday")])
def test_a_free_day_is_not_sampled(ward: Ward, day: int) -> None:
    assert set(ward.sample(at("11:05", day)).turns.values()) == {Turn.FREE_DAY}
    assert ward.asked() == 0


def test_a_closure_is_not_sampled(ward: Ward) -> None:
    ward.policy(lambda text: re.sub(r"closures = \[.*\]", "closures = [2026-11-09]", text))
    assert set(ward.sample(at("11:05")).turns.values()) == {Turn.FREE_DAY}
    assert ward.asked() == 0


def test_a_team_has_its_own_late_morning(ward: Ward) -> None:
    ward.policy(lambda text: text.replace("[teams.legal]", '[teams.legal]\nzone = "America/New_York"'))
    assert ward.sample(at("11:05")).turns == {"platform": Turn.SAMPLED, "legal": Turn.NOT_NOW}
    assert ward.sample(at("17:05")).turns == {"platform": Turn.BEFORE, "legal": Turn.SAMPLED}
    assert [name.rpartition("/")[2] for name in ward.papers()] == ["America--New_York.json", "Europe--Brussels.json"]


def test_no_week_is_sampled_that_began_before_people_were_informed(ward: Ward) -> None:
    ward.policy(lambda text: re.sub(r"informed_on = .*", "informed_on = 2026-11-10", text))
    assert set(ward.sample(at("11:05", 3)).turns.values()) == {Turn.NOT_INFORMED}
    assert ward.asked() == 0


def test_a_team_without_a_section_that_makes_use_of_it_is_left_alone(ward: Ward) -> None:
    ward.policy(
        lambda text: text.replace("calls = true", "calls = false").replace(
            "[auditors.office_day_fit]\nwarn_percent = 30", ""
        )
    )
    assert set(ward.sample(at("11:05")).turns.values()) == {Turn.UNUSED}
    assert ward.asked() == 0


# --- who is asked about, and what is kept


def test_members_alone_are_asked_about_and_nobody_who_is_left_out(ward: Ward, company: Company) -> None:
    ward.sample(at("11:05"))
    members = {person for team in company.teams for person in team.members}
    accounts = {person.id for person in company.people if person.purpose != "user"}  # nobody knows without asking more
    silent = {*company.opted_out, *company.representatives}
    asked = ward.served.presences_asked
    assert silent & members
    assert set(asked) - accounts == members - silent
    assert len(asked) == len(set(asked))


def test_who_does_not_work_on_the_day_as_far_as_policy_and_country_tell_is_not_asked_about(
    ward: Ward, company: Company
) -> None:
    american = next(person.id for person in company.people if person.quirk == "new_york")
    first, other, *_ = (each for each in company.team("platform").members if each not in {american, *company.opted_out})
    schedule = "[schedules.tuesdays]\nweek = { Tue = '08:00-12:00' }\n\n[teams.platform]\n"
    schedule += f"schedules = {{ '{other}' = 'tuesdays' }}"
    ward.policy(lambda text: text.replace("[teams.platform]", schedule))
    ward.sample(at("11:05"))
    assert first in ward.served.presences_asked
    assert other not in ward.served.presences_asked
    ward.policy(lambda text: text.replace("closures = [", "closures = [2026-11-12, "))
    ward.served.presences_asked.clear()
    ward.sample(at("11:05", 1))
    assert other in ward.served.presences_asked


def test_the_holidays_of_a_persons_own_country_count(ward: Ward, company: Company) -> None:
    american = next(person.id for person in company.people if person.quirk == "new_york")
    thanksgiving = datetime(2026, 11, 26, 10, 5, tzinfo=UTC)
    ward.sample(thanksgiving)
    assert american not in ward.served.presences_asked
    assert len(ward.served.presences_asked) > 4


def test_what_is_kept_is_the_place_under_a_pseudonym_and_nothing_for_who_tells_none(
    ward: Ward, company: Company
) -> None:
    ward.sample(at("11:05"))
    kept, keyed = ward.kept(), read_pseudonyms(ward.environment["KADANS_PSEUDONYM_KEY"])
    assert kept is not None
    expected = {
        pseudonym(keyed, person.id, MONDAY): place
        for team in company.teams
        for person in company.members(team)
        if (place := sampled_place(company, team, person, MONDAY)) is not None
    }
    assert kept.places == expected
    assert {place.value for place in kept.places.values()} == {"office", "remote"}
    assert kept.teams == {"platform": Outcome.READ, "legal": Outcome.READ}


# --- what must not be


def test_without_the_switch_nothing_is_sampled_and_what_there_was_goes(ward: Ward) -> None:
    ward.sample(at("11:05"))
    ward.policy(lambda text: text.replace("sample_work_location = true", "sample_work_location = false"))
    assert ward.sample(at("11:05", 1)) == Sampling(refused=OFF)
    assert ward.asked() == 1
    assert ward.papers() == []


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("", id="there is none"),
        pytest.param("@Microsoft.KeyVault(SecretUri=https://v.example/secrets/PSEUDONYM-KEY/)", id="not in the vault"),
    ],
)
def test_without_a_key_nothing_is_sampled_and_everybody_who_looks_is_told(
    ward: Ward, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    ward.environment["KADANS_PSEUDONYM_KEY"] = key
    assert ward.sample(at("11:05")) == Sampling(refused=LACKS_KEY)
    sampled = SampledPlaces(lambda: pytest.fail("nothing is opened"), ward.house(at("11:05")).pseudonyms)
    assert sampled.of([MONDAY], [], zone=BRUSSELS, now=at("11:05")) is Availability.NO_KEY
    assert ward.asked() == 0
    assert ward.papers() == []
    told = health(ward.house(at("11:05")))
    assert told["work_location"] == {"last_sampled": None, "problem": LACKS_KEY}
    assert not told["healthy"]
    path = Path(ward.environment["KADANS_POLICY"])
    run_check(path, ward.environment)
    assert LACKS_KEY in capsys.readouterr().out
    policy = read_policy(path.read_bytes(), name="p", rules=rules())
    red = [line.todo for line in policy_lines(policy, read_settings(ward.environment), at("11:05")) if line.todo]
    assert red == [LACKS_KEY]


def test_nothing_is_sampled_from_a_real_tenant_without_a_footing(ward: Ward) -> None:
    ward.policy(lambda text: text.replace('dpia = "DPIA-VOORBEELD-1"', 'dpia = ""'))
    real = replace(ward.house(at("11:05")), sandbox=False)
    assert "[governance] lacks dpia" in asyncio.run(sample(real)).refused
    assert ward.asked() == 0


def test_what_was_sampled_goes_when_the_agreed_period_is_over(ward: Ward) -> None:
    ward.sample(at("11:05"))
    ward.policy(lambda text: re.sub(r"until = 2099-12-31", "until = 2026-11-09", text))
    assert "the agreed period is over" in ward.sample(at("11:05", 1)).refused
    assert ward.papers() == []


# --- what may fail


def test_a_refusal_is_remembered_and_another_try_follows(company: Company, tmp_path: Path) -> None:
    with opened(company, tmp_path, granted=False) as ward:
        assert set(ward.sample(at("11:05")).turns.values()) == {Turn.NOT_GRANTED}
        assert ward.kept() == DaySample(teams={"platform": Outcome.NOT_GRANTED, "legal": Outcome.NOT_GRANTED})
        assert set(ward.sample(at("12:05")).turns.values()) == {Turn.NOT_GRANTED}
        assert ward.asked() == 2
        found = ward.house(at("12:05"))
        sampled = SampledPlaces(lambda: found.storage.samples, found.pseudonyms)
        assert sampled.of([MONDAY], [], zone=BRUSSELS, now=at("12:05")) is Availability.NOT_GRANTED


def test_throttling_is_waited_for(company: Company, tmp_path: Path) -> None:
    with opened(company, tmp_path, Faults(faults=(Fault(match=PRESENCE, status=429, retry_after=1),))) as ward:
        assert set(ward.sample(at("11:05")).turns.values()) == {Turn.SAMPLED}
        assert ward.asked() == 2


def test_an_outage_is_no_place_and_the_next_hour_tries_again(company: Company, tmp_path: Path) -> None:
    with opened(company, tmp_path, Faults(faults=(Fault(match=PRESENCE, status=404, times=1),))) as ward:
        assert set(ward.sample(at("11:05")).turns.values()) == {Turn.UNREADABLE}
        kept = ward.kept()
        assert kept is not None
        assert not kept.places
        assert set(ward.sample(at("12:05")).turns.values()) == {Turn.SAMPLED}


def test_a_run_that_is_killed_before_it_keeps_anything_is_repeated(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Samples, "keep", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            ward.sample(at("11:05"))
    assert ward.papers() == []
    assert set(ward.sample(at("12:05")).turns.values()) == {Turn.SAMPLED}


def test_two_runs_at_the_same_time_are_one(ward: Ward) -> None:
    opened_house = ward.house(at("11:05"))
    opened_house.storage.prepare()
    owner = opened_house.storage.leases.take("sample", now=opened_house.now, seconds=600)
    assert owner is not None
    assert ward.sample(at("11:05")).refused == "Another run samples at this moment."
    assert ward.asked() == 0


def test_the_command_says_what_became_of_each_team(ward: Ward, capsys: pytest.CaptureFixture[str]) -> None:
    moment = at("11:05")
    ward.served.turn_clock(moment)
    assert asyncio.run(run_sample(None, ward.environment, now=moment)) == 0
    assert capsys.readouterr().out == "platform: sampled.\nlegal: sampled.\n"


# --- many people


@dataclass
class FakePresences:
    """The `Presences` port: who is in `dark` can't be read, and only every third one has set a place."""

    dark: frozenset[str] = frozenset()
    asked: list[int] = field(default_factory=list)

    async def work_places(self, people: Sequence[PersonKey]) -> Mapping[PersonKey, WorkPlace] | Gap | Unavailable:
        self.asked.append(len(people))
        if self.dark & set(people):
            return Gap(source="location", reason="throttled for longer than this run may wait")
        return {person: WorkPlace.OFFICE for person in people if int(person[1:]) % 3 == 0}


def crowded(ward: Ward, presences: FakePresences, teams: Mapping[str, range]) -> House:
    groups = {key: [DirectoryPerson(key=PersonKey(f"p{number}")) for number in each] for key, each in teams.items()}
    reading = SimpleNamespace(directory=FakeDirectory(groups=groups), presences=presences)

    @asynccontextmanager
    async def read() -> AsyncIterator[Any]:
        yield reading

    text = '[organisation]\ndomains = ["o.example"]\nzone = "Europe/Brussels"\n[privacy]\nsample_work_location = true\n'
    text += "[auditors.office_day_fit]\n" + "".join(f'[teams.{key}]\ngroup = "{key}"\n' for key in teams)
    Path(ward.environment["KADANS_POLICY"]).write_text(text)
    return replace(ward.house(at("11:05")), reading=read)


def test_650_people_are_asked_about_at_a_time_each_once(ward: Ward) -> None:
    presences = FakePresences()
    told = asyncio.run(sample(crowded(ward, presences, {"a": range(1000), "b": range(500, 1400)})))
    assert sorted(presences.asked) == [100, 650, 650]
    assert told.turns == {"a": Turn.SAMPLED, "b": Turn.SAMPLED}
    kept = ward.kept()
    assert kept is not None
    assert len(kept.places) == len(range(0, 1400, 3))


def test_a_part_that_gives_no_answer_leaves_the_teams_of_that_part_for_the_next_hour(ward: Ward) -> None:
    presences = FakePresences(dark=frozenset({"p700"}))
    busy = crowded(ward, presences, {"a": range(600), "b": range(600, 1400)})
    assert asyncio.run(sample(busy)).turns == {"a": Turn.SAMPLED, "b": Turn.UNREADABLE}
    kept = ward.kept()
    assert kept is not None
    assert len(kept.places) == len(range(0, 600, 3))
    presences.dark = frozenset()
    assert asyncio.run(sample(replace(busy, clock=lambda: at("12:05")))).turns == {"a": Turn.BEFORE, "b": Turn.SAMPLED}
    kept = ward.kept()
    assert kept is not None
    assert kept.teams == {"a": Outcome.READ, "b": Outcome.READ}
    assert len(kept.places) == len(range(0, 1400, 3))


def test_a_team_whose_members_cannot_be_read_harms_no_other(ward: Ward) -> None:
    house_of_two = crowded(ward, FakePresences(), {"a": range(9), "b": range(9)})
    broken = Path(ward.environment["KADANS_POLICY"])
    broken.write_text(broken.read_text().replace('group = "b"', 'group = "nobody"'))
    assert asyncio.run(sample(house_of_two)).turns == {"a": Turn.SAMPLED, "b": Turn.UNREADABLE}


# --- what is forgotten


def test_the_eighth_day_is_kept_and_the_ninth_is_gone(ward: Ward) -> None:
    ward.sample(at("11:05"))
    asyncio.run(purge(ward.house(at("23:59", 7))))
    assert len(ward.papers()) == 1
    asyncio.run(purge(ward.house(at("00:00", 8))))
    assert ward.papers() == []


def test_the_hourly_run_forgets_too_so_that_nothing_waits_for_the_purge(ward: Ward) -> None:
    ward.sample(at("11:05"))
    ward.sample(at("00:05", 8))
    assert ward.papers() == []


def test_days_end_by_the_zone_of_the_sample(tmp_path: Path) -> None:
    samples = Samples(FolderPapers(tmp_path), tenant="t")
    for zone in ("Pacific/Auckland", "Europe/Brussels", "America/Los_Angeles"):
        samples.keep(MONDAY, zone, DaySample(teams={"a": Outcome.READ}))
    assert samples.purge(at("12:05", 7)) == 1  # past midnight in Auckland
    assert samples.purge(at("00:00", 8)) == 1
    assert samples.read(MONDAY, "America/Los_Angeles") is not None
    assert samples.purge(at("09:00", 8)) == 1


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace("sample_work_location = true", ""), id="the switch is off"),
        pytest.param(lambda text: text.replace("until = 2099-12-31", "until = 2026-11-09"), id="the period is over"),
    ],
)
def test_the_purge_forgets_everything_where_nothing_may_be_sampled(ward: Ward, change: Callable[[str], str]) -> None:
    ward.sample(at("11:05"))
    ward.policy(change)
    asyncio.run(purge(ward.house(at("03:30", 1))))
    assert ward.papers() == []


def test_the_purge_forgets_everything_where_the_key_is_gone(ward: Ward) -> None:
    ward.sample(at("11:05"))
    asyncio.run(purge(replace(ward.house(at("03:30", 1)), pseudonyms=None)))
    assert ward.papers() == []


@pytest.mark.parametrize("by", [purge, sample], ids=["the purge", "the next sampling"])
def test_who_opts_out_is_taken_out_of_what_is_kept(ward: Ward, company: Company, by: Callable[[House], Any]) -> None:
    ward.sample(at("11:05"))
    kept, keyed = ward.kept(), read_pseudonyms(ward.environment["KADANS_PSEUDONYM_KEY"])
    assert kept is not None
    gone = next(
        person for person in company.team("platform").members if pseudonym(keyed, person, MONDAY) in kept.places
    )
    ward.policy(lambda text: text.replace("opt_out_group", f'opt_out = ["{gone.upper()}"]\nopt_out_group', 1))
    asyncio.run(by(ward.house(at("11:05", 1))))
    left = ward.kept()
    assert left is not None
    assert kept.places.keys() - left.places.keys() == {pseudonym(keyed, gone, MONDAY)}


def test_where_nobody_can_tell_who_opted_out_the_rest_is_forgotten_all_the_same(
    company: Company, tmp_path: Path
) -> None:
    trouble = Fault(match=f"groups/{company.opt_out_group}", after=1, status=403, times=99)
    with opened(company, tmp_path, Faults(faults=(trouble,))) as ward:
        ward.sample(at("11:05"))
        samples = ward.house(at("11:05")).storage.samples
        samples.keep(MONDAY - timedelta(days=30), "Europe/Brussels", DaySample(teams={}))
        with pytest.raises(KadansError, match="this group can't be read"):
            asyncio.run(purge(ward.house(at("03:30", 1))))
        assert len(ward.papers()) == 1


# --- what is known of a week


def test_what_is_too_old_is_unknown_even_where_nobody_has_forgotten_it(tmp_path: Path) -> None:
    samples, keyed = Samples(FolderPapers(tmp_path), tenant="t"), read_pseudonyms("0f" * 32)
    one = PersonKey("one")
    for number in range(2):
        day = MONDAY + timedelta(days=number)
        places = {pseudonym(keyed, one, day): WorkPlace.REMOTE}
        samples.keep(day, "Europe/Brussels", DaySample(teams={"a": Outcome.READ}, places=places))
    days = [MONDAY + timedelta(days=number) for number in range(7)]

    def known(now: datetime) -> object:
        return SampledPlaces(lambda: samples, keyed).of(days, [one], zone=BRUSSELS, now=now)

    assert known(at("08:30", 7)) == {one: {days[0]: WorkPlace.REMOTE, days[1]: WorkPlace.REMOTE}}
    assert known(at("08:30", 8)) == {one: {days[1]: WorkPlace.REMOTE}}
    assert known(at("08:30", 9)) is Availability.NOT_SAMPLED
    assert (
        SampledPlaces(lambda: samples, None).of(days, [one], zone=BRUSSELS, now=at("08:30", 7)) is Availability.NO_KEY
    )
    other = read_pseudonyms("f0" * 32)
    assert SampledPlaces(lambda: samples, other).of(days, [one], zone=BRUSSELS, now=at("08:30", 7)) == {one: {}}


def test_a_paper_of_another_kind_is_told_without_its_content(tmp_path: Path) -> None:
    papers = FolderPapers(tmp_path)
    papers.write(
        "samples/t/2026-11-09/Europe--Brussels.json", b'{"teams": {}, "places": {"zz-secret": "at the beach"}}'
    )
    with pytest.raises(KadansError, match=r"samples/t/2026-11-09/Europe--Brussels\.json is no sample") as told:
        Samples(papers, tenant="t").read(MONDAY, "Europe/Brussels")
    assert "zz-secret" not in str(told.value)
    assert "beach" not in str(told.value)
