"""A published week is final, and a card is delivered once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from jobs.command import AuditCommand, run_audit
from sandbox import Company, Fault, Faults, Served, build, policy_toml, served_in_thread
from tests.end_to_end.running import Run

WEEK = "2026-W46"


@pytest.fixture
def run(
    tmp_path: Path, company: Company, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Run]:
    monkeypatch.chdir(tmp_path)

    def audit(
        served: Served,
        *,
        policy: str | None = None,
        deliver: bool = False,
        exact: bool = False,
        more: Mapping[str, str] | None = None,
    ) -> Run:
        Path("policy.toml").write_text(policy or policy_toml(company, folder="routes"), "utf-8")
        environment = {
            **served.environment,
            "KADANS_STORAGE": "folder:store",
            "KADANS_POLICY": "policy.toml",
            **(more or {}),
        }
        command = AuditCommand(out=Path("out"), week=WEEK, deliver=deliver, exact=exact)
        capsys.readouterr()
        code = asyncio.run(run_audit(command, environment, now=company.now))
        said = capsys.readouterr()
        return Run(code=code, out=said.out, err=said.err, folder=tmp_path)

    return audit


def stored(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in (folder / "store").rglob("*.json")}


def test_another_look_at_a_published_week_gives_what_was_published(
    company: Company, run: Callable[..., Run], tmp_path: Path
) -> None:
    changed = build(seed=4, people=12, week=WEEK)  # other people, another week; the teams have the same names
    with served_in_thread(company, faults=Faults.none()) as served:
        first = run(served)
        kept, before = stored(tmp_path), first.report("platform", WEEK)
        asked = len(served.requests)
        assert "published before" not in first.out
        again = run(served)
        assert again.report("platform", WEEK) == before
        assert again.out.count("published before") == 2
        assert len(served.requests) == asked, "nothing needs to be read"
    with served_in_thread(changed, faults=Faults.none()) as served:
        policy = policy_toml(changed)
        environment_of_the_same_tenant = served.company.tenant_id == company.tenant_id
        anew = run(served, policy=policy, exact=True)
        assert anew.report("platform", WEEK)["sections"] != before["sections"]
        assert "exact" in anew.report("platform", WEEK)["sections"][0]["measures"][0]
        assert stored(tmp_path) == kept
        last = run(served, policy=policy)
    if environment_of_the_same_tenant:
        assert last.report("platform", WEEK) == before
        assert stored(tmp_path) == kept


def test_what_is_kept_holds_group_numbers_alone(company: Company, run: Callable[..., Run], tmp_path: Path) -> None:
    with served_in_thread(company, faults=Faults.none()) as served:
        run(served)
    kept = stored(tmp_path)
    assert len(kept) == 2
    for content in kept.values():
        for word in (b'"exact"', b'"counted"', b'"away"', b'"count"'):
            assert word not in content


def test_a_card_is_delivered_once_and_the_second_time_it_says_so(
    company: Company, run: Callable[..., Run], tmp_path: Path
) -> None:
    with served_in_thread(company, faults=Faults.none()) as served:
        first = run(served, deliver=True)
        cards = {path: path.read_bytes() for path in (tmp_path / "routes").rglob("*.json")}
        assert len(cards) == 2
        assert first.out.count("delivered to") == 2
        again = run(served, deliver=True)
    assert again.out.count("has this card already; nothing was sent again") == 2
    assert "delivered to" not in again.out
    assert {path: path.read_bytes() for path in (tmp_path / "routes").rglob("*.json")} == cards
    assert (first.code, again.code) == (0, 0)


@pytest.mark.parametrize(("day", "cards"), [pytest.param(1, 0, id="a day before"), pytest.param(0, 2, id="on the day")])
def test_before_the_first_cards_only_numbers_are_kept(
    company: Company, run: Callable[..., Run], tmp_path: Path, day: int, cards: int
) -> None:
    begins = company.now.date().replace(day=company.now.day + day)
    admins = 'admin_route = "admins"\n'
    policy = policy_toml(company, folder="routes").replace(admins, f"{admins}cards_from = {begins}\n", 1)
    with served_in_thread(company, faults=Faults.none()) as served:
        done = run(served, policy=policy, deliver=True)
    assert done.code == 0
    assert len(list((tmp_path / "routes").rglob("*.json"))) == cards
    assert ("no card is sent before cards_from" in done.out) == (cards == 0)
    assert len(stored(tmp_path)) == 2


def with_workflow(company: Company) -> str:
    """Return a policy whose team Platform is told by a Teams workflow."""
    route = '[routes.platform]\nkind = "folder"\npath = "routes/platform"'
    assert route in policy_toml(company, folder="routes")
    workflow = '[routes.platform]\nkind = "workflow"\nurl_secret = "HOOK"'
    return policy_toml(company, folder="routes").replace(route, workflow)


def test_a_workflow_gets_the_card_once(company: Company, run: Callable[..., Run]) -> None:
    with served_in_thread(company, faults=Faults.none()) as served:
        hook = {"HOOK": served.flows.url(served.authority, "channel")}
        first = run(served, policy=with_workflow(company), deliver=True, more=hook)
        again = run(served, policy=with_workflow(company), deliver=True, more=hook)
        assert len(served.flows.posted) == 1
    assert (first.code, again.code) == (0, 0)
    assert "[routes.platform] delivered to Teams, by workflow" in first.out
    assert "[routes.platform] has this card already; nothing was sent again" in again.out


def test_a_card_that_may_have_been_posted_is_not_posted_again_and_it_says_what_to_do(
    company: Company, run: Callable[..., Run]
) -> None:
    cut = Faults(faults=(Fault(match="/flows/channel/", times=1, kind="reset"),))
    with served_in_thread(company, faults=cut) as served:
        hook = {"HOOK": served.flows.url(served.authority, "channel")}
        first = run(served, policy=with_workflow(company), deliver=True, more=hook)
        again = run(served, policy=with_workflow(company), deliver=True, more=hook)
        assert len(served.flows.posted) == 1
    for done in (first, again):
        assert done.code == 1
        assert "nobody knows whether this card was posted (connection lost)" in done.err
        assert "kadans deliver --again platform/2026-W46/platform" in done.err


def test_a_route_without_its_secret_is_told_and_fails_and_the_others_have_their_cards(
    company: Company, run: Callable[..., Run], tmp_path: Path
) -> None:
    with served_in_thread(company, faults=Faults.none()) as served:
        done = run(served, policy=with_workflow(company), deliver=True)
    assert done.code == 1
    assert "HOOK is not set" in done.err
    assert [path.parent.name for path in (tmp_path / "routes").rglob("*.json")] == ["legal"]


def test_small_teams_stand_together_on_the_organisations_page_alone(
    company: Company, run: Callable[..., Run], tmp_path: Path
) -> None:
    page, policy = tmp_path / "out" / "organisation" / WEEK / "report.html", _with_floor(company, 8)
    with served_in_thread(company, faults=Faults.none()) as served:
        first = run(served, policy=policy)
        shown, asked = page.read_text("utf-8"), len(served.requests)
        again = run(served, policy=policy)
        assert len(served.requests) == asked, "the small teams' report is final too"
    assert f"The organisation's page: {page.relative_to(tmp_path)}" in first.out
    assert "Kleine teams, samen genomen" in shown
    assert "Team van 9" in shown.replace("\N{NO-BREAK SPACE}", " ")
    assert page.read_text("utf-8") == shown
    assert again.code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["legal", "organisation", "platform"]
    assert [section["status"] for section in first.report("platform", WEEK)["sections"]] == ["suppressed"] * 3
    assert not any(f"{team.name}<" in shown or f"{team.name} " in shown for team in company.teams)


def test_one_small_team_stays_silent_on_the_organisations_page(
    company: Company, run: Callable[..., Run], tmp_path: Path
) -> None:
    with served_in_thread(company, faults=Faults.none()) as served:
        run(served)
    shown = (tmp_path / "out" / "organisation" / WEEK / "report.html").read_text("utf-8")
    assert "Kleine teams" not in shown
    assert "2 teams" in shown


def _with_floor(company: Company, people: int) -> str:
    text = policy_toml(company, folder="routes")
    assert "smallest_group" not in text
    return text.replace("[privacy]", f"[privacy]\nsmallest_group = {people}")
