"""What the Azure door calls: opens the house for one job, and lets nothing out of it that could hold data.

`trace` is the host's span of the invocation, as a W3C `traceparent`.
"""

import asyncio
import json
import os
import traceback
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from core.errors import KadansError
from jobs.house import House
from jobs.log import logger, set_up


class UnexpectedError(KadansError):
    """A fault of the program, told by its kind and place alone."""


def run_plan(trace: str = "") -> None:
    """Plan what is due."""
    from jobs.plan import plan  # noqa: PLC0415 - each job imports what it needs

    _run(plan, trace)


def run_purge(trace: str = "") -> None:
    """Forget what is old."""
    from jobs.purge import purge  # noqa: PLC0415 - each job imports what it needs

    _run(purge, trace)


def run_sample(trace: str = "") -> None:
    """Sample work locations where it is a team's turn."""
    from jobs.sample import sample_by_timer  # noqa: PLC0415 - each job imports what it needs

    _run(sample_by_timer, trace)


def run_health_card(trace: str = "") -> None:
    """Tell the admins how it goes, once a week."""
    from jobs.health_card import send_health_card  # noqa: PLC0415 - each job imports what it needs

    _run(send_health_card, trace)


def run_audit(body: bytes, trace: str = "") -> None:
    """Do an audit message."""
    from jobs.audit_message import audit_message  # noqa: PLC0415 - each job imports what it needs

    _run(lambda house: audit_message(_text(body), house), trace)


def run_delivery(body: bytes, trace: str = "") -> None:
    """Do a delivery message."""
    from jobs.deliver import deliver_message  # noqa: PLC0415 - each job imports what it needs

    _run(lambda house: deliver_message(_text(body), house), trace)


def run_poison(queue: str, body: bytes, trace: str = "") -> None:
    """Alarm about a message that failed again and again."""
    from jobs.alarm import poisoned  # noqa: PLC0415 - each job imports what it needs

    _run(lambda house: poisoned(house, queue, _text(body)), trace)


def run_health(trace: str = "") -> tuple[int, str]:
    """Return an HTTP status and a JSON text: 200 where the app does its work, else 503."""
    from jobs.health import health  # noqa: PLC0415 - each job imports what it needs

    told = _guarded(lambda: health(_house()), trace)
    return (200 if told["healthy"] else 503), json.dumps(told, indent=1)


def run_doctor(trace: str = "") -> tuple[int, str]:
    """Return an HTTP status and the doctor's page: 200 where nothing is red, else 503."""
    from jobs.doctor.page import drawn, exit_code  # noqa: PLC0415 - each job imports what it needs
    from jobs.doctor.visit import Visit, examined  # noqa: PLC0415

    visit = Visit(policy=None, environment=os.environ, clock=lambda: datetime.now(UTC))
    parts = _guarded(lambda: asyncio.run(examined(visit)), trace)
    return (503 if exit_code(parts) else 200), "\n".join(drawn(parts)) + "\n"


def _run(job: Callable[[House], Awaitable[None]], trace: str) -> None:
    async def opened() -> None:
        await job(_house())

    _guarded(lambda: asyncio.run(opened()), trace)


def _house() -> House:
    from jobs.wiring import house  # noqa: PLC0415 - a cold start pays for it once, when it is needed

    set_up()
    return house(os.environ)


def _guarded[T](act: Callable[[], T], trace: str) -> T:
    """Let sentences out, and of anything else kind and place: a message or a traceback may hold something about a person."""
    from jobs.trace import invocation  # noqa: PLC0415 - a cold start pays for it once, when it is needed

    try:
        with invocation(trace):
            return act()
    except KadansError as error:
        logger().warning("job failed", kind=type(error).__name__)
        raise
    except Exception as error:  # noqa: BLE001 - the door: nothing below catches what it can't name
        where = traceback.extract_tb(error.__traceback__)[-1]
        sentence = f"Unexpected {type(error).__name__} at {Path(where.filename).name}:{where.lineno}."
        logger().error("job failed", kind=type(error).__name__)
    raise UnexpectedError(sentence)


def _text(body: bytes) -> str:
    return body.decode("utf-8", errors="replace")
