"""The Teams app of the tenant: in whose chats and teams it is, and who has blocked it."""

from __future__ import annotations

from uuid import UUID, uuid5

from sandbox.company import Company


class TeamsApps:
    """One app in the organisation's catalogue, and who has it."""

    def __init__(self, company: Company) -> None:
        """Begin with an app that a setup policy has put into the chats of those who asked for a card of their own."""
        self.manifest_id = str(uuid5(UUID(company.client_id), "manifest"))
        self.catalogue_id = str(uuid5(UUID(company.client_id), "catalogue"))
        self.bot_id = company.client_id
        self.offered = True
        """Whether an admin has uploaded it."""
        self.installed: set[str] = set(company.asked)
        """Object ids of people."""
        self.blocked: set[str] = set()
        """People who have blocked it since."""
        self.teams = {group.id for group in company.groups if group.teams}
        """Microsoft Teams whose owners have added it."""
        self.chats: dict[str, str] = {}
        """Conversation ids by person, where a test wants others than the usual ones."""
        self.gone: set[str] = set()
        """Conversation ids that Teams has forgotten."""

    def chat_of(self, person: str) -> str:
        """Return the id of a person's chat with the app."""
        return self.chats.get(person, f"19:{person}_{self.bot_id}@unq.gbl.spaces")
