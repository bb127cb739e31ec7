"""What a report tells of the policy: which settings were in force, and nothing about whom they name."""

import pytest

from core.policy_file import Policy, read_policy
from jobs.wiring import rules

PLAIN = """
[organisation]
domains = ["voorbeeld.example"]
zone = "Europe/Brussels"
[schedules.fourfifths]
week = { Mon = "08:00-17:00" }
[teams.one]
group = "g"
"""


def policy(text: str) -> Policy:
    return read_policy(text.encode(), name="policy.toml", rules=rules())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "[organisation]", '[organisation]\nopt_out = ["11111111-0000-4000-8000-000000000001"]', id="opt-out"
        ),
        pytest.param("[organisation]", '[organisation]\nopt_out_group = "quiet"', id="a group of people who opted out"),
        pytest.param(
            "[organisation]",
            '[organisation]\nrepresentatives = ["11111111-0000-4000-8000-000000000001"]',
            id="representatives",
        ),
        pytest.param(
            'group = "g"',
            'group = "g"\nschedules = { 11111111-0000-4000-8000-000000000001 = "fourfifths" }',
            id="who has which schedule",
        ),
        pytest.param('zone = "Europe/Brussels"', 'zone   = "Europe/Brussels" # home', id="how it is written"),
    ],
)
def test_the_stamp_does_not_change_with(before: str, after: str) -> None:
    changed = policy(PLAIN.replace(before, after))
    assert changed.stamp == policy(PLAIN).stamp
    assert changed.version != policy(PLAIN).version


def test_the_stamp_changes_with_a_limit() -> None:
    limit = "[auditors.meeting_overload]\nwarn_hours = 12\n"
    assert policy(PLAIN + limit).stamp != policy(PLAIN).stamp
    assert policy(PLAIN).stamp.startswith("sha256:")
