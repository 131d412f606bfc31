"""What is not in the table is not allowed, and a stranger learns nothing."""

import itertools
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weir.core.audit import audit_entries, verify_audit
from weir.core.auth import (
    RULES,
    Directory,
    Keys,
    Principal,
    Principals,
    Resource,
    Role,
    Sessions,
    allowed,
    authorize,
)
from weir.core.config import Limits
from weir.core.errors import WeirError
from weir.core.secrets import Secrets
from weir.core.store import Store

_KINDS = sorted({kind for rules in RULES.values() for kind in rules})
_ACTIONS = sorted({action for rules in RULES.values() for actions in rules.values() for action in actions})


def _principal(role: Role, id: str = "me", groups: tuple[str, ...] = ()) -> Principal:
    return Principal(id, id, role, "standard", groups=frozenset(groups))


def _code(principal: Principal, action: str, resource: Resource) -> str:
    try:
        authorize(principal, action, resource)
    except WeirError as error:
        return error.code
    return "allowed"


@given(st.sampled_from(Role), st.text(), st.text(), st.text(min_size=1), st.booleans())
def test_anything_unheard_of_is_denied(role: Role, kind: str, action: str, id: str, public: bool) -> None:
    if action not in RULES[role].get(kind, {}):
        resource = Resource(kind, id, owner="me", groups=frozenset(["g"]), public=public)
        assert not allowed(_principal(role, groups=("g",)), action, resource)


@given(
    st.sampled_from(sorted(set(Role) - {Role.admin, Role.auditor})),
    st.sampled_from(_KINDS),
    st.sampled_from(_ACTIONS),
)
def test_another_ones_private_object_is_not_there(role: Role, kind: str, action: str) -> None:
    everybodys = {"model", "policy"}
    verdict = _code(
        _principal(role), action, Resource(kind, "x", owner="somebody", groups=frozenset(["theirs"]))
    )
    if kind not in everybodys and (kind, action) != ("receipt", "verify"):
        assert verdict == "auth.not_found"


@given(
    st.sampled_from(Role), st.sampled_from(_KINDS), st.sampled_from(_ACTIONS), st.booleans(), st.booleans()
)
def test_sharing_never_takes_a_right_away(
    role: Role, kind: str, action: str, mine: bool, public: bool
) -> None:
    owner = "me" if mine else "somebody"
    closed = allowed(_principal(role, groups=("g",)), action, Resource(kind, "x", owner))
    opened = allowed(
        _principal(role, groups=("g",)), action, Resource(kind, "x", owner, frozenset("g"), public)
    )
    assert opened or not closed


@pytest.mark.parametrize(
    ("role", "action", "resource", "verdict"),
    [
        ("user", "use", Resource("knowledge_base", "kb", owner="you", public=True), "allowed"),
        (
            "user",
            "use",
            Resource("knowledge_base", "kb", owner="you", groups=frozenset(["nurses"])),
            "allowed",
        ),
        (
            "user",
            "use",
            Resource("knowledge_base", "kb", owner="you", groups=frozenset(["others"])),
            "auth.not_found",
        ),
        ("user", "change", Resource("knowledge_base", "kb", owner="you", public=True), "auth.forbidden"),
        ("user", "create", Resource("knowledge_base"), "auth.forbidden"),
        ("user", "see", Resource("conversation", "c", owner="me"), "allowed"),
        ("user", "see", Resource("conversation", "c", owner="you", public=True), "auth.not_found"),
        ("user", "see", Resource("audit", "a"), "auth.not_found"),
        ("user", "see", Resource("audit"), "auth.forbidden"),
        ("user", "use", Resource("model", "local/x"), "allowed"),
        ("user", "create", Resource("key"), "allowed"),
        ("builder", "create", Resource("knowledge_base"), "allowed"),
        ("builder", "delete", Resource("knowledge_base", "kb", owner="me"), "allowed"),
        ("builder", "delete", Resource("knowledge_base", "kb", owner="you", public=True), "auth.forbidden"),
        ("builder", "delete", Resource("knowledge_base", "kb", owner="you"), "auth.not_found"),
        ("builder", "create", Resource("principal"), "auth.forbidden"),
        ("auditor", "see", Resource("exchange", "e", owner="you"), "allowed"),
        ("auditor", "verify", Resource("audit"), "allowed"),
        ("auditor", "delete", Resource("exchange", "e", owner="you"), "auth.forbidden"),
        ("auditor", "use", Resource("model", "local/x"), "auth.forbidden"),
        ("admin", "delete", Resource("knowledge_base", "kb", owner="you"), "allowed"),
        ("admin", "see", Resource("exchange", "e", owner="you"), "allowed"),
        ("admin", "delete", Resource("audit", "a"), "auth.forbidden"),
        ("admin", "change", Resource("audit", "a"), "auth.forbidden"),
    ],
)
def test_each_role_may_do_what_its_work_asks(
    role: str, action: str, resource: Resource, verdict: str
) -> None:
    assert _code(_principal(Role(role), groups=("nurses",)), action, resource) == verdict


def test_nobody_at_all_may_change_or_delete_the_audit_log() -> None:
    for role, action in itertools.product(Role, ("change", "delete", "create")):
        assert not allowed(_principal(role), action, Resource("audit", "a", owner="me", public=True))


