"""Public holidays, observed days included, as the `holidays` package knows them."""

import importlib.util
import sys
from collections.abc import Callable
from datetime import date
from functools import cache

import holidays
from holidays.registry import EntityLoader


def _calendars_alone(package: str) -> None:
    """Make a package of calendars known without running its `__init__`.

    That would import the calendars of all 250 countries, 10 MiB and a tenth of a second of every cold start, for the one in use.
    """
    found = importlib.util.find_spec(package)
    if found is not None and package not in sys.modules:
        sys.modules[package] = importlib.util.module_from_spec(found)


_calendars_alone("holidays.countries")


def country_known(country: str) -> bool:
    """Tell whether the package has a calendar for this ISO 3166 code."""
    return country in _countries()


def subdivisions(country: str) -> frozenset[str]:
    """Return the subdivisions of a country that have days of their own."""
    return frozenset(holidays.list_supported_countries(include_aliases=True).get(country, ()))


@cache
def holidays_for(organisation_country: str, subdivision: str) -> Callable[[str, int], frozenset[date]]:
    """Return the public holidays of a country and year; the subdivision holds in the organisation's own country alone.

    A country that nobody knows has none.
    """

    def of(country: str, year: int) -> frozenset[date]:
        return _days(country, subdivision if country == organisation_country else "", year)

    return of


@cache
def _countries() -> frozenset[str]:
    """Return the codes of all calendars; `list_supported_countries` would import each of the 250 for it."""
    return frozenset(EntityLoader.get_country_codes(include_aliases=True))


@cache
def _days(country: str, subdivision: str, year: int) -> frozenset[date]:
    if not country_known(country):
        return frozenset()
    return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year, observed=True))
