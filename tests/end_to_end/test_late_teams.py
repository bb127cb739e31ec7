"""A team that comes late: what is published is final, so it is the late one that stays silent, wherever it stands in the policy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.plain_tenant import WEEK, PlainTenant
from tests.end_to_end.running import audit
from tests.graph.wire import Asked, Exchange, Says, refusal

TENANT = PlainTenant(teams=1, people=10, messages=60)
LARGE, SMALL = '[teams.large]\ngroup = "large"\n', '[teams.small]\ngroup = "small"\n'
HEAD = TENANT.policy.partition("[teams.")[0]


@dataclass(frozen=True)
class Groups:
    """A team of ten, and one of nine of them."""

    unreadable: str = "-"

    def __call__(self, asked: Asked) -> Says:
        """Answer a request."""
        if asked.path.startswith(f"/groups/{self.unreadable}/"):
            return refusal(403)
        if asked.path.startswith("/groups/"):
            size = 10 if asked.path.startswith("/groups/large/") else 9
            return Says(body={"value": [TENANT._user(0, number) for number in range(size)]})
        return TENANT(asked)


def statuses(folder: Path, exchange: Exchange, policy: str, groups: Groups) -> dict[str, set[str]]:
    """Audit, and return the status of each team's sections but that of meetings."""
    with exchange.answering(groups) as wire:
        run = audit(folder, wire.environment, "--week", WEEK, policy=HEAD + policy)
    assert run.code == (groups.unreadable != "-"), run.words
    teams = [path.name for path in (folder / "out").iterdir() if path.name != "organisation"]
    return {
        team: {each["status"] for each in run.report(team, WEEK)["sections"] if each["auditor"] != "all_virtual_rule"}
        for team in teams
    }


SPEAKS, SILENT = {"measured"}, {"suppressed"}


@pytest.mark.parametrize(
    ("first", "unreadable"),
    [
        pytest.param(SMALL, "-", id="another team was put before it"),
        pytest.param(LARGE + SMALL, "large", id="the first one could not be read at first"),
    ],
)
def test_a_team_that_comes_late_stays_silent_beside_one_that_was_published(
    exchange: Exchange, tmp_path: Path, first: str, unreadable: str
) -> None:
    assert statuses(tmp_path, exchange, first, Groups(unreadable=unreadable)) == {"small": SPEAKS}
    assert statuses(tmp_path, exchange, LARGE + SMALL, Groups()) == {"small": SPEAKS, "large": SILENT}


def test_in_the_same_audit_the_order_of_the_policy_decides(exchange: Exchange, tmp_path: Path) -> None:
    assert statuses(tmp_path, exchange, LARGE + SMALL, Groups()) == {"large": SPEAKS, "small": SILENT}
    assert statuses(tmp_path, exchange, SMALL + LARGE, Groups()) == {"large": SPEAKS, "small": SILENT}
