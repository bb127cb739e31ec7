"""One section in words, from its auditor's words and its measures alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo

from core.auditor import AnyAuditor, Words
from core.privacy import LITTLE_OR_NONE
from core.report import Level, Measure, Note, Section, Status
from core.trend import Trend, charted
from reports import formats, phrases
from reports.language import Language
from reports.trend_story import NO_TREND, TrendStory, trend_story
from reports.untrusted import plain, unmarked


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One value with its label."""

    value: str
    label: str
    whole: str = ""
    """Of a part of a mapping: what all parts are about."""
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionStory:
    """What one auditor found, in words."""

    key: str
    title: str
    status: Status
    level: Level | None
    word: str
    """The level, or why there is none, in a word or a short sentence."""
    value: str
    """The one that decides its level; empty where there is none."""
    label: str
    """What the value counts; the title where there is no value."""
    reason: str = ""
    """Untrusted: what somebody wrote in the policy about why it is silent."""
    headline: str = ""
    question: str = ""
    why: str = ""
    definition: str = ""
    facts: tuple[Fact, ...] = ()
    """The other measures."""
    aside: tuple[Fact, ...] = ()
    """Measures that stand on the page alone."""
    remarks: tuple[str, ...] = ()
    """What else is to be known about it."""
    trend: TrendStory = NO_TREND
    changed: str = ""
    """What the headline says of its change."""


_NO_WORDS = Words(title="", lead={}, headline={}, definition="", question={}, measures={})


def section_story(
    section: Section,
    auditor: AnyAuditor | None,
    language: Language,
    *,
    trend: Trend | None = None,
    zone: tzinfo = UTC,
) -> SectionStory:
    """Return a section in words, with times in a zone; of an auditor that is not known any more, its keys have to serve."""
    words = auditor.words if auditor else _NO_WORDS
    title = language.say(words.title) or _readable(section.auditor)
    why = language.say(auditor.why) if auditor else ""
    if section.status != "measured":
        return _silent(section, words, title, why, language)
    lead = section.measure(auditor.leads(section.level)) if auditor else next(iter(section.measures), None)
    values = formats.settings(section.settings, language) | {
        measure.key: formats.measure_text(measure, language) for measure in section.measures
    }
    rest = [measure for measure in section.measures if measure is not lead and measure.n != 0]
    decided = lead is not None and _decides(lead, section.level)
    aside = auditor.page_alone if auditor else frozenset()
    told = tuple(said for note in section.notes if (said := _remark(note, words, language, zone)))
    own = [_remark(note, words, language, zone) for note in section.notes if note.key in words.notes]
    word = language.say(phrases.FOR_INFORMATION if decided else phrases.NOTHING_DECIDED)
    weeks = _weeks(trend, section, auditor, values, language)
    return SectionStory(
        key=section.auditor,
        title=title,
        status=section.status,
        level=section.level,
        word=language.say(phrases.LEVELS[section.level]) if section.level else word if decided or not own else own[0],
        value=formats.measure_text(lead, language) if lead and decided else "",
        label=(language.say_known(words.lead.get(lead.key, ""), values) if decided and lead else None) or title,
        headline=language.say_known(words.headline.get(section.level or "", ""), values) or title,
        question=language.say_known(words.question.get(section.level or "", ""), values) or "",
        why=why,
        definition=language.say_known(words.definition, values) or "",
        facts=tuple(fact for each in rest if each.key not in aside for fact in _facts(each, words, values, language)),
        aside=tuple(fact for each in rest if each.key in aside for fact in _facts(each, words, values, language)),
        remarks=told,
        trend=weeks,
        changed=_changed(weeks, words, title, language),
    )


def _weeks(
    trend: Trend | None, section: Section, auditor: AnyAuditor | None, values: Mapping[str, str], language: Language
) -> TrendStory:
    if auditor is None:
        return NO_TREND
    key = charted(auditor)
    label = _label(key, auditor.words, values, language)
    short = language.say_known(auditor.words.lead.get(key, ""), values) or label
    return trend_story(trend, section, auditor, label=label, short=short, language=language)


