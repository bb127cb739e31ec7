"""Tell whether questions in the team's channels are answered within the time that the team agreed on.

Why: asynchronous work needs a promise: whoever asks in a channel gets an answer within a known time, so that nobody has to
press and nobody has to watch. Answers within minutes are no aim: they hint at pressure.

Chosen where METRICS.md is silent: a thread that is younger than the agreed time when the week ends is too young to judge, and
in no share; answers of anybody count, of apps none do; threads of people who are left out are left out; "within 5 minutes" is
by the clock; the level stays open where too few people's threads carry the share.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Annotated

from pydantic import Field

from core import privacy
from core.auditor import Auditor, Rule, Words, count_value, share_value, suppressed
from core.facts import Facts, Message, MessagePlace, Signal
from core.intervals import Intervals
from core.report import Level, Measure, Note, Section
from core.words import N_

KEY = "response_protocol"
_INSTANT = 5 * 60


class ResponseProtocol(Rule):
    """The time agreed on, and which share of answers within it is enough."""

    response_hours: Annotated[float, Field(ge=0.5, le=40, json_schema_extra={"unit": "hours", "step": 0.5})] = 2
    """Of working time; under half an hour it would be a call, over a working week no promise."""
    good_percent: Annotated[int, Field(ge=50, le=100, json_schema_extra={"unit": "%", "step": 5})] = 80
    """From here on people can rely on it."""
    fair_percent: Annotated[int, Field(ge=10, le=100, json_schema_extra={"unit": "%", "step": 5})] = 60
    """Under this, whoever asks had better ask twice."""
    min_threads: Annotated[int, Field(ge=3, le=50, json_schema_extra={"unit": "threads"})] = 5
    """With fewer threads a share says little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Thread:
    """A question and what became of it until the week ended."""

    writer: str
    decided: bool
    in_time: bool
    instant: bool
    unanswered: bool


def audit(facts: Facts, rule: ResponseProtocol) -> Section:
    """Return how soon the threads of the team's channels were answered. METRICS.md, section 3."""
    if len(facts.counted) < facts.smallest_group:
        return suppressed(KEY)
    threads = list(_threads(facts, rule))
    decided = [each for each in threads if each.decided]
    writers = sorted({each.writer for each in threads})

    def by_writer(of: Iterable[_Thread]) -> list[int]:
        counts = Counter(each.writer for each in of)
        return [counts[writer] for writer in writers]

    whole, in_time = by_writer(decided), by_writer(each for each in decided if each.in_time)
    shares = (
        share_value("answered_in_time_share", in_time, whole),
        share_value("instant_share", by_writer(each for each in decided if each.instant), whole),
    )
    tellable = privacy.carried_by_enough(whole) and (not any(in_time) or privacy.carried_by_enough(in_time))
    judged = len(decided) >= rule.min_threads and tellable
    measures: list[Measure] = [*(each for each in shares if each)]
    measures[1:1] = [
        count_value("threads", "threads", by_writer(threads)),
        count_value("unanswered", "threads", by_writer(each for each in threads if each.unanswered)),
    ]
    return Section(
        auditor=KEY,
        status="measured",
        level=_level(sum(in_time), sum(whole), rule) if judged else None,
        measures=tuple(measures),
        notes=() if judged else (Note(key="few_threads"),),
        settings=rule.model_dump(),
    )


def _level(in_time: int, decided: int, rule: ResponseProtocol) -> Level:
    if in_time * 100 >= rule.good_percent * decided:
        return "good"
    return "warn" if in_time * 100 >= rule.fair_percent * decided else "alert"


class _WorkingClock:
    """Seconds of working time since the first instant of a calendar."""

    def __init__(self, working: Intervals) -> None:
        self._ends = [each.end for each in working]
        self._working = working
        self._before = [0, *accumulate(each.seconds for each in working)]

    def at(self, moment: int) -> int:
        number = bisect_left(self._ends, moment)
        if number == len(self._ends):
            return self._before[-1]
        return self._before[number] + max(moment - self._working[number].start, 0)


def _threads(facts: Facts, rule: ResponseProtocol) -> Iterator[_Thread]:
    """Yield the threads of the week that mention somebody."""
    clock = _WorkingClock(facts.usual.instants if facts.usual else ())
    agreed = rule.response_hours * 3600
    replies: defaultdict[str, list[Message]] = defaultdict(list)
    for message in facts.messages:
        if message.place is MessagePlace.CHANNEL and not message.begins:
            replies[message.conversation].append(message)
    for message in facts.messages:
        asks = message.place is MessagePlace.CHANNEL and message.begins and message.mentions
        writer = (message.sender or "").casefold()
        if not asks or not writer or writer in facts.around.left_out:
            continue
        answers = [
            each.sent_at
            for each in replies[message.conversation]
            if (each.sender or "").casefold() != writer and each.sent_at >= message.sent_at
        ]
        first = min(answers, default=None)
        waited = clock.at(facts.window.end if first is None else first) - clock.at(message.sent_at)
        yield _Thread(
            writer=writer,
            decided=first is not None or waited > agreed,
            in_time=first is not None and waited <= agreed,
            instant=first is not None and first - message.sent_at <= _INSTANT,
            unanswered=first is None and waited > 2 * agreed,
        )


WORDS = Words(
    title=N_("Answers in channels"),
    lead={"answered_in_time_share": N_("Questions in channels answered within {response_hours} h")},
    headline={
        "good": N_("Whoever asks in a channel gets an answer"),
        "warn": N_("Some questions in channels wait too long"),
        "alert": N_("Many questions in channels wait too long"),
    },
    definition=N_(
        "Threads of the team's channels that somebody began with a mention, answered by somebody else within {response_hours} "
        "hours of the team's usual working time. From {good_percent} % on it works, under {fair_percent} % it doesn't; with fewer "
        "than {min_threads} threads nothing is judged. Without an answer: after twice that time. What was "
        "written is dropped unread."
    ),
    question={
        "good": N_("Does everybody know how soon to expect an answer here? Then nobody has to press."),
        "warn": N_("Who looks after the channel, and when? Two fixed moments a day may be enough."),
        "alert": N_("Is the agreed time the right one, or is the channel the wrong place to ask?"),
    },
    measures={
        "answered_in_time_share": N_("Answered within {response_hours} hours of working time"),
        "threads": N_("Threads begun with a mention"),
        "unanswered": N_("Without an answer after twice that time"),
        "instant_share": N_("Answered within 5 minutes, which hints at pressure"),
    },
    notes={"few_threads": N_("Too few threads, or of too few people, to judge")},
)

AUDITOR = Auditor(
    key=KEY,
    why=N_("A promise: who asks in a channel knows when an answer comes, and nobody has to watch it all day."),
    needs=frozenset({Signal.CHANNELS}),
    rule=ResponseProtocol,
    audit=audit,
    lead="answered_in_time_share",
    words=WORDS,
)
