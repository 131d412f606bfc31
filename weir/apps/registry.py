"""The apps that are published, each with its history: publish, list, roll back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from weir.apps.app import App, from_yaml, to_yaml
from weir.apps.tables import apps
from weir.core.audit import lock_head
from weir.core.auth import Principal, Resource, authorize
from weir.core.errors import error_kind
from weir.core.store import Store, now_ms

UNKNOWN = error_kind(
    "app.unknown",
    404,
    en="There is no app named {name}.",
    zh="没有名为 {name} 的应用。",
    do_en="`weir apps list` and GET /v1/models show the apps there are.",
    do_zh="`weir apps list` 与 GET /v1/models 会列出现有应用。",
)


@dataclass(frozen=True, slots=True)
class Release:
    """One published version of an app."""

    app: App
    version: int
    owner: str
    published_at: int
    active: bool

    @property
    def resource(self) -> Resource:
        """The app as `authorize` sees it: whoever may ask, may ask a published app."""
        return Resource("app", self.app.name, owner=self.owner, public=True)


class Apps:
    """Published apps. Reads come from memory; a new release in another process is seen within a second."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._active: dict[str, Release] = {}
        self._read_at = 0

    def get(self, name: str, principal: Principal) -> App:
        """The active release of an app that this principal may use; `app.unknown` otherwise."""
        release = self._releases().get(name)
        if release is None:
            raise UNKNOWN(name=name)
        authorize(principal, "use", release.resource)
        return release.app

    def active(self) -> list[Release]:
        """The active releases by name."""
        return sorted(self._releases().values(), key=lambda release: release.app.name)

    def history(self, name: str) -> list[Release]:
        """All versions of an app, newest first; `app.unknown` where there is none."""
        with self.store.read() as connection:
            rows = connection.execute(
                select(apps).where(apps.c.name == name).order_by(apps.c.version.desc())
            ).mappings()
            found = [_release(dict(row)) for row in rows]
        if not found:
            raise UNKNOWN(name=name)
        return found

    def publish(self, app: App, owner: str) -> Release:
        """Make this the active release. The same content again changes nothing."""
        with self.store.write() as connection:
            lock_head(connection)  # of two who publish at once, the second sees the first
            known = select(apps).where(apps.c.name == app.name).order_by(apps.c.version.desc())
            rows = [dict(row) for row in connection.execute(known).mappings()]
            active = next((row for row in rows if row["active"]), None)
            if active is not None and from_yaml(active["spec"]).digest == app.digest:
                return _release(active)
            row = {
                "name": app.name,
                "version": rows[0]["version"] + 1 if rows else 1,
                "spec": to_yaml(app),
                "owner": owner,
                "published_at": now_ms(),
                "active": True,
            }
            connection.execute(update(apps).where(apps.c.name == app.name).values(active=False))
            connection.execute(apps.insert(), [row])
        self._read_at = 0
        return _release(row)

    def roll_back(self, name: str, version: int) -> Release:
        """Make an earlier version the active one again."""
        release = next((r for r in self.history(name) if r.version == version), None)
        if release is None:
            raise UNKNOWN(name=f"{name} version {version}")
        with self.store.write() as connection:
            connection.execute(
                update(apps).where(apps.c.name == name).values(active=apps.c.version == version)
            )
        self._read_at = 0
        return release

    def _releases(self) -> dict[str, Release]:
        if now_ms() - self._read_at > 1000:
            with self.store.read() as connection:
                rows = connection.execute(select(apps).where(apps.c.active)).mappings().all()
            self._active = {row["name"]: self._kept(dict(row)) for row in rows}
            self._read_at = now_ms()
        return self._active

    def _kept(self, row: dict[str, Any]) -> Release:
        """The release in memory where it is still the one, so that its file is not parsed again."""
        known = self._active.get(row["name"])
        same = known is not None and (known.version, known.published_at) == (
            row["version"],
            row["published_at"],
        )
        return known if known is not None and same else _release(row)


def _release(row: dict[str, Any]) -> Release:
    return Release(
        from_yaml(row["spec"]), row["version"], row["owner"], row["published_at"], bool(row["active"])
    )
