"""Made-up reports for the three auditors, one for each state that a card knows."""

from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from core.intervals import Interval
from core.organiser import Organiser, OwnMeeting, OwnSeries
from core.report import (
    Level,
    Measure,
    Note,
    People,
    PolicyStamp,
    Report,
    ReportGap,
    Section,
    Setting,
    Status,
    UpcomingMeeting,
    Window,
)
from core.self_card import OwnNumber, OwnSection, OwnWeek
from core.trend import earlier_weeks
from core.week import Week, instant
from core.zones import zone_named
from reports.own import OwnView
from reports.reader import Reader
from reports.section_story import Fact

LITTLE = "little or none"
HOSTILE = "\u202eEvil\u202c <at>Everyone</at> [free](https://evil.example) **bold** {{DATE(2026-01-01,SHORT)}}\nsecond\tline\x07"
"""Everything at once that a name should not be able to do."""


def reader(**changes: object) -> Reader:
    values: dict[str, object] = {
        "team": "Platform",
        "locale": "en-BE",
        "zone": zone_named("Europe/Brussels") or UTC,
        "purpose": "good-faith use of on-line tools as agreed in the charter",
        "contact": "dpo@example.org",
        "readers": "team managers; HR sees the organisation's page",
        "charter": "https://intranet.example/charter",
    }
    return Reader(**{**values, **changes})  # type: ignore[arg-type]


def report(*sections: Section, members: int = 12, **changes: object) -> Report:
    values: dict[str, object] = {
        "team": "platform",
        "week": "2026-W46",
        "window": Window(start="2026-11-08T23:00:00Z", end="2026-11-15T23:00:00Z"),
        "people": People(members=members),
        "sections": sections,
        "policy": PolicyStamp(version="sha256:0123456789abcdef"),
    }
    return Report.model_validate({**values, **changes})


def people(key: str, low: int, high: int, of: int = 12) -> Measure:
    return Measure(key=key, value=(low, high), unit="people", n=of)


def coverage(source: str, read: str = "nearly_all") -> Note:
    return Note(key="coverage", values={"source": source, "read": read})


def messages(level: Level | None = "good", *, over: tuple[int, int] = (0, 3), share: float = 0.1) -> Section:
    kinds = {"day_off": 26, "night": LITTLE, "evening": 64, "early": 18, "break": LITTLE}
    return Section(
        auditor="off_hours_messages",
        status="measured",
        level=level,
        measures=(
            people("people_over_warn", *over),
            people("people_over_alert", *((4, 7) if level == "alert" else (0, 3))),
            Measure(key="pressing_off_hours", value=31, unit="messages"),
            Measure(key="could_wait_off_hours", value=120, unit="messages"),
            Measure(key="landed", value=1900, unit="messages"),
            Measure(key="landed_off_hours", value=150, unit="messages"),
            Measure(key="landed_off_hours_share", value=share, unit="share"),
            Measure(key="landed_by_kind", value=kinds, unit="messages"),
            Measure(key="sent", value=820, unit="messages"),
            Measure(key="sent_off_hours", value=LITTLE, unit="messages"),
            Measure(key="sent_off_hours_share", value=LITTLE, unit="share"),
        ),
        notes=(coverage("chats", "all"), Note(key="channels_signal_off")),
        settings={"warn_days": 2, "alert_days": 4, "grace_minutes": 30},
    )


def meetings(
    level: Level = "warn", *, over: tuple[int, int] = (4, 7), typical: float = 14.5, **settings: Setting
) -> Section:
    hours = {
        "off_hours_meeting_hours": 6.5,
        "conflict_hours": LITTLE,
        "large_hours": 41.0,
        "long_hours": 38.5,
        "recurring_hours": 96.0,
        "external_hours": 22.0,
    }
    return Section(
        auditor="meeting_overload",
        status="measured",
        level=level,
        measures=(
            people("people_over_warn", *over),
            people("people_over_alert", *((4, 7) if level == "alert" else (0, 3))),
            Measure(key="meeting_hours_typical", value=typical, unit="hours"),
            people("back_to_back_people", 8, 12),
            *(Measure(key=key, value=value, unit="hours") for key, value in hours.items()),
        ),
        notes=(coverage("calendar"), Note(key="default_hours_used")),
        settings={"warn_hours": 15.0, "alert_hours": 20.0, **settings},
    )


