"""What a section says of a measure."""

from core.report import ExactValues, Section, Values


def exact(told: Section, key: str) -> ExactValues:
    measure = told.measure(key)
    assert measure is not None, key
    return measure.exact


def value(told: Section, key: str) -> Values:
    measure = told.measure(key)
    assert measure is not None, key
    return measure.value
