"""Long work: how far it is, and how to stop it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from weir.core.auth import Principal, Resource, allowed, authorize
from weir.core.errors import Language
from weir.core.jobs import Job
from weir.core.jobs.job import UNKNOWN
from weir.gateway import Gateway
from weir.server.api.caller import House, Moment, Speaks, Who

router = APIRouter(tags=["jobs"])


@router.get("/jobs")
def list_jobs(
    who: Who,
    gateway: House,
    language: Speaks,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Moment | None = None,
) -> dict[str, Any]:
    """Jobs, newest first: one's own, or all for those who may see them."""
    owner = None if allowed(who, "see", Resource("job")) else who.id
    found = gateway.jobs.list(owner=owner, limit=limit, before=cursor)
    after = found[-1].created_at if len(found) == limit else None
    return {"items": [shown(job, language) for job in found], "next": after}


@router.get("/jobs/{id}")
def get_job(id: str, who: Who, gateway: House, language: Speaks) -> dict[str, Any]:
    """One job."""
    return shown(job_for(gateway, who, id, "see"), language)


@router.post("/jobs/{id}/cancel")
def cancel_job(id: str, who: Who, gateway: House, language: Speaks) -> dict[str, Any]:
    """Ask a job to stop at its next step."""
    job_for(gateway, who, id, "cancel")
    return shown(gateway.jobs.cancel(id), language)


def job_for(gateway: Gateway, who: Principal, id: str, action: str) -> Job:
    """The job, if the caller may do this to it; one that is not his is not there."""
    job = gateway.jobs.get(id)
    if not allowed(who, "see", Resource("job", id, owner=job.owner)):
        raise UNKNOWN(id=id)
    authorize(who, action, Resource("job", id, owner=job.owner))
    return job


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
