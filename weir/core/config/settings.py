"""Every setting of Weir in one frozen object, and where each value came from.

A flag beats the environment (``WEIR_SERVER__PORT``), the environment beats the file
(``$WEIR_HOME/weir.yaml``), the file beats the default. Secrets are no settings: upstream keys live sealed in
the store (`weir.core.secrets`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from weir.core.errors import Language

SwitchableStage = Literal[
    "screen_question", "recall", "retrieve", "ground", "screen_answer", "label", "record"
]

Tier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]


class Section(BaseModel):
    """A group of settings: frozen, and a name it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ServerSettings(Section):
    """The HTTP server."""

    host: str = Field(
        "127.0.0.1", description="Address to listen on. Anything but loopback shows the server to others."
    )
    port: int = Field(8600, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    workers: int = Field(
        1,
        ge=1,
        le=64,
        description="Server processes that share the port and the store (Linux). One uses little more than a "
        "core; each holds local models of its own.",
    )
    max_body_bytes: int = Field(
        8 << 20, ge=1024, description="Largest request body in bytes, uploads excepted."
    )
    shutdown_timeout_s: float = Field(
        20, ge=0, description="Seconds that open requests get to end at shutdown."
    )
    session_hours: float = Field(12, gt=0, le=24 * 30, description="Hours that a console sign-in lasts.")


class StoreSettings(Section):
    """The relational store: the truth."""

    url: str = Field(
        "",
        repr=False,
        description="SQLAlchemy URL of the store, `sqlite:///PATH` or `postgresql://USER@HOST/NAME`. "
        "Empty means `sqlite:///<home>/weir.db`. A password belongs in the environment, never in the file.",
    )
    durability: Literal["power", "process"] = Field(
        "power",
        description="What an acknowledged write survives on SQLite: a power cut (`power`), "
        "or only the death of the process (`process`). PostgreSQL follows its own `synchronous_commit`.",
    )


class ModelSettings(Section):
    """Models and how they are called."""

    default: str = Field(
        "local/smollm2-135m", description="Chat model used where an app or a request names none."
    )
    embedding: str = Field(
        "", description="Model of `/v1/embeddings` where a request names none; empty means there is none."
    )
    reranker: str = Field("local/lexical", description="Model of `/v1/rerank` where a request names none.")
    adapters: dict[str, dict[str, Path]] = Field(
        default_factory=dict,
        description="LoRA adapters of local chat models: a model name, then adapter names with their GGUF "
        "files. A request sets their strength with `lora`.",
    )
    request_timeout_s: float = Field(
        120, gt=0, description="Longest time to wait for a whole answer, in seconds."
    )
    connect_timeout_s: float = Field(
        5, gt=0, description="Longest time to wait for an upstream to accept a connection."
    )
    stall_timeout_s: float = Field(
        30, gt=0, description="Longest silence within a stream before it counts as stalled."
    )
    retries: int = Field(
        2, ge=0, le=10, description="Further attempts after an upstream failure that may pass."
    )
    context_tokens: int = Field(4096, ge=512, description="Context of one local request, in tokens.")
    parallel: int = Field(4, ge=1, le=64, description="Local requests that run at once.")
    threads: int = Field(
        0, ge=0, description="CPU threads of the local engine; 0 takes the cores of the machine."
    )


class GuardSettings(Section):
    """What is allowed."""

    policy: str = Field(
        "universal",
        min_length=1,
        description="Policy in force: the name of a pack, or a path to a YAML file.",
    )


class DocumentSettings(Section):
    """Limits within which documents are parsed, each in a subprocess of its own."""

    max_bytes: int = Field(100 << 20, ge=1, description="Largest document, in bytes.")
    max_pages: int = Field(3000, ge=1, description="Most pages of one document.")
    timeout_s: float = Field(180, gt=0, description="Longest time to parse one document, in seconds.")
    memory_mb: int = Field(
        2048, ge=128, description="Most memory that parsing one document may take, in MiB."
    )
    workers: int = Field(2, ge=1, le=64, description="Documents parsed at once.")


class SourceSettings(Section):
    """Where the sources of knowledge bases may reach, when they are added over HTTP."""

    hosts: tuple[str, ...] = Field(
        (), description="Hosts, or patterns such as `*.example.org`, that sources may read from."
    )
    folders: tuple[Path, ...] = Field(
        (), description="Folders on this machine that sources may read, with what is below them."
    )
    look_s: float = Field(30, ge=1, description="Seconds between two looks at which sources are due.")


class KnowledgeSettings(Section):
    """The index of knowledge bases, and the models they are searched with; without any, words find."""

    index: Literal["embedded", "milvus"] = Field(
        "embedded",
        description="Where the index of the chunks is: with the store (`embedded`), or in a Milvus. After a "
        "change, `weir kb rebuild` fills the other one.",
    )
    milvus_url: str = Field(
        "",
        repr=False,
        description="URL of the Milvus server, `http://USER:PASSWORD@HOST:19530`, or the path of a "
        "milvus-lite file. A password belongs in the environment, never in the file.",
    )
    encoder: str = Field(
        "",
        description="Embedding model that chunks and questions are encoded with, for search by meaning; "
        "empty means by words alone.",
    )
    reranker: str = Field(
        "",
        description="Rerank model that orders what was found, such as that of a `/v1/rerank` endpoint; "
        "empty means by features of the chunks.",
    )
    decomposer: str = Field(
        "",
        description="Chat model that takes questions apart into simpler ones; empty means by rules alone.",
    )
    graph_s: float = Field(
        20,
        ge=0,
        description="Seconds between two looks at what the graphs of the bases have to read; 0 leaves it "
        "to `weir graph build`.",
    )


class GroundingSettings(Section):
    """How answers are checked against their evidence."""

    judge: str = Field(
        "",
        description="Chat model that gives a second opinion on sentences the check is not sure of; "
        "empty means there is none.",
    )


class TraceSettings(Section):
    """What is kept of an exchange."""

    content: bool = Field(
        True, description="Keep the text of questions and answers; without it only digests are kept."
    )
    retention_days: int = Field(90, ge=0, description="Days that exchanges are kept; 0 keeps them for ever.")


class AuditSettings(Section):
    """The audit chain."""

    head_interval_s: float = Field(
        60, ge=1, description="Seconds between signed heads of the chain while it grows."
    )


class Limits(Section):
    """How much a principal may use; null is no limit. Money is in units of `quotas.currency`."""

    requests_per_minute: int | None = Field(None, ge=0, description="Requests in one minute.")
    requests_per_day: int | None = Field(None, ge=0, description="Requests in one day (UTC).")
    tokens_per_minute: int | None = Field(None, ge=0, description="Tokens, in and out, in one minute.")
    tokens_per_day: int | None = Field(None, ge=0, description="Tokens, in and out, in one day (UTC).")
    money_per_minute: float | None = Field(None, ge=0, description="Money in one minute.")
    money_per_day: float | None = Field(None, ge=0, description="Money in one day (UTC).")


def _default_tiers() -> dict[Tier, Limits]:
    standard = Limits(
        requests_per_minute=120, requests_per_day=20_000, tokens_per_minute=200_000, tokens_per_day=5_000_000
    )
    return {"standard": standard, "unlimited": Limits()}


class QuotaSettings(Section):
    """Quotas by tier."""

    currency: str = Field(
        "CNY", pattern=r"^[A-Z]{3}$", description="Currency of prices and of money limits (ISO 4217)."
    )
    default_tier: Tier = Field("standard", description="Tier of a principal for whom none is named.")
    tiers: dict[Tier, Limits] = Field(
        default_factory=_default_tiers,
        description="Limits of each tier, by name. The admin made at first start is `unlimited`.",
    )

    @model_validator(mode="after")
    def _default_tier_exists(self) -> QuotaSettings:
        if self.default_tier not in self.tiers:
            raise ValueError(
                f"default_tier {self.default_tier!r} is none of the tiers: {', '.join(self.tiers)}"
            )
        return self


class JobSettings(Section):
    """Durable jobs."""

    workers: int = Field(2, ge=1, le=64, description="Jobs that run at once in this process.")


class GatewaySettings(Section):
    """The way of an exchange."""

    stages_off: tuple[SwitchableStage, ...] = Field(
        (),
        description="Stages switched off, to measure their price or because another system does their work. "
        "Every trace and receipt says so.",
    )


class LabelSettings(Section):
    """Who stands behind generated content (GB 45438-2025)."""

    producer: str = Field(
        "Weir", min_length=1, max_length=200, description="Name of the provider of the service."
    )
    producer_code: str = Field(
        "",
        max_length=200,
        description="Code of the provider, such as a unified social credit code, for the implicit label.",
    )


class Config(Section):
    """The settings of one Weir. Make it with `load_config`, or directly in a test."""

    home: Path = Field(
        Path("~/.weir"), description="Folder of everything that Weir keeps. Environment: `WEIR_HOME`."
    )
    language: Language = Field(
        "en", description="Language of texts where a request or terminal asks for none."
    )
    server: ServerSettings = Field(default_factory=ServerSettings, description="The HTTP server.")
    store: StoreSettings = Field(default_factory=StoreSettings, description="The relational store.")
    models: ModelSettings = Field(default_factory=ModelSettings, description="Models.")
    guard: GuardSettings = Field(default_factory=GuardSettings, description="Policy.")
    documents: DocumentSettings = Field(default_factory=DocumentSettings, description="Limits of parsing.")
    sources: SourceSettings = Field(
        default_factory=SourceSettings, description="Where sources of knowledge bases may reach."
    )
    knowledge: KnowledgeSettings = Field(
        default_factory=KnowledgeSettings, description="Models that knowledge bases are searched with."
    )
    grounding: GroundingSettings = Field(
        default_factory=GroundingSettings, description="Check of answers against their evidence."
    )
    trace: TraceSettings = Field(default_factory=TraceSettings, description="What is kept of an exchange.")
    audit: AuditSettings = Field(default_factory=AuditSettings, description="The audit chain.")
    quotas: QuotaSettings = Field(default_factory=QuotaSettings, description="Quotas.")
    jobs: JobSettings = Field(default_factory=JobSettings, description="Durable jobs.")
    gateway: GatewaySettings = Field(default_factory=GatewaySettings, description="The way of an exchange.")
    label: LabelSettings = Field(default_factory=LabelSettings, description="Labels of generated content.")

    @model_validator(mode="before")
    @classmethod
    def _settle_home_and_store(cls, values: Any) -> Any:
        """Make `home` absolute and give an empty `store.url` its place in it."""
        if not isinstance(values, dict):
            return values
        home = values.get("home", cls.model_fields["home"].default)
        if not isinstance(home, str | Path):
            return values
        home = Path(home).expanduser().absolute()
        store = values.get("store", {})
        if isinstance(store, StoreSettings):
            store = store.model_dump()
        if isinstance(store, dict) and not store.get("url"):
            store = {**store, "url": f"sqlite:///{home / 'weir.db'}"}
        return {**values, "home": home, "store": store}
