"""A directory that knows what a test says it knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from core.errors import AnswerError, GoneError
from core.facts import PersonKey
from core.ports import DirectoryPerson


@dataclass
class FakeDirectory:
    """The `Directory` port on mappings; an error in place of people is raised."""

    groups: Mapping[str, Sequence[DirectoryPerson] | AnswerError] = field(default_factory=dict)
    reports: Mapping[str, Sequence[DirectoryPerson] | AnswerError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def _answer(self, known: Mapping[str, Sequence[DirectoryPerson] | AnswerError], key: str) -> list[DirectoryPerson]:
        self.asked.append(key)
        answer = known.get(key, GoneError("not found"))
        if isinstance(answer, AnswerError):
            raise answer
        return list(answer)

    async def group_members(self, group: str) -> Sequence[DirectoryPerson]:
        return self._answer(self.groups, group)

    async def direct_reports(self, manager: str) -> Sequence[DirectoryPerson]:
        return self._answer(self.reports, manager)

    async def person(self, key: str) -> DirectoryPerson | None:
        everybody = [*self.groups.values(), *self.reports.values()]
        known = (person for people in everybody if not isinstance(people, AnswerError) for person in people)
        return next((person for person in known if person.key == key), None)

    async def identity(self, address: str) -> PersonKey | None:  # noqa: ARG002 - nobody is asked for here
        return None

    async def hired(self, person: PersonKey) -> int | None:  # noqa: ARG002 - nobody is asked for here
        return None


@pytest.fixture
def directory() -> type[FakeDirectory]:
    return FakeDirectory
