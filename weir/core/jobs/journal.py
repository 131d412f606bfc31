"""The journal: what each job has already done, kept by DBOS. The only module that imports it.

DBOS records the result of each step under its position in the job and replays it when the job runs
again. Weir decides when that happens (`Ledger`, `Slots`), so a job that is claimed again is rewound to
its first unfinished step and goes on here. Facts this module relies on, each measured or read in DBOS 3.4:

- the instance is one per process; a queue polls, so a new job is started directly and only a job that
  goes on travels through a queue, which belongs to this process alone;
- recovery by version would leave old jobs behind, so the version is pinned to that of our journal;
- the default serialiser is pickle; results are JSON text here, and a failed step is recorded as text too;
- nothing leaves the machine: no conductor key, no OTLP, and its log goes to the logger ``dbos``.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import orjson
from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID
from dbos import error as dbos_error

from weir.core.errors import CATALOGUE, WeirError
from weir.core.jobs.job import CHANGED, OUTSIDE, STEP_FAILED
from weir.core.jobs.place import Place

log = logging.getLogger(__name__)

_APPLICATION = "weir"
_VERSION = "1"  # of our use of the journal; unfinished jobs of another version would not go on
_POLL_S = 0.2


class Journal:
    """DBOS on one place. `run` is called in a worker thread with the id of each job to run."""

    def __init__(self, place: Place, server: int, run: Callable[[str], None]) -> None:
        self._queue = f"weir-{server}-{uuid4().hex[:8]}"
        self._engine = place.engine(synchronous="NORMAL", pool_size=10)
        _keep_the_terminal_quiet()
        config = DBOSConfig(
            name=_APPLICATION,
            application_version=_VERSION,
            executor_id=self._queue,
            system_database_url=place.url.render_as_string(hide_password=False),
            system_database_engine=self._engine,
            dbos_system_schema=place.schema or "dbos",
            serializer=DBOSPortableJSONSerializer(),
            use_listen_notify=False,
            notification_listener_polling_interval_sec=0.5,
            log_level="WARNING",
        )
        DBOS(config=config)
        DBOS.listen_queues([self._queue])

        @DBOS.workflow(name="weir.job", max_recovery_attempts=None)
        def work(id: str) -> None:
            run(id)

        self._workflow = work
        DBOS.launch()
        self._drop_queues(f"weir-{server}-")
        DBOS.register_queue(self._queue, polling_interval_sec=_POLL_S)

    def close(self) -> None:
        self._drop_queues(self._queue)
        DBOS.destroy(destroy_registry=True)
        self._engine.dispose()

    def run(self, id: str) -> None:
        """Start the job in a worker thread, or let it go on after its last finished step."""
        status = DBOS.get_workflow_status(id)
        if status is None:
            with SetWorkflowID(id):
                DBOS.start_workflow(self._workflow, id)
            return
        if status.status in ("PENDING", "ENQUEUED"):
            DBOS.cancel_workflow(id)
        DBOS.rewind_workflow(id, start_step=_first_unfinished(id), queue_name=self._queue)

    def forget(self, id: str) -> bool:
        """Drop what is recorded of a job that is done; False while it is still winding up."""
        status = DBOS.get_workflow_status(id)
        if status is not None and status.status not in ("SUCCESS", "ERROR"):
            return False
        DBOS.delete_workflow(id)
        return True

    def step(self, id: str, key: str, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """Run `function(*args)` once and remember its result, or give back what was remembered."""
        if DBOS.workflow_id != id:
            raise OUTSIDE(key=key)
        try:
            recorded = orjson.loads(DBOS.run_step({"name": key}, _outcome, key, function, args))
        except dbos_error.DBOSUnexpectedStepError as error:
            raise CHANGED(key=key) from error
        if "error" in recorded:
            raise _revived(recorded["error"])
        return recorded["result"]

    def _drop_queues(self, prefix: str) -> None:
        for queue in DBOS.list_queues():
            if queue.name.startswith(prefix):
                DBOS.delete_queue(queue.name)


def _outcome(key: str, function: Callable[..., Any], args: tuple[Any, ...]) -> str:
    """The result or the error of a step as JSON text: both are remembered."""
    try:
        return orjson.dumps({"result": function(*args)}).decode()
    except WeirError as error:
        return _error_text(error)
    except Exception as error:
        log.warning("step %s failed", key, exc_info=True)
        return _error_text(STEP_FAILED(key=key, what=f"{type(error).__name__}: {error}"))


def _error_text(error: WeirError) -> str:
    return orjson.dumps({"error": {"code": error.code, "params": error.params}}, default=str).decode()


def _revived(error: dict[str, Any]) -> WeirError:
    kind = CATALOGUE.get(error["code"])
    return kind(**error["params"]) if kind else STEP_FAILED(key="?", what=error["code"])


def _first_unfinished(id: str) -> int:
    """The position to go on at: after the last recorded step, or at it if it failed."""
    steps = DBOS.list_workflow_steps(id, load_output=False)
    if not steps:
        return 1
    last = DBOS.list_workflow_steps(id, offset=len(steps) - 1)[-1]
    failed = last["error"] is not None or "error" in orjson.loads(last["output"] or "{}")
    return last["function_id"] + (0 if failed else 1)


def _keep_the_terminal_quiet() -> None:
    """DBOS adds a handler that prints to the terminal unless its logger has one already."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    # Its variables for a hosted service must not change where our jobs are kept.
    for name in ("DBOS__CLOUD", "DBOS__APPVERSION", "DBOS__VMID"):
        os.environ.pop(name, None)
