"""Zones by every name that Microsoft 365 gives them, and those that a mailbox describes itself."""

from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.zones import Change, CustomZone, zone_named

SUNDAY = 6
LOS_ANGELES = CustomZone(
    bias=480,
    daylight_bias=-60,
    to_standard=Change(month=11, weekday=SUNDAY, occurrence=1, at=time(2)),
    to_daylight=Change(month=3, weekday=SUNDAY, occurrence=2, at=time(2)),
)
SYDNEY = CustomZone(
    bias=-600,
    daylight_bias=-60,
    to_standard=Change(month=4, weekday=SUNDAY, occurrence=1, at=time(3)),
    to_daylight=Change(month=10, weekday=SUNDAY, occurrence=1, at=time(2)),
)
BRUSSELS = CustomZone(
    bias=-60,
    daylight_bias=-60,
    to_standard=Change(month=10, weekday=SUNDAY, occurrence=5, at=time(3)),
    to_daylight=Change(month=3, weekday=SUNDAY, occurrence=5, at=time(2)),
)
TWINS = [
    pytest.param(LOS_ANGELES, ZoneInfo("America/Los_Angeles"), id="west, in the north"),
    pytest.param(SYDNEY, ZoneInfo("Australia/Sydney"), id="east, in the south"),
    pytest.param(BRUSSELS, ZoneInfo("Europe/Brussels"), id="the last Sunday of a month"),
]

# Of these years all three have had, or will have by what is known today, the rules above.
instants = st.datetimes(datetime(2009, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))


@st.composite
def near_a_change(draw: st.DrawFn) -> datetime:
    """An instant within three hours of a clock change in one of the three zones."""
    year = draw(st.integers(2009, 2035))
    zone = draw(st.sampled_from([LOS_ANGELES, SYDNEY, BRUSSELS]))
    change = draw(st.sampled_from([zone.to_standard, zone.to_daylight]))
    assert change is not None
    moment = change.moment(year)
    assert moment is not None
    around = timedelta(minutes=draw(st.integers(-180, 180)))
    return moment.replace(tzinfo=UTC) + timedelta(minutes=zone.bias) + around


moments = st.one_of(instants, near_a_change())


@pytest.mark.parametrize(("own", "known"), TWINS)
@given(moment=moments)
def test_a_zone_described_by_rules_tells_the_same_wall_clock_as_the_known_one(
    own: tzinfo, known: tzinfo, moment: datetime
) -> None:
    told, expected = moment.astimezone(own), moment.astimezone(known)
    assert told.replace(tzinfo=None) == expected.replace(tzinfo=None)
    assert (told.fold, told.utcoffset(), told.dst()) == (expected.fold, expected.utcoffset(), expected.dst())


@pytest.mark.parametrize(("own", "known"), TWINS)
@given(wall=moments, fold=st.integers(0, 1))
def test_a_wall_clock_means_the_same_instant_as_in_the_known_zone(
    own: tzinfo, known: tzinfo, wall: datetime, fold: int
) -> None:
    naive = wall.replace(tzinfo=None, fold=fold)
    assert naive.replace(tzinfo=own).timestamp() == naive.replace(tzinfo=known).timestamp()


@pytest.mark.parametrize("own", [LOS_ANGELES, SYDNEY, BRUSSELS, CustomZone(bias=-345)])
@given(moment=moments)
def test_an_instant_comes_back_from_its_wall_clock(own: tzinfo, moment: datetime) -> None:
    assert moment.astimezone(own).astimezone(UTC) == moment


def test_a_zone_without_changes_is_an_offset() -> None:
    kathmandu = CustomZone(bias=-345)
    assert datetime(2026, 7, 1, 12, tzinfo=kathmandu).utcoffset() == timedelta(hours=5, minutes=45)
    assert datetime(2026, 7, 1, 12, tzinfo=kathmandu).dst() == timedelta(0)
    assert datetime(2026, 7, 1, 12, tzinfo=kathmandu).tzname() == "custom"


@pytest.mark.parametrize(
    ("change", "year", "moment"),
    [
        pytest.param(Change(month=3, weekday=6, occurrence=5, at=time(2)), 2026, "2026-03-29T02:00:00", id="the last"),
        pytest.param(Change(month=3, weekday=6, occurrence=5, at=time(2)), 2027, "2027-03-28T02:00:00", id="fourth"),
        pytest.param(Change(month=11, weekday=6, occurrence=1, at=time(2)), 2026, "2026-11-01T02:00:00", id="the 1st"),
        pytest.param(Change(month=3, weekday=6, occurrence=5, at=time(2), year=2026), 2027, None, id="another year's"),
        pytest.param(Change(month=0, weekday=0, occurrence=0, at=time(0)), 2026, None, id="no change at all"),
    ],
)
def test_a_change_falls_on_the_nth_weekday_and_the_fifth_is_the_last(
    change: Change, year: int, moment: str | None
) -> None:
    found = change.moment(year)
    assert (found and found.isoformat()) == moment


def test_a_zone_that_lacks_one_of_its_changes_keeps_standard_time() -> None:
    half = CustomZone(bias=-60, daylight_bias=-60, to_daylight=BRUSSELS.to_daylight)
    assert datetime(2026, 7, 1, 12, tzinfo=half).utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        pytest.param("Europe/Brussels", "Europe/Brussels", id="IANA"),
        pytest.param("UTC", "Etc/UTC", id="UTC"),
        pytest.param("Romance Standard Time", "Europe/Paris", id="Windows"),
        pytest.param("ROMANCE standard time", "Europe/Paris", id="Windows in other capitals"),
        pytest.param(" W. Europe Standard Time ", "Europe/Berlin", id="with spaces around"),
        pytest.param("Kamchatka Standard Time", "Asia/Kamchatka", id="an old Windows name"),
        pytest.param("tzone://Microsoft/Utc", "UTC", id="Microsoft's UTC"),
    ],
)
def test_a_zone_is_known_by_its_iana_and_windows_names(name: str, key: str) -> None:
    assert zone_named(name) == ZoneInfo(key)


@pytest.mark.parametrize(
    "name",
    [
        "tzone://Microsoft/Custom",
        "Customized Time Zone",
        "",
        "Europe",
        "/etc/passwd",
        "../UTC",
        "Europe/Atlantis",
        "\0",
    ],
)
def test_a_zone_that_nobody_knows_is_none(name: str) -> None:
    assert zone_named(name) is None
