"""Tokens of an administrator, for `kadans grant` alone: a person grants, Kadans' own identity can't and mustn't.

Through the Azure CLI, who has signed that person in already, with whatever Conditional Access asks for; or by a code that is typed
into a browser. Nothing is stored.
"""

import asyncio
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, override

from core.errors import SignInError
from graph.address import GraphAddress
from graph.token import TokenProvider

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

GRAPH_COMMAND_LINE = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
"""Microsoft Graph Command Line Tools: Microsoft's own public client, which Connect-MgGraph signs in with too."""


class SignIn(StrEnum):
    """How an administrator signs in."""

    AZ = "az"
    """By the Azure CLI's session."""
    DEVICE = "device"
    """By a code typed into a browser, on any machine."""


class AdminTokens(TokenProvider):
    """Gives the token of the person who is signed in."""

    def __init__(self, address: GraphAddress, how: SignIn) -> None:
        super().__init__(address)
        self._how = how

    @override
    async def token(self, *, refused: str | None = None) -> str:
        if refused is not None:
            raise SignInError("Microsoft Graph refuses the administrator's token: sign in again (az login).")
        return await asyncio.to_thread(self._taken)

    def _taken(self) -> str:
        from azure.core.exceptions import ClientAuthenticationError  # noqa: PLC0415 - only an administrator pays for it

        try:
            return self._session.get_token(*self._scopes).token
        except ClientAuthenticationError:  # its message can hold names of accounts
            told = {
                SignIn.AZ: "The Azure CLI gives no token for this tenant: az login --tenant KADANS_TENANT_ID, then again. "
                "Without the Azure CLI: --sign-in device.",
                SignIn.DEVICE: "The code was not used in time, or the sign-in was refused. Where codes are not allowed: az login, "
                "then --sign-in az.",
            }
            raise SignInError(told[self._how]) from None

    @property
    def _scopes(self) -> tuple[str, ...]:
        """The Azure CLI's own app may do this already; the other one asks the administrator for it."""
        if self._how is SignIn.AZ:
            return (self._address.scope,)
        return tuple(
            f"{self._address.origin}/{name}" for name in ("AppRoleAssignment.ReadWrite.All", "Application.Read.All")
        )

    @cached_property
    def _session(self) -> "TokenCredential":
        from azure.identity import AzureCliCredential, DeviceCodeCredential  # noqa: PLC0415 - only here

        if self._how is SignIn.AZ:
            return AzureCliCredential(tenant_id=self._address.tenant)
        return DeviceCodeCredential(
            client_id=GRAPH_COMMAND_LINE, tenant_id=self._address.tenant, authority=self._address.authority
        )