def hybrid(level: Level | None = "warn", *, kept: int = 5, broken: int = 2, at_risk: int = 2) -> Section:
    decided = kept + broken
    verdicts = (
        Measure(key="hybrid", value=decided + 3, unit="meetings"),
        Measure(key="kept", value=kept, unit="meetings", n=decided),
        Measure(key="broken", value=broken, unit="meetings", n=decided),
        Measure(key="unknown", value=3, unit="meetings"),
    )
    share = (Measure(key="broken_share", value=round(20 * broken / decided) / 20, unit="share"),) if decided else ()
    return Section(
        auditor="all_virtual_rule",
        status="measured",
        level=level if decided else None,
        measures=(*verdicts, *share, Measure(key="at_risk_next_week", value=at_risk, unit="meetings")),
        notes=(coverage("calendar"),),
        settings={"min_invitees": 3},
    )


def hybrid_without_calls(at_risk: int = 3) -> Section:
    return Section(
        auditor="all_virtual_rule",
        status="measured",
        measures=(Measure(key="at_risk_next_week", value=at_risk, unit="meetings"),),
        notes=(coverage("calendar"), Note(key="calls_not_granted")),
    )


def silent(auditor: str, status: Status = "not_measured", note: str = "", **values: Setting) -> Section:
    return Section(auditor=auditor, status=status, notes=(Note(key=note, values=values),) if note else ())


UPCOMING = (
    UpcomingMeeting(start="2026-11-17T09:00:00Z", minutes=60, invitees=9),
    UpcomingMeeting(start="2026-11-19T13:00:00Z", minutes=45, invitees=11),
)
GAPS = (
    ReportGap(source="calendar", reason="mailbox not enabled"),
    ReportGap(source="working_hours", reason="access denied"),
)


def states() -> dict[str, Report]:
    """Return a report for each state that a card knows, by name."""
    return {
        "good": report(messages(), meetings("good", over=(0, 3)), hybrid("good", kept=6, broken=1, at_risk=0)),
        "warn": report(messages(), meetings(), hybrid(), upcoming=UPCOMING, gaps=GAPS),
        "alert": report(
            messages("warn", over=(4, 7)), meetings("alert", over=(8, 12)), hybrid("alert", kept=2, broken=4, at_risk=3)
        ),
        "suppressed": report(
            *(silent(key, "suppressed") for key in ("off_hours_messages", "meeting_overload", "all_virtual_rule")),
            members=4,
        ),
        "not_measured": report(
            silent("off_hours_messages", note="signal_off", signal="chats"),
            silent("meeting_overload", note="coverage_low", source="calendar"),
            hybrid_without_calls(),
            gaps=(*GAPS, ReportGap(source="calendar", reason="throttled for longer than this run may wait")),
        ),
        "not_granted": report(
            silent("off_hours_messages", note="not_granted", signal="chats"),
            meetings("good", over=(0, 3)),
            silent("all_virtual_rule", note="unreadable", signal="calendar"),
        ),
        "shifts": report(
            silent("off_hours_messages", note="shifts_not_read"),
            silent("meeting_overload", note="shifts_not_read"),
            hybrid(None, kept=0, broken=0, at_risk=0),
        ),
        "off": report(
            messages(),
            meetings("good", over=(0, 3)),
            silent("all_virtual_rule", "off", "muted", reason=f"office move {HOSTILE}", until="2026-12-31"),
        ),
        "trend": report(messages(), meetings(), hybrid(), upcoming=UPCOMING),
        "heavier": report(messages(), meetings(), hybrid()),
        "little": report(_with_little(messages()), _with_little(meetings("good", over=(0, 3)))),
    }


