"""Try and see, in words: what an agreement is, and what the weeks before it and since say."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.agreement import ENOUGH, Finding, Side, Tried
from core.auditor import AnyAuditor
from core.report import Section
from core.words import N_
from reports import formats
from reports.language import Language
from reports.untrusted import plain

TRY_AND_SEE = N_("Try and see")
SINCE = N_("Since {date}: ")
COMPARED = N_("{label}: {before} before ({swing}), {since_then} since then ({weeks}). {finding}")
BEFORE_ALONE = N_("{label}: {before} before ({swing}). {finding}")
SWING = N_("{weeks}, from {low} to {high}")
STEADY = N_("{weeks}, all of them alike")
TRY_HOW = N_(
    "Before and since an agreement: the median of eight weeks at most on either side, with the lowest and the highest week "
    "before it as the usual swing. The week in which it begins counts on neither side. Other things may have changed as well."
)
FINDINGS = {
    Finding.NOT_USED: N_("{title} is not measured for this team, so there is nothing to see."),
    Finding.NOTHING_BEFORE: N_("Too little to compare with. Measured weeks before it: {count} of at least {least}."),
    Finding.TOO_EARLY: N_("Too early to tell. Measured weeks since then: {count} of at least {least}."),
    Finding.SAME: N_("No change beyond the usual swing from week to week."),
    Finding.BETTER: N_("Better, by more than the usual swing from week to week."),
    Finding.WORSE: N_("It went the other way, by more than the usual swing from week to week."),
    Finding.MORE: N_("More, by more than the usual swing from week to week."),
    Finding.LESS: N_("Less, by more than the usual swing from week to week."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementStory:
    """One agreement."""

    before: str
    """What stands before its name."""
    name: str
    """Untrusted: shown as text."""
    text: str


def agreement_story(tried: Tried, auditor: AnyAuditor, section: Section | None, language: Language) -> AgreementStory:
    """Return an agreement in words; its auditor's section fills the limits into what is counted."""
    settings = section.settings if section is not None and section.settings else auditor.rule().model_dump()
    return AgreementStory(
        before=language.say(SINCE, date=formats.date_text(tried.since.isoformat(), language)),
        name=plain(tried.name, most=80),
        text=_text(tried, auditor, formats.settings(settings, language), language),
    )


def further_agreements(count: int, language: Language) -> str:
    """Return how many agreements stand on the page alone."""
    return language.many(
        "{count} earlier agreement is in the full report.",
        "{count} earlier agreements are in the full report.",
        count, count=formats.number(count, language),
    )  # fmt: skip


def _text(tried: Tried, auditor: AnyAuditor, values: Mapping[str, str], language: Language) -> str:
    count = tried.weeks_before if tried.before is None else tried.weeks_since
    title = language.say(auditor.words.title)
    finding = language.say(
        FINDINGS[tried.finding],
        title=title,
        count=formats.number(count, language),
        least=formats.number(ENOUGH, language),
    )
    if tried.before is None:
        return finding
    words = auditor.words
    # A rate's own label stands alone; that of a range of people ("Over 15 hours") leans on its section.
    label = (words.lead if tried.key == auditor.lead else words.measures).get(tried.key, "")
    said: dict[str, str] = {
        "label": language.say_known(label, values) or title,
        "before": formats.measure_text(tried.before.middle, language),
        "swing": _swing(tried.before, language),
        "finding": finding,
    }
    if tried.since_then is None:
        return language.say(BEFORE_ALONE, **said)
    said["since_then"] = formats.measure_text(tried.since_then.middle, language)
    said["weeks"] = _weeks(tried.since_then, language)
    return language.say(COMPARED, **said)


def _swing(side: Side, language: Language) -> str:
    low, high = (formats.measure_text(each, language) for each in (side.lowest, side.highest))
    return language.say(STEADY if low == high else SWING, weeks=_weeks(side, language), low=low, high=high)


def _weeks(side: Side, language: Language) -> str:
    return language.many("{count} week", "{count} weeks", side.weeks, count=formats.number(side.weeks, language))
