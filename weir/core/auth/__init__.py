"""Who asks, and what he may do: principals, roles, keys, console sessions, `authorize`."""

from weir.core.auth.directory import Caller, Directory
from weir.core.auth.keys import Key, Keys
from weir.core.auth.principal import Principal, Role
from weir.core.auth.principals import FIRST_ADMIN, Principals
from weir.core.auth.rules import FORBIDDEN, NOT_FOUND, RULES, Resource, allowed, authorize
from weir.core.auth.sessions import Sessions

__all__ = [
    "FIRST_ADMIN",
    "FORBIDDEN",
    "NOT_FOUND",
    "RULES",
    "Caller",
    "Directory",
    "Key",
    "Keys",
    "Principal",
    "Principals",
    "Resource",
    "Role",
    "Sessions",
    "allowed",
    "authorize",
]
