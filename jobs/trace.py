"""Spans of the app: which step of which run, for which team key and week, how long, how many. Nothing else is ever put into them.

Who sends them is not known here: in Azure the Python worker, which sets up Application Insights where its settings say so
(docs/operate.md). Without it a span costs next to nothing. Messages and tracebacks of errors may hold data, so a span tells an
error's kind alone; and what libraries would tell of requests by themselves is silenced, since it holds addresses.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from opentelemetry import context, trace
from opentelemetry.context import _SUPPRESS_HTTP_INSTRUMENTATION_KEY, _SUPPRESS_INSTRUMENTATION_KEY
from opentelemetry.trace import Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from structlog.contextvars import get_contextvars

_SILENCED = (_SUPPRESS_INSTRUMENTATION_KEY, _SUPPRESS_HTTP_INSTRUMENTATION_KEY, "suppress_instrumentation")
"""What instrumentations of requests, urllib3 and the like look at; the last is its older name."""


class Span(StrEnum):
    """What a span can be about."""

    PLAN = "plan"
    AUDIT = "audit"
    READ = "read"
    DELIVER = "deliver"
    ALARM = "alarm"
    PURGE = "purge"
    SAMPLE = "sample"


class Told:
    """A step under way, that numbers can be told about."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def count(self, **numbers: int) -> None:
        """Tell how many."""
        for name, number in numbers.items():
            self._span.set_attribute(f"kadans.{name}", int(number))


@contextmanager
def span(name: Span, *, team: str = "", week: str = "") -> Iterator[Told]:
    """Tell that a step begins and ends; `team` is its key in the policy. An error is told by its kind."""
    run = str(get_contextvars().get("run", ""))
    keys = {"kadans.run": run, "kadans.team": team, "kadans.week": week}
    with trace.get_tracer("kadans").start_as_current_span(
        name.value,
        attributes={key: value for key, value in keys.items() if value},
        record_exception=False,
        set_status_on_exception=False,
    ) as open_span:
        try:
            yield Told(open_span)
        except Exception as error:
            open_span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


@contextmanager
def invocation(traceparent: str = "") -> Iterator[None]:
    """Let spans belong to the host's own span of this invocation, and let no library tell anything of its requests.

    The worker attaches the host's span to its event loop, but functions that are not `async` run in threads beside it.
    """
    here = TraceContextTextMapPropagator().extract({"traceparent": traceparent})
    for key in _SILENCED:
        here = context.set_value(key, value=True, context=here)
    token = context.attach(here)
    try:
        yield
    finally:
        context.detach(token)
