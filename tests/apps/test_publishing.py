"""Publishing: versions, rolling back, and what another process sees."""

from __future__ import annotations

import time

import pytest
from sample_app import made

from weir.apps import Apps
from weir.core.auth import Principal, Role
from weir.core.errors import WeirError
from weir.core.store import Store

ANYBODY = Principal("p1", "anybody", Role.user, "standard")


def test_a_new_release_becomes_the_active_one_and_the_old_stays_on_record(apps: Apps) -> None:
    first = apps.publish(made(), "me")
    second = apps.publish(made(evidence=5), "me")
    assert (first.version, second.version) == (1, 2)
    assert apps.get("leave", ANYBODY).evidence == 5
    assert [(r.version, r.active) for r in apps.history("leave")] == [(2, True), (1, False)]


def test_the_same_content_again_is_no_new_version(apps: Apps) -> None:
    apps.publish(made(), "me")
    assert apps.publish(made(), "me").version == 1
    assert len(apps.history("leave")) == 1


def test_rolling_back_makes_an_earlier_version_active_and_loses_none(apps: Apps) -> None:
    apps.publish(made(), "me")
    apps.publish(made(evidence=5), "me")
    apps.roll_back("leave", 1)
    assert apps.get("leave", ANYBODY).evidence == 12
    assert apps.publish(made(evidence=7), "me").version == 3
    assert len(apps.history("leave")) == 3


@pytest.mark.parametrize(("name", "version"), [("leave", 9), ("nothing", 1)])
def test_there_is_no_way_back_to_what_never_was(apps: Apps, name: str, version: int) -> None:
    apps.publish(made(), "me")
    with pytest.raises(WeirError) as refused:
        apps.roll_back(name, version)
    assert refused.value.code == "app.unknown"
    assert apps.get("leave", ANYBODY).evidence == 12


def test_an_app_that_is_not_published_is_unknown(apps: Apps) -> None:
    with pytest.raises(WeirError) as refused:
        apps.get("nothing", ANYBODY)
    assert (refused.value.status, refused.value.code) == (404, "app.unknown")


def test_another_process_sees_a_release_within_about_a_second(apps: Apps, store: Store) -> None:
    other = Apps(store)
    assert other.active() == []
    apps.publish(made(), "me")
    until = time.monotonic() + 3
    while not other.active():
        assert time.monotonic() < until
        time.sleep(0.05)
    assert other.active()[0].app == made()


def test_two_who_publish_at_once_make_two_versions(apps: Apps, store: Store) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: Apps(store).publish(made(evidence=n), "me"), range(1, 9)))
    history = apps.history("leave")
    assert [release.version for release in history] == list(range(8, 0, -1))
    assert [release.active for release in history].count(True) == 1
