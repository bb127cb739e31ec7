"""The report: group numbers of one team's week, the stable interface for other tools and the only thing that is kept.

The types hold no value of a person. `report.schema.json` beside this file is generated from them.
"""

import json
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from core.privacy import LITTLE_OR_NONE

type Number = int | float
type PeopleRange = Annotated[tuple[int, int], Field(description="Lowest and highest, both included.")]
type Value = Number | PeopleRange | Literal["little or none"]
type Values = Value | dict[str, Value]
type ExactValues = Number | dict[str, Number] | None
type Setting = int | float | str | bool

Status = Literal["measured", "suppressed", "not_measured", "off"]
Level = Literal["good", "warn", "alert"]
Unit = Literal[
    "people",
    "hours",
    "share",
    "messages",
    "meetings",
    "days",
    "level",
    "series",
    "threads",
    "bursts",
    "nights",
    "moments",
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Measure(_Part):
    """One number about the group."""

    key: str
    value: Values
    unit: Unit
    n: int | None = None
    """What it is a part of: of a range of people the nominal size of the team, of meetings those that it was decided on."""
    exact: ExactValues = None
    """Only in reports of sandbox tenants made with --exact: the value before bands and roundings."""

    @property
    def told(self) -> bool:
        """Whether it says more than "little or none"."""
        return self.value != LITTLE_OR_NONE


class Note(_Part):
    """A remark to put into words: a key of the catalogue, with values."""

    key: str
    values: dict[str, Setting] = {}


class Section(_Part):
    """What one auditor found."""

    auditor: str
    status: Status
    level: Level | None = None
    measures: tuple[Measure, ...] = ()
    notes: tuple[Note, ...] = ()
    settings: dict[str, Setting] = {}
    """The limits in force, so that a definition can be printed with them."""
    page_only: bool = False
    """It stands on the page and not on the card."""

    def measure(self, key: str) -> Measure | None:
        """Return a measure by its key."""
        return next((measure for measure in self.measures if measure.key == key), None)


class Window(_Part):
    """RFC 3339 in UTC; the end is not included."""

    start: str
    end: str


class People(_Part):
    """How large the team is."""

    members: int
    """The nominal size, whoever was present or left out."""
    counted: int | None = None
    """Only with --exact."""
    away: int | None = None
    """Only with --exact."""


class UpcomingMeeting(_Part):
    """A meeting of the coming week at risk of leaving somebody behind, that may be named."""

    start: str
    minutes: int
    invitees: int


class ReportGap(_Part):
    """What could not be read, and why."""

    source: str
    reason: str
    count: int | None = None
    """Only with --exact."""


class PolicyStamp(_Part):
    """Which policy was in force."""

    version: str


class Report(_Part):
    """One team's week."""

    schema_version: Annotated[Literal[1], Field(alias="schema")] = 1
    team: str
    week: str
    window: Window
    people: People
    sections: tuple[Section, ...]
    upcoming: tuple[UpcomingMeeting, ...] = ()
    gaps: tuple[ReportGap, ...] = ()
    policy: PolicyStamp

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    def to_json(self) -> str:
        """Return the content of report.json; what doesn't apply is left out, a level is always there."""
        return json.dumps(_pruned(self.model_dump(mode="json", by_alias=True)), indent=1, ensure_ascii=False) + "\n"

    def published(self) -> Self:
        """Return the report without what only --exact may tell."""
        return self.model_copy(
            update={
                "people": People(members=self.people.members),
                "gaps": tuple(gap.model_copy(update={"count": None}) for gap in self.gaps),
                "sections": tuple(
                    section.model_copy(
                        update={"measures": tuple(m.model_copy(update={"exact": None}) for m in section.measures)}
                    )
                    for section in self.sections
                ),
            }
        )

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read the content of a report.json."""
        return cls.model_validate_json(text)

    def section(self, auditor: str) -> Section | None:
        """Return the section of an auditor."""
        return next((section for section in self.sections if section.auditor == auditor), None)


_LEFT_OUT_WHEN_NONE = frozenset({"exact", "n", "counted", "away", "count"})


def _pruned(value: object) -> object:
    if isinstance(value, dict):
        return {
            key: _pruned(each)
            for key, each in value.items()
            if not (key in _LEFT_OUT_WHEN_NONE and each is None)
            and not (key == "settings" and not each)
            and not (key == "values" and not each)
            and not (key == "page_only" and not each)
        }
    return [_pruned(each) for each in value] if isinstance(value, list) else value
