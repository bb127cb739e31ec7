"""The limits of an auditor as its `Rule` declares them: default, bound, unit, step, reason and source, read from the fields.

One place for each: the policy's checks, its JSON Schema, docs/policy.md, `kadans explain` and `kadans what-if` all read it here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pydantic.fields import FieldInfo

from core.auditor import Rule
from core.report import Setting

OWN_CHOICE = "our own choice: tune it with your teams"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One field of a rule."""

    auditor: str
    key: str
    default: Setting
    low: float | None
    high: float | None
    unit: str
    step: float
    """Of the grid on which limits may be tried out."""
    reason: str
    source: str

    @property
    def path(self) -> str:
        """Its name on the command line, such as auditors.meeting_overload.warn_hours."""
        return f"auditors.{self.auditor}.{self.key}"

    @property
    def bound(self) -> str:
        """What it may be, such as "5 to 40"; empty where nothing bounds it."""
        return bound_text(self.low, self.high)

    @property
    def grid(self) -> tuple[float, ...]:
        """The values that may be tried out, lowest first; none where it has no two bounds."""
        if self.low is None or self.high is None:
            return ()
        low, high, step = (Fraction(str(each)) for each in (self.low, self.high, self.step))
        return tuple(_number(low + number * step) for number in range(int((high - low) / step) + 1))

    def nearest(self, value: float) -> tuple[float, ...]:
        """Return the one or two values of the grid that are closest to a value."""
        below = [each for each in self.grid if each <= value][-1:]
        above = [each for each in self.grid if each >= value][:1]
        return tuple(dict.fromkeys((*below, *above)))


def limits_of(auditor: str, rule: type[Rule]) -> tuple[Limit, ...]:
    """Return the limits of an auditor, in the order of its rule."""
    return tuple(_limit(auditor, key, field) for key, field in rule.model_fields.items())


def _limit(auditor: str, key: str, field: FieldInfo) -> Limit:
    extra: Mapping[str, Any] = field.json_schema_extra if isinstance(field.json_schema_extra, Mapping) else {}
    low, high = bounds_of(field)
    return Limit(
        auditor=auditor,
        key=key,
        default=field.default,
        low=low,
        high=high,
        unit=str(extra.get("unit", "")),
        step=extra.get("step", 1),
        reason=field.description or "",
        source=str(extra.get("source", OWN_CHOICE)),
    )


def bounds_of(field: FieldInfo) -> tuple[float | None, float | None]:
    """Return the lowest and the highest value that a field takes."""
    low = next((each.ge for each in field.metadata if getattr(each, "ge", None) is not None), None)
    high = next((each.le for each in field.metadata if getattr(each, "le", None) is not None), None)
    return low, high


def bound_text(low: float | None, high: float | None) -> str:
    """Return bounds in words."""
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    return f"{low:g} or more" if low is not None else f"{high:g} at most" if high is not None else ""


def _number(value: Fraction) -> float:
    return int(value) if value.denominator == 1 else float(value)
