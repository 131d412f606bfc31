"""Who calls `/api`: a key in a header, or the console's session cookie."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from pydantic import Field

from weir.core.auth import Caller, Principal
from weir.core.errors import Language
from weir.gateway import Gateway
from weir.server.v1.wire import credential_of, language_of, session_of


def house(request: Request) -> Gateway:
    """The open gateway."""
    gateway: Gateway = request.app.state.gateway
    return gateway


async def caller(request: Request, gateway: Annotated[Gateway, Depends(house)]) -> Caller:
    """The authenticated caller. Errors: `auth.*`."""
    return gateway.admit(credential_of(request.scope), session_of(request.scope))


async def principal(found: Annotated[Caller, Depends(caller)]) -> Principal:
    return found.principal


def language(request: Request, gateway: Annotated[Gateway, Depends(house)]) -> Language:
    """The language in which the caller wants to be spoken to."""
    return language_of(request.scope, gateway.config.language)


House = Annotated[Gateway, Depends(house)]
Who = Annotated[Principal, Depends(principal)]
Speaks = Annotated[Language, Depends(language)]
"""What routes ask for: the house, who calls, and in which language."""

Moment = Annotated[int, Field(ge=-(1 << 63), lt=1 << 63)]
"""A time in milliseconds, or another number that the store keeps in 64 bits."""
