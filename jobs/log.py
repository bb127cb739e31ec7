"""Logs of the app: what happened, in which run, to which team key, how many. Nothing else is ever put into them."""

import logging
import sys
from typing import Any
from uuid import uuid4

import structlog

_TALKATIVE = ("azure", "msal", "aiohttp", "urllib3", "asyncio")
"""Libraries whose own lines hold addresses of requests."""


def set_up() -> None:
    """Send lines as JSON to Python's own logging, from where the Functions worker takes them; a new run begins."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("kadans").setLevel(logging.INFO)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(run=uuid4().hex[:12])


def set_up_command() -> None:
    """Send lines as JSON to the terminal's error stream: what a command prints stays free of them."""
    structlog.configure(
        processors=[structlog.stdlib.add_log_level, structlog.processors.JSONRenderer()],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def logger() -> Any:  # noqa: ANN401 - structlog's proxy has the methods of what it wraps
    """Return the app's logger."""
    return structlog.get_logger("kadans")
