"""The company keeps its promises: the same seed tells the same story, and the numbers tell the story back."""

from __future__ import annotations

import tomllib

import pytest

from sandbox import Company, build, policy_toml, truth

AUDITORS = ("meeting_overload", "off_hours_messages", "all_virtual_rule")


def test_the_same_seed_gives_the_same_company_and_another_seed_another(small: Company) -> None:
    assert build(seed=3, people=12) == small
    assert build(seed=4, people=12) != small


@pytest.mark.parametrize("people", [12, 13, 25, 26, 44, 59, 60, 65, 66, 150])
def test_a_company_has_as_many_employees_as_were_asked_for(people: int) -> None:
    from sandbox.company.cast import hire  # noqa: PLC0415
    from sandbox.wall_clock import monday_of  # noqa: PLC0415

    cast = hire(seed=1, people=people, monday=monday_of("2026-W46"))
    employees = [
        person for person in cast.people if person.purpose == "user" and person.enabled and person.user_type == "Member"
    ]
    assert len(employees) == people
    assert len({person.mail for person in cast.people}) == len(cast.people)
    assert len({team.key for team in cast.teams}) == len(cast.teams)


def test_a_company_too_small_for_a_team_is_refused() -> None:
    with pytest.raises(ValueError, match="too small"):
        build(people=11)


@pytest.mark.parametrize("key", ["platform", "sales", "support", "finance", "research", "legal"])
@pytest.mark.parametrize("auditor", AUDITORS)
def test_each_team_comes_to_the_level_that_its_story_promises(company: Company, key: str, auditor: str) -> None:
    team = company.team(key)
    section = truth(company, team)["sections"][auditor]
    promised = team.promise[auditor]
    if promised == "suppressed":
        assert (section["status"], section["level"]) == ("suppressed", None)
        assert set(section["exact"]) <= {"at_risk_next_week"}
    else:
        assert (section["status"], section["level"]) == ("measured", promised)


@pytest.mark.parametrize(
    ("seed", "people", "week"), [(1, 60, "2026-W13"), (2, 44, "2026-W43"), (3, 12, "2026-W46"), (4, 90, "2026-W37")]
)
def test_the_stories_hold_for_other_seeds_sizes_and_weeks_with_a_clock_change(
    seed: int, people: int, week: str
) -> None:
    other = build(seed=seed, people=people, week=week)
    for team in other.teams:
        sections = truth(other, team)["sections"]
        told = [
            team.key,
            {
                name: "suppressed" if found["status"] == "suppressed" else found["level"]
                for name, found in sections.items()
                if name in AUDITORS
            },
        ]
        assert told == [team.key, {name: team.promise[name] for name in AUDITORS}]


def test_the_default_company_holds_every_kind_of_person_that_a_reader_may_get_wrong(company: Company) -> None:
    quirks = {person.quirk for person in company.people}
    assert quirks >= {
        "new_york", "kolkata", "opted_out", "representative", "on_leave", "four_fifths", "alternate_fridays",
        "week_on_week_off", "split_shift", "duty", "tuesday_to_friday", "no_mailbox", "forbidden", "custom_zone",
        "mailbox_in_utc", "dutch", "nowhere", "half_day_off", "private_day_off",
    }  # fmt: skip


def test_people_who_are_left_out_are_neither_counted_nor_away(company: Company) -> None:
    platform = truth(company, "platform")
    assert platform["members"] == 12
    assert platform["counted"] + platform["away"] == 11


def test_a_holiday_in_the_week_lowers_the_limits_but_not_for_the_dutch_colleague(company: Company) -> None:
    from sandbox.presence import present_in  # noqa: PLC0415

    present = present_in(company, company.team("sales"), company.monday)
    shares = {presence.person.quirk: presence.share for presence in present.counted}
    assert shares["dutch"] == 1
    assert shares[""] == pytest.approx(0.8)


def test_the_policy_is_toml_that_names_every_team_and_nobody_by_name(company: Company) -> None:
    text = policy_toml(company)
    policy = tomllib.loads(text)
    assert set(policy["teams"]) == {team.key for team in company.teams}
    assert not [person.name for person in company.people if person.name in text]