def _changed(weeks: TrendStory, words: Words, title: str, language: Language) -> str:
    """Return what a headline may say of a change; one that stands in its rate or hours alone is told beside the level."""
    if weeks.better is None or not weeks.leads:
        return ""
    own = words.change.get("better" if weeks.better else "worse", "")
    return language.say(own) or language.say(phrases.BETTER if weeks.better else phrases.WORSE, title=title)


def _decides(lead: Measure, level: Level | None) -> bool:
    """Tell whether the lead says anything: nought of nought meetings doesn't."""
    return bool(lead.n) if lead.n is not None else level is not None or bool(lead.value)


def _silent(section: Section, words: Words, title: str, why: str, language: Language) -> SectionStory:
    """Return a section without numbers: why, and what would help."""
    note = section.notes[0] if section.notes else Note(key="")
    names = _names(note, language, UTC)
    reason = ""
    remarks: tuple[str, ...] = ()
    if section.status == "suppressed":
        word, remarks = language.say(phrases.SUPPRESSED), (language.say(phrases.SUPPRESSED_WHY),)
    elif note.key == "muted":
        word = language.say(phrases.PAUSED)
        if "until" in note.values:
            word = language.say(phrases.UNTIL, until=formats.date_text(str(note.values["until"]), language))
        reason = plain(str(note.values.get("reason", "")), most=120)
    else:
        silence = phrases.OFF if section.status == "off" else phrases.UNKNOWN_REASON
        message = words.notes.get(note.key) or phrases.REASONS.get(note.key, silence)
        word = language.say_known(message, names) or language.say(silence)
        hint = language.say_known(phrases.HINTS.get(note.key, ""), names)
        remarks = (hint,) if hint else ()
    return SectionStory(
        key=section.auditor, title=title, status=section.status, level=None, word=word, value="", label=title,
        reason=reason, why=why, remarks=remarks,
    )  # fmt: skip


def _names(note: Note, language: Language, zone: tzinfo) -> dict[str, str]:
    """Return a note's values to fill in, with the source's name, the permission that it needs, and weekday and time."""
    key = str(note.values.get("source", note.values.get("signal", "")))
    named = formats.settings(note.values, language)
    if key in phrases.SOURCES:
        named["source"] = language.say(phrases.SOURCES[key])
    if key in phrases.PERMISSIONS:
        named["permission"] = phrases.PERMISSIONS[key]
    if isinstance(start := note.values.get("start"), str):
        named["when"] = formats.weekday_text(start, zone, language)
    return named


def _facts(measure: Measure, words: Words, values: Mapping[str, str], language: Language) -> tuple[Fact, ...]:
    """Return a measure as one fact, or one for each part of a mapping."""
    label = _label(measure.key, words, values, language)
    if not isinstance(measure.value, dict):
        return (Fact(value=formats.measure_text(measure, language), label=label),)
    told = {part: formats.value_text(value, measure.unit, language) for part, value in measure.value.items()}
    by_value: dict[str, list[str]] = {}
    for part, value in told.items():
        # Parts of which there is little or none share a line; numbers stand alone.
        by_value.setdefault(value if measure.value[part] == LITTLE_OR_NONE else f"{value}\n{part}", []).append(part)
    return tuple(
        Fact(
            value=told[parts[0]],
            label=language.say(phrases.PAIR, label=label, value=named),
            whole=label,
            part=named,
        )
        for parts in by_value.values()
        if (named := "; ".join(_label(f"{measure.key}.{part}", words, values, language) for part in parts))
    )


def _label(key: str, words: Words, values: Mapping[str, str], language: Language) -> str:
    return language.say_known(words.measures.get(key, ""), values) or _readable(key.rpartition(".")[2])


def _remark(note: Note, words: Words, language: Language, zone: tzinfo) -> str:
    if note.key == "coverage":
        step, names = phrases.COVERAGE.get(str(note.values.get("read"))), _names(note, language, zone)
        said = language.say_known(step, names) if step else None
        return said[:1].upper() + said[1:] + "." if said else ""
    return (
        language.say_known(words.notes.get(note.key) or phrases.REMARKS.get(note.key, ""), _names(note, language, zone))
        or ""
    )


def _readable(key: str) -> str:
    return unmarked(key.replace("_", " ").capitalize())
