"""The declared schedules of the policy: part-time, two-weekly, split, and with a duty that is agreed on."""

from __future__ import annotations

from datetime import date, timedelta

from sandbox.company.people import Schedule, WeekPlan, spans

FREE: tuple[()] = ()


def schedules_for(monday: date) -> dict[str, Schedule]:
    """Return the declared schedules; anchors lie some weeks back, so that the pattern has to be counted."""
    day, half = spans("08:30-17:00"), spans("08:30-12:30")
    shift = spans("07:00-11:00", "14:00-18:00")
    saturday: WeekPlan = (FREE, FREE, FREE, FREE, FREE, spans("09:00-18:00"), FREE)
    found = (
        Schedule(key="four-fifths-wednesday", week=(day, day, FREE, day, spans("08:30-16:30"), FREE, FREE)),
        Schedule(
            key="alternate-fridays",
            week=(day, day, half, day, FREE, FREE, FREE),
            week_2=(day, day, half, day, day, FREE, FREE),
            anchor=monday - timedelta(days=14),
            zone="Europe/Brussels",
        ),
        Schedule(
            key="week-on-week-off",
            week=(day, day, day, day, day, FREE, FREE),
            week_2=(FREE,) * 7,
            anchor=monday - timedelta(days=21),
        ),
        Schedule(key="split-shift", week=(shift, shift, shift, shift, spans("07:00-11:00"), FREE, FREE)),
        Schedule(key="saturday-duty", week=(day, day, day, day, day, FREE, FREE), duty=saturday),
    )
    return {schedule.key: schedule for schedule in found}


DECLARED = {
    "four_fifths": "four-fifths-wednesday",
    "alternate_fridays": "alternate-fridays",
    "week_on_week_off": "week-on-week-off",
    "split_shift": "split-shift",
    "duty": "saturday-duty",
}
"""Which schedule the policy declares for which kind of person."""
