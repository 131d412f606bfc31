"""What a new Weir opens with: an assistant over Weir's own documentation."""

from __future__ import annotations

from pathlib import Path

from weir.apps import from_file
from weir.gateway import OPERATOR, Gateway

BASE = "Weir documentation"

_SHIPPED = Path(__file__).parent / "shipped"  # in a wheel; a checkout has the same folders at its root
_ROOT = _SHIPPED if _SHIPPED.exists() else Path(__file__).parents[2]
DOCS = _ROOT / "docs"
GUIDE = _ROOT / "apps" / "guide" / "app.yaml"


def furnish(gateway: Gateway) -> None:
    """Bring the documentation's base up to date and publish the guide; blocks, and is quick when done before.

    An operator who has deleted the base does not get it back.
    """
    base = next((base for base in gateway.knowledge.list() if base.name == BASE), None)
    if base is None:
        if any(release.app.name == "guide" for release in gateway.apps.active()):
            return
        base = gateway.knowledge.create(BASE, OPERATOR.id, str(DOCS), public=True)
    gateway.knowledge.follow(base.id, [DOCS / "en", DOCS / "zh"])
    gateway.publish(from_file(GUIDE), OPERATOR)
