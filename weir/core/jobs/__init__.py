"""Durable jobs: long work that survives a crash, with progress, cancellation and a reason for every stall."""

from weir.core.jobs.context import JobCancelled, JobContext, JobSuspended
from weir.core.jobs.job import Job, JobError, Status
from weir.core.jobs.runner import Handler
from weir.core.jobs.service import Jobs

__all__ = [
    "Handler",
    "Job",
    "JobCancelled",
    "JobContext",
    "JobError",
    "JobSuspended",
    "Jobs",
    "Status",
]
