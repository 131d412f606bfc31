"""What each role may do with each kind of object. What is not in the table is not allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from weir.core.auth.principal import Principal, Role
from weir.core.errors import error_kind

NOT_FOUND = error_kind(
    "auth.not_found",
    404,
    en="There is no {kind} {id}.",
    zh="不存在 {kind} {id}。",
    do_en="Check the id; perhaps it was deleted, or is not shared with you.",
    do_zh="请核对标识；该对象可能已被删除，或未与您共享。",
)
FORBIDDEN = error_kind(
    "auth.forbidden",
    403,
    en="The role {role} may not {action} this {kind}.",
    zh="角色 {role} 无权对此 {kind} 执行 {action}。",
    do_en="Ask its owner or an administrator.",
    do_zh="请联系该对象的所有者或管理员。",
)


class Reach(IntEnum):
    """Whose objects an action reaches."""

    own = 1
    shared = 2  # own, public, or shared with one of the principal's groups
    all = 3


OWN, SHARED, ALL = Reach.own, Reach.shared, Reach.all

_MINE = {"see": OWN, "create": OWN, "change": OWN, "delete": OWN}
_READ = {"see": ALL}

_USER: dict[str, dict[str, Reach]] = {
    "model": {"see": ALL, "use": ALL},
    "app": {"see": SHARED, "use": SHARED},
    "knowledge_base": {"see": SHARED, "use": SHARED},
    "document": {"see": SHARED},
    "conversation": _MINE,
    "exchange": {"see": OWN},
    "receipt": {"see": OWN, "verify": ALL},
    "usage": {"see": OWN},
    "job": {"see": OWN, "cancel": OWN},
    "key": {"see": OWN, "create": OWN, "delete": OWN},
    "principal": {"see": OWN},
}

RULES: Mapping[Role, Mapping[str, Mapping[str, Reach]]] = {
    Role.user: _USER,
    Role.builder: {
        **_USER,
        "model": {"see": ALL, "use": ALL, "test": ALL},
        "app": {**_MINE, "see": SHARED, "use": SHARED, "publish": OWN},
        "knowledge_base": {**_MINE, "see": SHARED, "use": SHARED, "share": OWN},
        "document": {**_MINE, "see": SHARED},
        "source": _MINE,
        "policy": {"see": ALL},
    },
    Role.auditor: {
        **dict.fromkeys(
            (
                "model",
                "app",
                "knowledge_base",
                "source",
                "policy",
                "exchange",
                "usage",
                "job",
                "key",
                "principal",
            ),
            _READ,
        ),
        "receipt": {"see": ALL, "verify": ALL},
        "audit": {"see": ALL, "verify": ALL, "export": ALL},
    },
    Role.admin: {
        **{
            kind: {"see": ALL, "create": ALL, "change": ALL, "delete": ALL, "use": ALL, "share": ALL}
            for kind in ("knowledge_base", "document", "source", "conversation", "principal", "key", "policy")
        },
        "app": {
            "see": ALL,
            "create": ALL,
            "change": ALL,
            "delete": ALL,
            "use": ALL,
            "share": ALL,
            "publish": ALL,
        },
        "model": {"see": ALL, "create": ALL, "change": ALL, "delete": ALL, "use": ALL, "test": ALL},
        "exchange": {"see": ALL, "delete": ALL},
        "receipt": {"see": ALL, "verify": ALL},
        "usage": {"see": ALL},
        "job": {"see": ALL, "cancel": ALL},
        "audit": {"see": ALL, "verify": ALL, "export": ALL},
        "settings": {"see": ALL, "change": ALL},
    },
}
"""Role -> kind of object -> action -> whose objects. An auditor reads everything and changes nothing; nobody,
admin included, may change or delete the audit log."""


@dataclass(frozen=True, slots=True)
class Resource:
    """The object of an action: whose it is and with whom it is shared. `id` is empty for one yet to be made.

    A document is shared as its knowledge base is: give it that one's owner, groups and public.
    """

    kind: str
    id: str = ""
    owner: str | None = None
    groups: frozenset[str] = frozenset()
    public: bool = False


def authorize(principal: Principal, action: str, object: Resource) -> None:
    """Return if the principal may do this, else raise.

    ``auth.not_found`` (404) for an object that he may not even see, as if it were not there (rooms raise the
    same `NOT_FOUND` for one that is not); ``auth.forbidden`` (403) for one that he may see but not treat so.
    """
    if allowed(principal, action, object):
        return
    hidden = object.id and not allowed(principal, "see", object)
    if hidden:
        raise NOT_FOUND(kind=object.kind, id=object.id)
    raise FORBIDDEN(role=principal.role.value, action=action, kind=object.kind)


def allowed(principal: Principal, action: str, object: Resource) -> bool:
    """Whether the principal may do this to that object; for lists, where `authorize` would raise for each."""
    reach = RULES.get(principal.role, {}).get(object.kind, {}).get(action)
    if reach is None:
        return False
    if reach is ALL or (action == "create" and not object.id):
        return True
    if object.owner is not None and object.owner == principal.id:
        return True
    return reach is SHARED and (object.public or not object.groups.isdisjoint(principal.groups))
