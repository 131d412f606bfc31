"""What a new Weir opens with, the guide to Weir itself, and what a start does beside the first requests."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from weir.apps import from_file
from weir.core.errors import WeirError
from weir.gateway import OPERATOR, Gateway
from weir.knowledge import KnowledgeBase

logger = logging.getLogger(__name__)

BASE = "Weir documentation"

_SHIPPED = Path(__file__).parent / "shipped"  # in a wheel; a checkout has the same folders at its root
_ROOT = _SHIPPED if _SHIPPED.exists() else Path(__file__).parents[2]
DOCS = tuple(_ROOT / "docs" / language for language in ("en", "zh"))
GUIDE = _ROOT / "apps" / "guide" / "app.yaml"
_STOP_S = 10.0


class Settling:
    """Furnishes a new Weir, follows the documentation after an upgrade, and warms the document readers."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self._stopping = threading.Event()
        self._follower = threading.Thread(target=self._keep_current, name="weir-documentation", daemon=True)

    def furnish(self) -> None:
        """On a store that nobody has used, read the documentation in and publish the guide; else return.

        Blocks for some seconds. Weir starts without a guide where there is no documentation.
        """
        if self.gateway.principals.list(limit=1) or not _folders():
            return
        try:
            self._follow(self._base() or self._make_base())
            self.gateway.publish(from_file(GUIDE), OPERATOR)
        except (WeirError, OSError) as error:
            logger.warning("the guide to Weir could not be set up: %s", error)

    def begin(self) -> None:
        """Start what runs beside the first requests."""
        self._follower.start()

    def stop(self) -> None:
        """Let the documentation be after the document that is being read now; blocks until then."""
        self._stopping.set()
        if self._follower.is_alive():
            self._follower.join(_STOP_S)

    def _keep_current(self) -> None:
        """An operator who has deleted the base does not get it back."""
        try:
            base = self._base()
            if base is not None and _folders():
                self._follow(base)
        except _Stopping:
            pass
        except (WeirError, OSError) as error:
            logger.warning("the documentation is not up to date: %s", error)

    def _make_base(self) -> KnowledgeBase:
        """Of servers that start together on a new store, the first one's base is everybody's."""
        knowledge = self.gateway.knowledge
        made = knowledge.create(BASE, OPERATOR.id, "docs/", public=True)
        first = self._base() or made
        if first.id != made.id:
            knowledge.delete(made.id)
        return first

    def _base(self) -> KnowledgeBase | None:
        """The oldest one that is ours."""
        own = (base for base in self.gateway.knowledge.list() if base.owner == OPERATOR.id)
        return next((base for base in own if base.name == BASE), None)

    def _follow(self, base: KnowledgeBase) -> None:
        self.gateway.knowledge.follow(base.id, _folders(), self._told)

    def _told(self, done: int, total: int, name: str) -> None:
        if self._stopping.is_set():
            raise _Stopping


def _folders() -> list[Path]:
    return [folder for folder in DOCS if folder.is_dir()]


class _Stopping(Exception):
    """The server ends."""
