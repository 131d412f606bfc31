"""Settings: `load_config` merges flag > environment > file > default; `config_keys` lists every key."""

from weir.core.config.load import CONFIG_INVALID, load_config
from weir.core.config.reference import ConfigKey, config_keys
from weir.core.config.settings import (
    AuditSettings,
    Config,
    DocumentSettings,
    GatewaySettings,
    GuardSettings,
    JobSettings,
    LabelSettings,
    Limits,
    ModelSettings,
    QuotaSettings,
    ServerSettings,
    StoreSettings,
    TraceSettings,
)

__all__ = [
    "CONFIG_INVALID",
    "AuditSettings",
    "Config",
    "ConfigKey",
    "DocumentSettings",
    "GatewaySettings",
    "GuardSettings",
    "JobSettings",
    "LabelSettings",
    "Limits",
    "ModelSettings",
    "QuotaSettings",
    "ServerSettings",
    "StoreSettings",
    "TraceSettings",
    "config_keys",
    "load_config",
]
