"""The texts of docs/metrics.md and docs/auditors/*.md."""

import inspect
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from auditors import ALL
from core.auditor import AnyAuditor
from core.facts import Signal
from core.limits import limits_of
from core.permissions import Need, needs
from core.policy_file import read_policy
from core.privacy import CONTRIBUTORS, COVERAGE, FLOOR
from jobs.policy_docs import limit_row, row
from jobs.wiring import rules
from reports import formats, phrases
from reports.card_parts import MARKS
from reports.language import NBSP, Language
from reports.section_story import section_story
from tests.metric_pages.examples import Seen, example, seen

DOCS = Path(__file__).parent.parent.parent / "docs"
METRICS, AUDITORS = DOCS / "metrics.md", DOCS / "auditors"
_ENGLISH = Language.of("en-IE")
_GENERATED = "<!-- Generated from the code by `make docs`: change it there. -->"
_ROUNDED = {
    "hours": "to half hours",
    "share": "to 5 %, unless its definition names another step",
    "messages": "to two digits",
}
_MEASURES = (
    "| measure | what the card or page calls it | unit | how it is told |",
    "| --- | --- | --- | --- |",
)


def files() -> Mapping[Path, str]:
    """Return every generated file with its content."""
    pages = {AUDITORS / f"{auditor.key}.md": _text(_page(auditor)) for auditor in ALL}
    return {METRICS: _text(_overview()), **pages}


def _text(lines: Iterator[str]) -> str:
    return "\n".join(lines).replace(NBSP, " ").rstrip() + "\n"


def _overview() -> Iterator[str]:
    yield from (
        "# What is measured",
        "",
        _GENERATED,
        "",
        "Every measure of every auditor, as `report.json` has it. One page for each auditor tells more.",
        "",
        "## What holds for all of them",
        "",
        f"- **Floor**: no section about people rests on fewer than {FLOOR}; the policy can only raise that.",
        f"- **Coverage**: where less than {float(COVERAGE):.0%} of the calendars or chats could be read, a section is not",
        "  measured.",
        "- **Ranges**: a count of people is told as a range, one of 2 equal parts of the team's nominal size (under 8 counted",
        "  people), of 3 (under 16) or of 4. A level changes where such a range begins.",
        f"- **Contributors**: where it says so, a number is told only if {CONTRIBUTORS} people or more contribute to it and",
        f'  nobody more than half; else it says "{formats.LITTLE}".',
        "- **Expected time** of a person: a schedule declared in the policy, else working hours in Outlook, else the default",
        '  hours; less public holidays, closures and out-of-office. In a team with `hours = "shifts"`: a declared schedule,',
        "  else the shifts shared in Teams Shifts, nights past midnight included. Time off of the roster is leave; holidays and",
        "  closures cut nothing of it: it is planned around them. Who has no shift in it is away. Where it can't be read, or",
        "  nothing is shared for the week, sections that need expected time are not measured.",
        "- **Typical**: the mean of the middle half of the people, so that it is nobody's own value.",
        "- **Rounding**: hours to half hours, shares to 5 %, large counts to two digits.",
        "- **Settings** have bounds and steps that no policy can leave ([policy.md](policy.md#limits-of-each-auditor)).",
        f"- {phrases.PROMISE}",
        "",
    )
    for auditor in ALL:
        yield from (f"## {auditor.words.title}", "", f"[{auditor.key}](auditors/{auditor.key}.md): {auditor.why}", "")
        yield from (_definition(auditor), "", f"Source: {_source(auditor)}", "")
        yield from _measures(auditor)
        yield from _settings(auditor)


def _page(auditor: AnyAuditor) -> Iterator[str]:
    about = (inspect.getdoc(sys.modules[auditor.rule.__module__]) or "").split("\n\n")
    paragraphs = [" ".join(each.split()) for each in about]
    why = next((each.removeprefix("Why: ") for each in paragraphs if each.startswith("Why: ")), "")
    yield from (f"# {auditor.words.title}", "", _GENERATED, "", auditor.why, "")
    yield from ("## Why", "", why[:1].upper() + why[1:], "") if why else ()
    yield from ("## What it needs", "", f"- {_source(auditor, up='../')}")
    for need in _needs(auditor):
        yield f"- `{need.permission.name}`: {need.permission.reason}"
    if auditor.weeks > 1:
        yield f"- Calendars of {auditor.weeks} weeks, the reporting week included."
    if auditor.fewest:
        yield f"- {auditor.fewest} people or more who could be counted."
    if auditor.needs_expected_time:
        yield "- Expected working time: where a team works in shifts and its roster can't be read, it is not measured."
    yield from ("", "## How it is measured", "", _definition(auditor), "")
    yield from ("## An example", "", *_example(auditor), "")
    yield from ("## Measures", "", *_measures(auditor))
    yield from ("## Levels", "", *_levels(auditor))
    yield from ("## Settings", "", *_settings(auditor))
    yield from _own(auditor)
    yield from _notes(auditor, [each for each in paragraphs[1:] if not each.startswith("Why: ")])