def history() -> dict[str, tuple[Report, ...]]:
    """Return the eight weeks before a state's report, where it has some, oldest first."""
    weeks = earlier_weeks(Week(2026, 46))
    quiet = tuple(silent(key, "suppressed") for key in ("off_hours_messages", "meeting_overload", "all_virtual_rule"))
    before = (
        messages("warn", over=(4, 7), share=0.2),
        meetings("warn", typical=11.0),
        hybrid("warn", kept=3, broken=3),
    )
    calm = (messages("good", share=0.2), meetings("good", over=(0, 3), typical=10.5), hybrid("good", kept=6, broken=1))
    now = (messages(), meetings(typical=14.0), hybrid())
    return {
        "trend": tuple(
            report(*sections, week=str(week))
            for week, sections in zip(weeks, (before, before, before, quiet, before, now, now, now), strict=True)
        ),
        "heavier": tuple(
            report(*sections, week=str(week))
            for week, sections in zip(weeks, (calm, calm, calm, calm, calm, now, now, now), strict=True)
        ),
    }


OWN = OwnView(
    facts=(Fact(value="4", label="of your messages landed in somebody's free time"),),
    remark="From your own chats of the week.",
)
LOCALES = ("en-BE", "nl-BE", "fr-BE", "de-DE")


def every_state() -> dict[str, tuple[Report, tuple[Report, ...]]]:
    """Return every state with the weeks before it."""
    before = history()
    return {name: (found, before.get(name, ())) for name, found in states().items()}


def _with_little(section: Section) -> Section:
    return section.model_copy(
        update={
            "measures": tuple(
                measure if measure.unit == "people" else measure.model_copy(update={"value": LITTLE})
                for measure in section.measures
            )
        }
    )


BRUSSELS = ZoneInfo("Europe/Brussels")


def own_meeting(day: int, hour: int, minutes: int, size: int) -> OwnMeeting:
    start = instant(datetime(2026, 11, day, hour, tzinfo=BRUSSELS))
    return OwnMeeting(when=Interval(start, start + minutes * 60), size=size)


ORGANISER = Organiser(
    broken=(own_meeting(10, 10, 60, 9),),
    at_risk=tuple(own_meeting(day, 14, 45, 8) for day in (16, 17, 18, 19, 20)),
    series=(OwnSeries(latest=own_meeting(12, 9, 30, 12), minutes_a_week=Fraction(275)),),
    shorter=own_meeting(18, 11, 60, 11),
)
MIRROR = OwnWeek(
    sections=(
        OwnSection(
            auditor="off_hours_messages",
            numbers=(
                OwnNumber(key="pressing_off_hours", value=3, unit="messages"),
                OwnNumber(key="could_wait_off_hours", value=14, unit="messages"),
                OwnNumber(key="sent_off_hours", value=6, unit="messages"),
            ),
            settings={"grace_minutes": 30, "warn_days": 2, "alert_days": 4},
        ),
        OwnSection(
            auditor="meeting_overload",
            numbers=(
                OwnNumber(key="meeting_hours_typical", value=14.2, unit="hours"),
                OwnNumber(key="off_hours_meeting_hours", value=1.0, unit="hours"),
                OwnNumber(key="conflict_hours", value=0, unit="hours"),
            ),
            settings={"warn_hours": 15.0, "alert_hours": 20.0},
        ),
        OwnSection(
            auditor="meeting_hygiene",
            numbers=(
                OwnNumber(key="lunch_hours", value=0.5, unit="hours"),
                OwnNumber(key="no_gap_share", value=0.31, unit="share"),
            ),
            settings={"warn_days": 2, "alert_days": 4, "silent_times": 3},
            aside=True,
        ),
    ),
    organiser=ORGANISER,
)
"""The week of somebody who asked for the own numbers."""
