"""When Microsoft asks for a longer wait than a job may take, in the app: it is done later, and the other instances know."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.errors import PostponedError
from core.policy_file import read_policy
from core.week import Week
from jobs.audit import Audited, AuditRequest, audit
from jobs.settings import read_settings
from jobs.wiring import report_store, rules
from sandbox import Fault, Faults, Served, build, policy_toml, served_in_thread


class Known:
    """What the other instances are told."""

    def __init__(self, closed: float = 0) -> None:
        self.told: list[tuple[str, float]] = []
        self._closed = closed

    async def close(self, service: str, seconds: float) -> None:
        self.told.append((service, seconds))

    async def closed(self, service: str) -> float:
        assert service
        return self._closed


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    company = build(seed=3, people=60)
    faults = Faults(faults=(Fault(match="/places/", times=1, status=429, retry_after=900),))
    with served_in_thread(company, faults=faults) as found:
        yield found


def audited(served: Served, known: Known, folder: str) -> Audited:
    company = served.company
    settings = read_settings({**served.environment, "KADANS_STORAGE": f"folder:{folder}"})
    policy = read_policy(policy_toml(company).encode(), name="policy.toml", rules=rules())
    (each,) = asyncio.run(
        audit(
            AuditRequest(policy=policy, week=Week.parse(company.week), team=company.teams[0].key),
            replace(settings, postpones=True),
            report_store(settings),
            now=company.now,
            watch=lambda _team, _step: None,
            shared=known,
        )
    )
    return each


def test_a_wait_of_fifteen_minutes_puts_the_audit_off(served: Served, tmp_path_factory: pytest.TempPathFactory) -> None:
    known, folder = Known(), str(tmp_path_factory.mktemp("storage"))
    first = audited(served, known, folder)
    assert isinstance(first.error, PostponedError)
    assert (first.error.seconds, first.error.gate, first.report) == (900, "places", None)
    assert known.told == [("places", 900)]
    with pytest.raises(PostponedError):
        audited(served, Known(closed=901), folder)
    assert audited(served, Known(), folder).report is not None