def _own(auditor: AnyAuditor) -> Iterator[str]:
    """Yield what it says to one person who asked for the own numbers."""
    labels = (
        _ENGLISH.say_known(label, formats.settings(auditor.rule().model_dump(), _ENGLISH))
        for label in auditor.words.own.values()
    )
    yield from ("## On a self card", "")
    if not auditor.words.own:
        yield from ("Nothing: what it measures rests on several people.", "")
        return
    yield from ("The same measurement on that one person, told as it is:", "", *(f"- {label}" for label in labels), "")


def _definition(auditor: AnyAuditor) -> str:
    return section_story(example(auditor), auditor, _ENGLISH).definition


def _source(auditor: AnyAuditor, *, up: str = "") -> str:
    needed = ", ".join(_ENGLISH.say(phrases.SOURCES[each]) for each in Signal if each in auditor.needs)
    more = ", ".join(_ENGLISH.say(phrases.SOURCES[each]) for each in Signal if each in auditor.better_with)
    names = ", ".join(f"`{each.permission.name}`" for each in _needs(auditor))
    said = f"{needed}; better with {more}" if more else needed
    return f"{said} ({names}; [permissions.md]({up}permissions.md))."


def _needs(auditor: AnyAuditor) -> list[Need]:
    policy = (
        '[organisation]\ndomains = ["example.org"]\nzone = "UTC"\n'
        "[privacy]\nsample_work_location = true\n[signals]\ncalendar = true\nchats = true\nchannels = true\ncalls = true\n"
        f'[teams.team]\ngroup = "g"\nsections = ["{auditor.key}"]\n'
    )
    tables = read_policy(policy.encode(), name="example", rules=rules()).tables
    return [each for each in needs(tables, ALL) if auditor.key in each.auditors]


def _measures(auditor: AnyAuditor) -> Iterator[str]:
    yield from _MEASURES
    settings = formats.settings(auditor.rule().model_dump(), _ENGLISH)
    for each in seen(auditor):
        label = _ENGLISH.say_known(auditor.words.measures.get(each.key, ""), settings) or ""
        place = " On the page alone." if each.key in auditor.page_alone else ""
        yield row(f"`{each.key}`", label, each.unit, _told(each) + place)
    yield ""


def _told(measure: Seen) -> str:
    if measure.unit == "people":
        return "As a range."
    rounding = _ROUNDED.get(measure.unit, "as a whole number")
    if measure.contributors:
        return f"By contributors; {rounding}."
    return f"{rounding[:1].upper()}{rounding[1:]}."


def _levels(auditor: AnyAuditor) -> Iterator[str]:
    words, settings = auditor.words, formats.settings(auditor.rule().model_dump(), _ENGLISH)

    def said(message: str) -> str:
        return _ENGLISH.say_known(message, settings) or ""

    if not words.headline:
        yield from ("None: it is told for information.", "")
        return
    label = said(words.lead.get(auditor.lead, ""))
    alert = said(words.lead.get(auditor.alert_lead, "")) if auditor.alert_lead else ""
    yield f'Decided by `{auditor.lead}` ("{label}")' + (
        f', and for the highest one by `{auditor.alert_lead}` ("{alert}").' if alert else "."
    )
    yield from ("", "| level | what a headline says | what to talk about |", "| --- | --- | --- |")
    for level, headline in words.headline.items():
        shape, word = MARKS[level][0], _ENGLISH.say(phrases.LEVELS[level])  # type: ignore[index]
        yield row(f"{shape} {word}", said(headline), said(words.question.get(level, "")))
    yield ""


def _settings(auditor: AnyAuditor) -> Iterator[str]:
    limits = limits_of(auditor.key, auditor.rule)
    if not limits:
        yield from (inspect.getdoc(auditor.rule) or "", "")
        return
    yield from (
        "| setting | default | may be | step | why, and where it comes from |",
        "| --- | --- | --- | --- | --- |",
    )
    yield from (limit_row(each) for each in limits)
    yield ""


def _notes(auditor: AnyAuditor, choices: list[str]) -> Iterator[str]:
    if not choices and not auditor.words.notes:
        return
    yield from ("## Notes", "")
    for each in choices:
        yield from (each.replace("Chosen where METRICS.md is silent: ", "Choices: "), "")
    if auditor.words.notes:
        yield from ("What it may remark:", "")
        yield from (f'- "{each}" (`{key}`)' for key, each in auditor.words.notes.items())


def _example(auditor: AnyAuditor) -> Iterator[str]:
    yield from (f"![A card with this section alone](../pictures/auditor-{auditor.key}.png)", "")
    told = section_story(example(auditor), auditor, _ENGLISH)
    mark = f"{MARKS[told.level][0]} " if told.level else ""
    yield f"> **{told.value}** {told.label} · {mark}{told.word}"
    if told.question:
        yield from (">", f"> {phrases.TALK}: {told.question}")