def test_an_auditor_changes_nothing() -> None:
    for kind, action in itertools.product(_KINDS, set(_ACTIONS) - {"see", "verify", "export"}):
        assert not allowed(_principal(Role.auditor), action, Resource(kind, "x", owner="me", public=True))


def test_a_hidden_object_and_a_missing_one_look_the_same() -> None:
    with pytest.raises(WeirError) as caught:
        authorize(_principal(Role.user), "see", Resource("document", "doc_1", owner="you"))
    assert (caught.value.status, caught.value.params) == (404, {"kind": "document", "id": "doc_1"})


@pytest.fixture
def directory(store: Store, home: Path):  # type: ignore[no-untyped-def]
    opened = Directory(store, Secrets.open(home))
    yield opened
    opened.close()


def test_principals_are_made_listed_and_changed_with_an_audit_entry_each(directory: Directory) -> None:
    people = Principals(directory)
    zoe = people.create("zoe", Role.user, "standard", actor="p_0", groups=["b", "a"])
    adam = people.create("adam", Role.builder, "standard", actor="p_0", quota=Limits(requests_per_day=3))
    assert [person.name for person in people.list()] == ["adam", "zoe"]
    assert [person.name for person in people.list(after="adam")] == ["zoe"]
    assert people.get(adam.id) == people.by_name("adam") == adam
    assert people.by_name("eve") is None
    changed = people.change(zoe.id, actor="p_0", role=Role.builder, tier="unlimited", groups=["c"])
    assert (changed.role, changed.tier, changed.groups) == (Role.builder, "unlimited", frozenset("c"))
    assert people.set_quota(adam.id, None, actor="p_0").quota is None
    actions = [row["action"] for row in reversed(audit_entries(directory.store))]
    assert actions == ["principal.create", "principal.create", "principal.change", "principal.quota"]
    assert verify_audit(directory.store).valid


def test_a_name_is_taken_once_and_the_failure_leaves_no_trace(directory: Directory) -> None:
    people = Principals(directory)
    people.create("zoe", Role.user, "standard", actor="p_0")
    with pytest.raises(WeirError) as caught:
        people.create("zoe", Role.admin, "standard", actor="p_0")
    assert (caught.value.code, caught.value.status) == ("auth.name_taken", 409)
    assert len(audit_entries(directory.store)) == 1


def test_a_missing_principal_is_not_found(directory: Directory) -> None:
    people = Principals(directory)
    with pytest.raises(WeirError) as seen:
        people.get("principal_x")
    with pytest.raises(WeirError) as changed:
        people.change("principal_x", actor="p_0", tier="unlimited")
    assert seen.value.code == changed.value.code == "auth.not_found"
    assert audit_entries(directory.store) == []


def test_the_last_administrator_stays(directory: Directory) -> None:
    people = Principals(directory)
    first = people.create("first", Role.admin, "unlimited", actor="p_0")
    for change in ({"role": Role.user}, {"disabled": True}):
        with pytest.raises(WeirError) as caught:
            people.change(first.id, actor="p_0", **change)
        assert caught.value.code == "auth.last_admin"
    people.create("second", Role.admin, "unlimited", actor="p_0")
    assert people.change(first.id, actor="p_0", role=Role.user).role is Role.user


def test_a_session_stands_for_the_key_until_sign_out(directory: Directory) -> None:
    keys = Keys(directory)
    made = keys.create_first()
    assert made is not None
    sessions = Sessions(directory, keys)
    token, expires_at = sessions.open(made[1])
    assert expires_at > made[0].created_at
    assert sessions.verify(token).key_id == made[0].id
    sessions.close(token)
    with pytest.raises(WeirError) as caught:
        sessions.verify(token)
    assert (caught.value.code, caught.value.status) == ("auth.session_invalid", 401)


def test_a_session_ends_with_its_key(directory: Directory) -> None:
    keys = Keys(directory)
    made = keys.create_first()
    assert made is not None
    sessions = Sessions(directory, keys)
    token, _ = sessions.open(made[1])
    keys.revoke(made[0].id, actor="p_0")
    with pytest.raises(WeirError):
        sessions.verify(token)
    with pytest.raises(WeirError):
        sessions.open(made[1])


def test_a_session_ends_with_its_time(directory: Directory) -> None:
    keys = Keys(directory)
    made = keys.create_first()
    assert made is not None
    sessions = Sessions(directory, keys, hours=1 / 3600)
    token, _ = sessions.open(made[1])
    assert sessions.verify(token)
    time.sleep(1.01)
    with pytest.raises(WeirError):
        sessions.verify(token)


def test_a_token_is_no_key_and_a_key_no_token(directory: Directory) -> None:
    keys = Keys(directory)
    made = keys.create_first()
    assert made is not None
    sessions = Sessions(directory, keys)
    token, _ = sessions.open(made[1])
    with pytest.raises(WeirError):
        keys.verify(token)
    with pytest.raises(WeirError):
        sessions.verify(made[1])


def test_a_sign_out_elsewhere_is_noticed_within_a_second_or_so(directory: Directory, home: Path) -> None:
    keys = Keys(directory)
    made = keys.create_first()
    assert made is not None
    here = Sessions(directory, keys)
    token, _ = here.open(made[1])
    assert here.verify(token)
    other = Directory(directory.store, Secrets.open(home))
    Sessions(other, Keys(other)).close(token)
    other.close()
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        try:
            here.verify(token)
        except WeirError:
            return
        time.sleep(0.05)
    pytest.fail("the session still holds")
