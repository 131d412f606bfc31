"""Long work: how far it is, and how to stop it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from weir.core.auth import Resource, allowed, authorize
from weir.core.errors import Language
from weir.core.jobs import Job
from weir.server.api.caller import House, Speaks, Who

router = APIRouter(tags=["jobs"])


@router.get("/jobs")
def list_jobs(
    who: Who,
    gateway: House,
    language: Speaks,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: int | None = None,
) -> dict[str, Any]:
    """Jobs, newest first: one's own, or all for those who may see them."""
    owner = None if allowed(who, "see", Resource("job")) else who.id
    found = gateway.jobs.list(owner=owner, limit=limit, before=cursor)
    after = found[-1].created_at if len(found) == limit else None
    return {"items": [shown(job, language) for job in found], "next": after}


@router.get("/jobs/{id}")
def get_job(id: str, who: Who, gateway: House, language: Speaks) -> dict[str, Any]:
    """One job."""
    job = gateway.jobs.get(id)
    authorize(who, "see", Resource("job", id, owner=job.owner))
    return shown(job, language)


@router.post("/jobs/{id}/cancel")
def cancel_job(id: str, who: Who, gateway: House, language: Speaks) -> dict[str, Any]:
    """Ask a job to stop at its next step."""
    job = gateway.jobs.get(id)
    authorize(who, "cancel", Resource("job", id, owner=job.owner))
    return shown(gateway.jobs.cancel(id), language)


def shown(job: Job, language: Language) -> dict[str, Any]:
    """A job as clients see it."""
    return {
        "id": job.id,
        "name": job.name,
        "status": str(job.status),
        "done": job.done,
        "total": job.total,
        "note": job.note,
        "error": {
            "code": job.error.code,
            "message": job.error.text(language),
            "remedy": job.error.remedy(language),
        }
        if job.error
        else None,
        "created_at": job.created_at,
        "updated_at": job.updated_at,
    }
