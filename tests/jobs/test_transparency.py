"""`kadans transparency`: pages in four languages from code, policy and storage, that tell no more than they may."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from auditors import ALL
from core.delivery import State
from core.errors import KadansError
from core.report import Report, Section
from core.week import Week
from graph.allow_list import SOURCES, read_fields
from jobs.fingerprint import COMMAND, ROOT, fingerprint
from jobs.house import Storage
from jobs.plan import before
from jobs.settings import read_settings
from jobs.transparency import TransparencyCommand, evaluation_of, run_transparency
from jobs.wiring import open_storage
from reports.transparency.catalogue import LANGUAGES
from sandbox import build, policy_toml
from tests.core.policies import EXAMPLE
from tests.stage import WEEK, report_of

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
EVERY_AUDITOR = EXAMPLE + "".join(
    f"\n[auditors.{each.key}]\n" for each in ALL if f"\n[auditors.{each.key}]" not in EXAMPLE
)
"""A policy that uses all auditors: three on the card, the others on the page beside it."""
PAGES = ("what-is-read", "for-sign-off", "evaluation")


def environment(folder: Path) -> dict[str, str]:
    return {
        "KADANS_TENANT_ID": "t", "KADANS_CLIENT_ID": "c", "KADANS_CLIENT_SECRET": "a-secret",
        "KADANS_STORAGE": f"folder:{folder / 'store'}",
    }  # fmt: skip


def written(folder: Path, policy: str = EXAMPLE, more: dict[str, str] | None = None) -> dict[tuple[str, str], str]:
    """Return the pages by language and name."""
    file = folder / "policy.toml"
    file.write_text(policy)
    told = environment(folder) if more is None else more
    assert run_transparency(TransparencyCommand(out=folder / "out", policy=file), told, now=NOW) == 0
    return {(path.parent.name, path.stem): path.read_text("utf-8") for path in (folder / "out").glob("*/*.html")}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    return written(tmp_path_factory.mktemp("pages"), EVERY_AUDITOR)


class Outline(HTMLParser):
    """What a page is made of."""

    VOID = frozenset({"meta", "br", "wbr", "link", "img", "input"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.lang = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags.add(tag)
        if tag == "html":
            self.lang = told.get("lang") or ""
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(int(tag[1]))
        self.links += [value for name in ("href", "src") if (value := told.get(name))]
        if tag == "th":
            assert told.get("scope") in {"row", "col"}
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_three_pages_come_in_four_languages(pages: dict[tuple[str, str], str]) -> None:
    assert set(pages) == {(language, page) for language in LANGUAGES for page in PAGES}
    for page in PAGES:
        assert len({pages[language, page] for language in LANGUAGES}) == 4


def test_pages_stand_alone_and_can_be_read_by_everybody(pages: dict[tuple[str, str], str]) -> None:
    for (language, _), html in pages.items():
        outline = Outline(html)
        assert outline.open == []
        assert outline.lang == language
        assert outline.headings[0] == 1
        assert outline.headings.count(1) == 1
        assert all(later - earlier <= 1 for earlier, later in zip(outline.headings, outline.headings[1:], strict=False))
        assert not outline.tags & {"script", "img", "link", "iframe", "form"}
        assert all(link.startswith(("https://intranet.example/", "mailto:dpo@example.org")) for link in outline.links)
        assert "@media print" in html
        assert "{" not in re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)


def test_the_page_for_employees_tells_what_is_on_and_how_to_opt_out(pages: dict[tuple[str, str], str]) -> None:
    page = pages["en", "what-is-read"]
    for words in (
        "good-faith use of on-line tools as agreed in the charter", "https://intranet.example/charter", "CPBW/CPPT",
        "30 September 2027", "mailto:dpo@example.org", "13 months", "5 people or more", "who answered what",
    ):  # fmt: skip
        assert words in page, words
    off = page.partition("Switched off here")[2]
    assert "Call records of online meetings: nothing of it is read" in off
    assert "Messages in chats and channels: nothing of it is read" in off
    assert "network addresses" not in page
    assert "30. September 2027" in pages["de", "what-is-read"]
    assert "30 septembre 2027" in pages["fr", "what-is-read"]
    assert "30 september 2027" in pages["nl", "what-is-read"]


def test_what_the_policy_switches_on_is_told(tmp_path: Path) -> None:
    policy = EXAMPLE.replace('hours = "outlook"', 'hours = "shifts"')
    for name in ("channels", "calls", "sample_work_location"):
        policy = policy.replace(f"{name} = false", f"{name} = true")
    pages = written(tmp_path, policy.replace("# [auditors.office_day_fit]", "[auditors.office_day_fit]"))
    page = pages["en", "what-is-read"]
    assert "Switched off here" not in page
    assert "whether it is the office or elsewhere, today" in page
    assert "About you, for 8 days at most: whether you worked at the office" in page
    assert "About you: nothing" not in page
    assert "pseudonyms that change each day: 8 days at most" in pages["en", "for-sign-off"]
    assert "network addresses, to tell the office from elsewhere" in page
    assert "Messages in chats and channels (channel messages)" in page
    assert "they are skipped while reading the answer" in page
    assert "from when to when, as shared with the team" in page


def test_where_nothing_is_sampled_the_pages_say_that_nothing_is_kept(tmp_path: Path) -> None:
    page = written(tmp_path, EXAMPLE)["en", "what-is-read"]
    assert "About you: nothing." in page
    assert "pseudonym" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pack_holds_what_a_consultation_body_asks_for(pages: dict[tuple[str, str], str], language: str) -> None:
    page = pages[language, "for-sign-off"]
    plain = page.replace("<wbr>", "")
    for source in SOURCES:
        assert all(field in page for field in read_fields(source))
    for auditor in ALL:
        assert f"<code>{auditor.key}</code>" in page
        assert all(f"<code>{name}</code>" in page for name in auditor.rule.model_fields)
    assert "<code>Calendars.ReadBasic.All</code>" in plain
    assert "Chat.Read.All" not in plain
    assert fingerprint() in page
    assert "DPIA-2026-17" in page
    assert page.count('<tr><th scope="row">CPBW/CPPT</th>') == 1
    assert "platform-channel" in page
    assert "PLATFORM_WEBHOOK" not in page, "the name of a secret is nobody's business here"


def test_an_auditor_that_the_policy_does_not_use_is_not_told(tmp_path: Path) -> None:
    page = written(tmp_path)["en", "for-sign-off"]
    assert "<code>meeting_overload</code>" in page
    assert "<code>focus_time</code>" not in page


def test_the_thresholds_of_a_team_of_its_own_stand_beside_the_others(tmp_path: Path) -> None:
    other = '\n[teams.other]\nname = "Other"\ngroup = "00000000-0000-0000-0000-0000000000cc"\n'
    page = written(tmp_path, EXAMPLE + other)["en", "for-sign-off"]
    row = page.partition("<code>warn_hours</code>")[2].partition("</tr>")[0]
    assert "5 \N{EN DASH} 40" in row
    assert "Platform: 12; Other: 15" in row


def test_gaps_in_the_footing_are_shown_as_gaps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = '[organisation]\nname = "X"\ndomains = ["x.example"]\nzone = "UTC"\n'
    page = written(tmp_path, small)["en", "for-sign-off"]
    assert page.count("to be filled in by the organisation") >= 6
    assert "[governance] still lacks purpose, charter" in capsys.readouterr().out


def test_before_there_is_a_tenant_the_evaluation_is_left_out_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = written(tmp_path, more={})
    assert {name for _, name in found} == {"what-is-read", "for-sign-off"}
    assert (
        "evaluation.html was not written, since the storage is not known: KADANS_TENANT_ID" in capsys.readouterr().out
    )


def test_typed_texts_do_nothing_but_stand_there(tmp_path: Path) -> None:
    policy = EXAMPLE.replace('name = "Voorbeeld NV"', 'name = "<script>alert(1)</script>"')
    policy = policy.replace('dpo = "dpo@example.org"', "dpo = '\"><img src=x onerror=y>@z'")
    for html in written(tmp_path, policy).values():
        assert not Outline(html).tags & {"script", "img"}


def test_nobody_of_the_policy_stands_on_a_page(tmp_path: Path) -> None:
    company = build(seed=3, people=12, week=str(WEEK))
    for html in written(tmp_path, policy_toml(company)).values():
        assert not [person.id for person in company.people if person.id in html or person.mail in html]
        assert company.opt_out_group not in html


def storage_of(folder: Path) -> Storage:
    storage = open_storage(read_settings(environment(folder)))
    for back, team, version in ((0, "platform", "b"), (0, "gone", "b"), (1, "platform", "a"), (2, "platform", "a")):
        level = "warn" if back == 0 else "good"
        sections = (
            Section(auditor="meeting_overload", status="measured", level=level),
            Section(auditor="all_virtual_rule", status="measured"),
            Section(auditor="off_hours_messages", status="suppressed"),
        )
        report: Report = report_of(team, before(WEEK, back))
        stamp = report.policy.model_copy(update={"version": f"sha256:{version}"})
        storage.reports.publish(report.model_copy(update={"sections": sections, "policy": stamp}))
    for key, state in (
        (f"platform/{WEEK}/hook", State.SENT),
        (f"gone/{WEEK}/hook", State.FAILED),
        ("alarm/policy/1", State.SENT),
    ):
        claim = storage.ledger.claim(key, now=1)
        assert claim is not None
        storage.ledger.settle(claim, state, now=2)
    return storage


def test_the_evaluation_counts_levels_over_all_teams_and_deliveries_by_route(tmp_path: Path) -> None:
    found = evaluation_of(storage_of(tmp_path))
    assert (found.first, found.last, found.reports) == (str(before(WEEK, 2)), str(WEEK), 4)
    assert found.teams == {"gone": 1, "platform": 3}
    assert found.weeks == {str(before(WEEK, 2)): 1, str(before(WEEK, 1)): 1, str(WEEK): 2}
    told = {each.auditor: (dict(each.counts), each.silent) for each in found.levels}
    assert told["meeting_overload"] == ({"warn": 2, "good": 2}, 0)
    assert told["all_virtual_rule"] == ({"": 4}, 0)
    assert told["off_hours_messages"][1] == 4
    assert found.policies == {
        "sha256:a": (str(before(WEEK, 2)), str(before(WEEK, 1))), "sha256:b": (str(WEEK), str(WEEK)),
    }  # fmt: skip
    assert {route: dict(states) for route, states in found.deliveries.items()} == {"hook": {"sent": 1, "failed": 1}}


def test_the_evaluation_is_drawn_from_the_storage(tmp_path: Path) -> None:
    storage_of(tmp_path)
    page = written(tmp_path)["en", "evaluation"]
    assert f"4 reports, weeks {before(WEEK, 2)} to {WEEK}." in page
    assert '<th scope="row">Meetings</th><td>2</td><td>2</td><td>0</td><td>0</td><td>0</td>' in page
    assert '<th scope="row"><code>hook</code></th><td>1</td><td>0</td><td>0</td><td>1</td>' in page
    assert Week.parse(str(WEEK)) == WEEK


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(KadansError, match="Choose another --out"):
        written(tmp_path)


def test_the_fingerprint_is_what_the_command_computes_and_changes_with_any_file(tmp_path: Path) -> None:
    assert fingerprint() == fingerprint()
    done = subprocess.run(["bash", "-c", COMMAND], cwd=ROOT, capture_output=True, text=True, check=True)
    assert fingerprint() == f"sha256:{done.stdout.split()[0]}"
    for room in ("core", "auditors", "graph", "jobs", "reports", "storage"):
        shutil.copytree(ROOT / room, tmp_path / room)
    shutil.copy(ROOT / "function_app.py", tmp_path)
    assert fingerprint(tmp_path) == fingerprint(), "the same elsewhere"
    (tmp_path / "core" / "privacy.py").write_text("FLOOR = 1\n")
    assert fingerprint(tmp_path) != fingerprint()
