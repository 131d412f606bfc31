"""Settings: which source wins, and what a bad one says."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from weir.core.config import Config, Limits, config_keys, load_config
from weir.core.errors import WeirError


def _refused(
    flags: dict[str, object] | None = None, env: dict[str, str] | None = None, file: Path | None = None
) -> WeirError:
    with pytest.raises(WeirError) as caught:
        load_config(flags, env, file)
    assert caught.value.code == "config.invalid"
    return caught.value


def _file(home: Path, text: str) -> Path:
    path = home / "weir.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_flag_beats_the_environment_and_that_beats_the_file(home: Path) -> None:
    _file(home, "server: {port: 1, host: 127.0.0.3, session_hours: 3}")
    env = {"WEIR_HOME": str(home), "WEIR_SERVER__PORT": "2", "WEIR_SERVER__HOST": "127.0.0.2"}
    server = load_config({"server.port": 7}, env).server
    assert (server.port, server.host, server.session_hours) == (7, "127.0.0.2", 3)
    assert server.max_body_bytes == Config().server.max_body_bytes


def test_a_flag_that_was_not_given_counts_for_nothing() -> None:
    assert load_config({"server.port": None}, {"WEIR_SERVER__PORT": "2"}).server.port == 2


def test_the_store_lives_in_the_home_folder_unless_told_otherwise(home: Path) -> None:
    assert load_config({"home": str(home)}).store.url == f"sqlite:///{home}/weir.db"
    assert Config(home=home).store.url == f"sqlite:///{home}/weir.db"
    elsewhere = {"WEIR_STORE__URL": "postgresql://weir:pw@db/weir"}
    assert load_config({"home": str(home)}, elsewhere).store.url == "postgresql://weir:pw@db/weir"


def test_a_relative_home_and_a_tilde_become_absolute() -> None:
    assert load_config({"home": "here"}).home == Path.cwd() / "here"
    assert load_config({"home": "~/x"}).home == Path.home() / "x"


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("WEIR_TRACE__CONTENT", "false", False),
        ("WEIR_SERVER__PORT", "0", 0),
        ("WEIR_LANGUAGE", "zh", "zh"),
        ("WEIR_MODELS__EMBEDDING", "local/minilm-l6", "local/minilm-l6"),
        ("WEIR_GATEWAY__STAGES_OFF", "label, ground", ("label", "ground")),
        ("WEIR_GATEWAY__STAGES_OFF", "[label]", ("label",)),
        ("WEIR_GATEWAY__STAGES_OFF", "", ()),
    ],
)
def test_environment_text_becomes_the_type_of_the_key(key: str, text: str, value: object) -> None:
    config = load_config({}, {key: text})
    node: object = config
    for name in key.removeprefix("WEIR_").lower().split("__"):
        node = getattr(node, name)
    assert node == value


def test_tiers_may_be_given_in_the_file_and_in_the_environment(home: Path) -> None:
    _file(home, "quotas:\n  default_tier: free\n  tiers:\n    free: {requests_per_day: 5}\n")
    assert load_config({"home": home}).quotas.tiers == {"free": Limits(requests_per_day=5)}
    env = {"WEIR_QUOTAS__TIERS": '{"standard": {"money_per_day": 1.5}}'}
    assert load_config({}, env).quotas.tiers["standard"].money_per_day == 1.5


def test_a_bad_value_names_key_source_and_what_is_allowed(home: Path) -> None:
    path = _file(home, "server:\n  port: 99999\n")
    for error, source in (
        (_refused({"home": home}), f"file {path}"),
        (_refused({}, {"WEIR_SERVER__PORT": "99999"}), "environment variable WEIR_SERVER__PORT"),
        (_refused({"server.port": 99999}), "flag --server.port"),
    ):
        assert "server.port" in error.text()
        assert source in error.text()
        assert "at most 65535" in error.remedy()
        assert "server.port" in error.text("zh")


def test_a_bad_value_inside_a_tier_is_traced_to_its_source() -> None:
    error = _refused({}, {"WEIR_QUOTAS__TIERS": "{standard: {requests_per_minute: -3}}"})
    assert "quotas.tiers.standard.requests_per_minute" in error.text()
    assert "WEIR_QUOTAS__TIERS" in error.text()


def test_a_misspelt_key_suggests_the_right_one(home: Path) -> None:
    _file(home, "server:\n  prot: 1\n")
    assert "server.port" in _refused({"home": home}).remedy()
    assert "server.port" in _refused({}, {"WEIR_SERVER__PROT": "1"}).remedy()


def test_a_single_underscore_is_an_error_and_not_ignored() -> None:
    error = _refused({}, {"WEIR_SERVER_PORT": "1"})
    assert "WEIR_SERVER__PORT" in error.remedy()


def test_other_variables_that_begin_like_ours_are_left_alone() -> None:
    assert load_config({}, {"WEIR_TEST_POSTGRES": "x", "PATH": "/bin"}) == Config()


def test_a_default_tier_that_does_not_exist_is_refused() -> None:
    assert "quotas.default_tier" in _refused({"quotas.default_tier": "gold"}).text()


@pytest.mark.parametrize("text", ["- a\n- b\n", "server: [1", "just words", "\x00"])
def test_a_file_that_is_no_mapping_is_refused(home: Path, text: str) -> None:
    path = _file(home, text)
    assert str(path) in _refused({"home": home}).text()


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    assert "No such file" in _refused(file=tmp_path / "none.yaml").text()


def test_an_empty_file_means_defaults(home: Path) -> None:
    _file(home, "# nothing yet\n")
    assert load_config({"home": home}) == Config(home=home)


def test_a_section_that_is_no_mapping_is_refused(home: Path) -> None:
    _file(home, "server: 8600\n")
    assert "server" in _refused({"home": home}).text()


def test_a_password_in_the_file_is_refused_and_not_repeated(home: Path) -> None:
    _file(home, "store:\n  url: postgresql://weir:hunter2@db/weir\n")
    error = _refused({"home": home})
    assert "hunter2" not in str(error) + error.remedy()
    assert "WEIR_STORE__URL" in error.remedy()


def test_a_password_is_not_in_what_a_log_would_print() -> None:
    config = load_config({}, {"WEIR_STORE__URL": "postgresql://weir:hunter2@db/weir"})
    assert "hunter2" not in repr(config)
    assert "hunter2" not in str(
        _refused({"server.port": -1, "store.url": "postgresql://weir:hunter2@db/weir"})
    )


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Config().server.port = 1  # type: ignore[misc]


def test_every_key_is_documented_and_can_be_set_from_the_environment() -> None:
    keys = config_keys()
    assert len({key.name for key in keys}) == len(keys) > 30
    for key in keys:
        assert key.description.endswith("."), key.name
        assert key.type, key.name
        if isinstance(key.default, str | int | float | bool) and key.name != "home":
            node: object = load_config({}, {key.env: str(key.default)})
            for name in key.name.split("."):
                node = getattr(node, name)
            assert key.name == "store.url" or node == key.default
