"""Signing in and out of the console, and who one is."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from weir import __version__
from weir.core.auth import Principal
from weir.server.api.caller import House, Who
from weir.server.v1.wire import COOKIE, session_of

router = APIRouter(tags=["session"])


class SignIn(BaseModel):
    """The key to sign in with."""

    key: str


@router.post("/session")
async def sign_in(asked: SignIn, request: Request, response: Response, gateway: House) -> dict[str, Any]:
    """Open a session; the cookie holds a token that no script can read."""
    token, expires_at = await asyncio.to_thread(gateway.sessions.open, asked.key)
    caller = gateway.sessions.verify(token)
    response.set_cookie(
        COOKIE,
        token,
        max_age=round(gateway.config.server.session_hours * 3600),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/",
    )
    return {"principal": shown(caller.principal), "expires_at": expires_at}


@router.delete("/session")
async def sign_out(request: Request, response: Response, gateway: House) -> dict[str, bool]:
    """End the session, everywhere within a second."""
    token = session_of(request.scope)
    if token:
        await asyncio.to_thread(gateway.sessions.close, token)
    response.delete_cookie(COOKIE, path="/")
    return {"closed": bool(token)}


@router.get("/me")
async def me(who: Who, gateway: House) -> dict[str, Any]:
    """Who the caller is."""
    return {"principal": shown(who), "language": gateway.config.language, "version": __version__}


def shown(principal: Principal) -> dict[str, Any]:
    """A principal as clients see it."""
    return {
        "id": principal.id,
        "name": principal.name,
        "role": principal.role.value,
        "tier": principal.tier,
        "groups": sorted(principal.groups),
    }
