"""What the outside sees of a job, and the errors that jobs raise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from weir.core.errors import Language, WeirError, error_kind

Status = Literal["queued", "running", "done", "failed", "cancelled"]

UNKNOWN = error_kind(
    "jobs.unknown",
    404,
    en="There is no job {id}.",
    zh="没有编号为 {id} 的任务。",
    do_en="List the jobs to see their ids.",
    do_zh="请列出任务以查看编号。",
)
CONFLICT = error_kind(
    "jobs.conflict",
    409,
    en="Job {id} exists already and is of another kind ({name}).",
    zh="任务 {id} 已经存在，而且属于另一种任务（{name}）。",
    do_en="Start the job under another id.",
    do_zh="请换一个编号启动任务。",
)
NOT_REGISTERED = error_kind(
    "jobs.not_registered",
    500,
    en="No handler is registered for jobs of kind {name}.",
    zh="没有为 {name} 类任务注册处理程序。",
    do_en="Register the handler before the jobs are launched.",
    do_zh="请在任务系统启动之前注册处理程序。",
)
LAUNCHED = error_kind(
    "jobs.launched",
    500,
    en="Jobs run already in this process.",
    zh="本进程中的任务系统已经在运行。",
    do_en="Close the first one, or start a second process.",
    do_zh="请先关闭前一个，或另起一个进程。",
)
UNAVAILABLE = error_kind(
    "jobs.unavailable",
    503,
    en="The record of jobs cannot be used: {reason}.",
    zh="无法读写任务记录：{reason}。",
    do_en="Check the disk or the database server, then try again; running jobs wait for it.",
    do_zh="请检查磁盘或数据库服务器后重试；运行中的任务会等待其恢复。",
)
STEP_FAILED = error_kind(
    "jobs.step_failed",
    500,
    en="Step {key} failed: {what}",
    zh="步骤 {key} 失败：{what}",
    do_en="Remove the cause, then resume the job: it goes on at this step.",
    do_zh="排除原因后继续该任务：它会从这一步接着做。",
)
FAILED = error_kind(
    "jobs.failed",
    500,
    en="The job failed: {what}",
    zh="任务失败：{what}",
    do_en="Remove the cause, then resume the job; finished steps are kept.",
    do_zh="排除原因后继续该任务；已完成的步骤会保留。",
)
CRASHED = error_kind(
    "jobs.crashed",
    500,
    en="The server stopped {attempts} times while this job ran, without any progress between.",
    zh="服务器在运行该任务时停止了 {attempts} 次，其间没有任何进展。",
    do_en="Look for memory shortage or a broken file, then resume the job.",
    do_zh="请检查内存是否不足或文件是否损坏，然后继续该任务。",
)
CHANGED = error_kind(
    "jobs.changed",
    500,
    en="The job now asks for step {key}, but another step was recorded at this place.",
    zh="任务现在要执行步骤 {key}，但这个位置记录的是另一个步骤。",
    do_en="The handler was changed while the job waited: start the job anew under another id.",
    do_zh="任务等待期间处理程序被改动：请换一个编号重新启动。",
)
OUTSIDE = error_kind(
    "jobs.outside",
    500,
    en="Step {key} was called outside the thread of its job.",
    zh="步骤 {key} 在任务自己的线程之外被调用。",
    do_en="Call steps from the handler's own thread; a step may use threads inside.",
    do_zh="请在处理程序自己的线程中调用步骤；步骤内部可以使用线程。",
)


@dataclass(frozen=True, slots=True)
class JobError:
    """Why a job failed: the code and both languages, as they were when it failed."""

    code: str
    en: str
    zh: str
    do_en: str
    do_zh: str

    def text(self, language: Language = "en") -> str:
        return self.zh if language == "zh" else self.en

    def remedy(self, language: Language = "en") -> str:
        return self.do_zh if language == "zh" else self.do_en

    @classmethod
    def of(cls, error: WeirError) -> JobError:
        return cls(error.code, error.text("en"), error.text("zh"), error.remedy("en"), error.remedy("zh"))


@dataclass(frozen=True, slots=True)
class Job:
    """One durable job as recorded. Times are milliseconds since the epoch, UTC.

    `done` of `total` steps of the handler's own counting; `total` 0 means unknown. `reason` says, in
    both languages, what a job that does not move is waiting for.
    """

    id: str
    name: str
    owner: str
    status: Status
    args: Mapping[str, Any]
    done: int
    total: int
    note: str
    reason: Mapping[Language, str] | None
    error: JobError | None
    created_at: int
    updated_at: int

    @property
    def finished(self) -> bool:
        return self.status in ("done", "failed", "cancelled")


def job_from_row(row: Mapping[str, Any]) -> Job:
    return Job(
        id=row["id"],
        name=row["name"],
        owner=row["owner"],
        status=row["status"],
        args=orjson.loads(row["args"]),
        done=row["done"],
        total=row["total"],
        note=row["note"],
        reason=orjson.loads(row["reason"]) if row["reason"] else None,
        error=JobError(**orjson.loads(row["error"])) if row["error"] else None,
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )
