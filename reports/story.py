"""What a report says to a reader, in words: the card, the page and the text draw the same story.

METRICS.md, section 4, decided already what may be told; here nothing is computed, only said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auditors import BY_KEY
from core.agreement import tried
from core.auditor import AnyAuditor
from core.report import Level, Report
from core.trend import trends
from core.week import Week
from reports import formats, phrases
from reports.agreement_story import TRY_HOW, AgreementStory, agreement_story
from reports.language import Language
from reports.reader import Reader
from reports.section_story import Fact, SectionStory, section_story
from reports.untrusted import https, plain

AT_RISK = "at_risk_next_week"
"""The one measure that looks ahead, whichever section holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All that may be said, in the order of importance."""

    language: Language
    team: str
    """Untrusted: shown as text."""
    week: str
    days: str
    headline: str
    level: Level | None
    """Of the most pressing section."""
    quiet: bool
    """Whether there is nothing to show, so that one line takes the place of the card.

    That is a week in which too few people were there, as far as a report can tell: it names one reason for all causes, so that
    nobody learns who was away, or which other team is nearly the same one.
    """
    basis: str
    """How large the team is, and how much of it could be read."""
    policy: str
    """Where the policy in force is an earlier one: which, and why."""
    silence: str
    """Where no section may be shown at all: why, once for all of them."""
    sections: tuple[SectionStory, ...]
    """Those of the card."""
    further: tuple[SectionStory, ...]
    """Those that stand on the page alone."""
    question: str
    laptop: str
    """Why to bring a laptop next week; empty where there is no reason."""
    upcoming: tuple[Fact, ...]
    upcoming_more: str
    agreements: tuple[AgreementStory, ...]
    """What the team tries, the newest first; none in a week without numbers."""
    gaps: tuple[str, ...]
    remarks: tuple[str, ...]
    """What holds for all numbers."""
    purpose: str
    contact: str
    readers: str
    charter: str | None


def story(
    report: Report, reader: Reader, *, history: Iterable[Report] = (), auditors: Mapping[str, AnyAuditor] = BY_KEY
) -> Story:
    """Return what the report says to this reader; with the reports of earlier weeks, also what changed."""
    language = Language.of(reader.locale)
    week = Week.parse(report.week)
    past = tuple(history)
    weeks = trends(report, past, auditors)
    told = [
        (
            section,
            section_story(
                section,
                auditors.get(section.auditor),
                language,
                trend=weeks.get(section.auditor),
                zone=reader.zone,
            ),
        )
        for section in report.sections
    ]
    sections = tuple(said for section, said in told if not section.page_only)
    lead = max(sections, key=lambda section: phrases.PRESSING[section.level], default=None)
    agreements = () if _all_suppressed(sections) else _agreements(report, reader, past, auditors, language)
    laptop, upcoming, more = _next_week(report, reader, language)
    return Story(
        language=language,
        team=plain(reader.team, most=60),
        week=formats.week_text(week, language),
        days=formats.days_text(week, language),
        headline=_headline(sections, lead, language, ahead=bool(laptop)),
        level=lead.level if lead else None,
        quiet=_all_suppressed(sections) and not laptop,
        basis=_basis(report, language),
        policy=_policy(reader, language),
        silence=language.say(phrases.SUPPRESSED_WHY) if _all_suppressed(sections) else "",
        sections=sections,
        further=tuple(said for section, said in told if section.page_only),
        question=lead.question if lead and lead.level else "",
        laptop=laptop,
        upcoming=upcoming,
        upcoming_more=more,
        agreements=agreements,
        gaps=_gaps(report, language),
        remarks=(
            language.say(
                phrases.PERIOD, week=_capital(formats.week_text(week, language)), days=formats.days_text(week, language)
            ),
            *((language.say(phrases.TREND_HOW),) if any(section.trend.runs for section in sections) else ()),
            *((language.say(TRY_HOW),) if agreements else ()),
            language.say(phrases.BANDS),
        ),
        purpose=plain(reader.purpose, most=200),
        contact=plain(reader.contact, most=100),
        readers=plain(reader.readers, most=200),
        charter=https(reader.charter),
    )


def _agreements(
    report: Report, reader: Reader, history: Iterable[Report], auditors: Mapping[str, AnyAuditor], language: Language
) -> tuple[AgreementStory, ...]:
    return tuple(
        agreement_story(each, auditors[each.auditor], report.section(each.auditor), language)
        for each in tried(reader.agreements, report, history, auditors)
    )


def _all_suppressed(sections: tuple[SectionStory, ...]) -> bool:
    return bool(sections) and all(section.status == "suppressed" for section in sections)


def _headline(sections: tuple[SectionStory, ...], lead: SectionStory | None, language: Language, *, ahead: bool) -> str:
    """Return what changed and what stands out, in words; what became heavier comes first."""
    judged = [section for section in sections if section.level]
    if _all_suppressed(sections):
        return language.say(phrases.SUPPRESSED)
    if lead is None or not judged:
        seen = any(section.status == "measured" for section in sections)
        return language.say(phrases.LOOK_AHEAD if ahead else phrases.NO_VERDICT if seen else phrases.NOTHING_TO_SHOW)
    changed = _most_telling_change(judged)
    if changed is not None:
        also = lead.headline if lead is not changed and lead.level != "good" else ""
        return f"{changed.changed}. {also}" if also else changed.changed
    if lead.level == "good" and len(judged) > 1:
        return language.say(phrases.ALL_GOOD)
    return lead.headline


def _most_telling_change(judged: list[SectionStory]) -> SectionStory | None:
    """Return the section whose change leads: of those that became heavier the most pressing one, else the best news."""
    changed = [section for section in judged if section.changed]
    heavier = [section for section in changed if section.trend.better is False]
    if heavier:
        return max(heavier, key=lambda section: phrases.PRESSING[section.level])
    return min(changed, key=lambda section: phrases.PRESSING[section.level], default=None)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _basis(report: Report, language: Language) -> str:
    """Return the size of the team, and the least covered source in words: never a count of who is left out."""
    team = language.say(phrases.TEAM_OF, members=formats.number(report.people.members, language))
    shown = [section for section in report.sections if not section.page_only]
    notes = [note.values for section in shown for note in section.notes if note.key == "coverage"]
    steps = list(phrases.COVERAGE)
    known = [values for values in notes if values.get("read") in steps and values.get("source") in phrases.SOURCES]
    if not known:
        return team
    worst = max(known, key=lambda values: steps.index(str(values["read"])))
    if worst["read"] == "all" and len({values["source"] for values in known}) > 1:
        return f"{team} · {language.say(phrases.EVERYTHING_READ)}"
    source = language.say(phrases.SOURCES[str(worst["source"])])
    return f"{team} · {language.say(phrases.COVERAGE[str(worst['read'])], source=source)}"


def _policy(reader: Reader, language: Language) -> str:
    if reader.earlier_policy is None:
        return ""
    return language.say(phrases.EARLIER_POLICY, date=formats.date_text(reader.earlier_policy.isoformat(), language))


def _next_week(report: Report, reader: Reader, language: Language) -> tuple[str, tuple[Fact, ...], str]:
    """Return why to bring a laptop, the meetings that may be named, and how many more there are."""
    found = next((m for section in report.sections if (m := section.measure(AT_RISK)) is not None), None)
    count = int(found.value) if found is not None and isinstance(found.value, int | float) else 0
    count = max(count, len(report.upcoming))
    if not count:
        return "", (), ""
    named = tuple(
        Fact(
            value=formats.when_text(meeting, reader.zone, language),
            label=language.say(
                phrases.INVITED,
                minutes=formats.number(meeting.minutes, language),
                invitees=formats.number(meeting.invitees, language),
            ),
        )
        for meeting in sorted(report.upcoming, key=lambda meeting: meeting.start)[: phrases.NAMED_AT_MOST]
    )
    if not named:
        text = language.many(
            "{count} meeting has a room booked and an online link, so somebody may join from elsewhere.",
            "{count} meetings have a room booked and an online link, so somebody may join from elsewhere.",
            count, count=formats.number(count, language),
        )  # fmt: skip
        return text, (), ""
    rest = count - len(named)
    more = language.many("and {count} more", "and {count} more", rest, count=formats.number(rest, language))
    return language.say(phrases.LAPTOP_WHY), named, more if rest else ""


def _gaps(report: Report, language: Language) -> tuple[str, ...]:
    """Return what could not be read, in words and without counts, each sentence once."""
    sentences: dict[str, None] = {}
    for gap in report.gaps:
        if gap.source in phrases.SOURCES:
            source = language.say(phrases.SOURCES[gap.source])
            sentences[_capital(language.say(phrases.GAPS.get(gap.reason, phrases.SOME_GAP), source=source))] = None
        else:
            sentences[language.say(phrases.ANY_GAP)] = None
    return tuple(sentences)
