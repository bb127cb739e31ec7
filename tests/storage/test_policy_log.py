"""Which keys changed between two policies: keys alone, and of people only that something changed."""

import pytest

from storage.policy_log import changed_keys
from tests.core.policies import EXAMPLE


@pytest.mark.parametrize(
    ("old", "new", "keys"),
    [
        pytest.param("", "# only a comment", (), id="nothing that counts"),
        pytest.param("warn_hours = 15 ", "warn_hours = 16 ", ("auditors.meeting_overload.warn_hours",), id="a limit"),
        pytest.param(
            "warn_hours = 12",
            "alert_hours = 19",
            ("teams.platform.auditors.meeting_overload.alert_hours", "teams.platform.auditors.meeting_overload.warn_hours"),
            id="one for another",
        ),
        pytest.param("opt_out = []", 'opt_out = ["p"]', ("organisation.opt_out",), id="who opted out"),
        pytest.param(
            '{ "00000000-0000-0000-0000-000000000005"', '{ "p"', ("teams.platform.schedules",), id="who has a schedule"
        ),
        pytest.param('user = "', 'user = "p', ("routes.platform-manager.user",), id="whose chat"),
        pytest.param("[routes.admins]", "[routes.heads]", ("routes.admins", "routes.heads"), id="a table comes, one goes"),
        pytest.param('reason = "office', 'reason = "flat', ("teams.platform.mutes",), id="a mute"),
        pytest.param('default_hours = { Mon = "08', 'default_hours = { Mon = "07', ("organisation.default_hours",), id="hours"),
        pytest.param(
            'Tue = "08:30-17:00", Thu', 'Tue = "08:00-17:00", Thu', ("schedules.four-fifths-wednesday.week",), id="a pattern"
        ),
        pytest.param("calls = false", "calls = true", ("signals.calls",), id="a signal"),
    ],
)  # fmt: skip
def test_changes_are_told_by_their_keys(old: str, new: str, keys: tuple[str, ...]) -> None:
    assert old in EXAMPLE
    assert changed_keys(EXAMPLE.encode(), EXAMPLE.replace(old, new, 1).encode()) == keys


def test_nobodys_id_is_in_a_change() -> None:
    other = EXAMPLE.replace("-0000-0000-", "-1111-1111-")
    told = ",".join(changed_keys(b"", EXAMPLE.encode()) + changed_keys(EXAMPLE.encode(), other.encode()))
    assert "00000000" not in told
    assert "1111" not in told
