"""Every ``gen_ai.*`` name that Weir emits, pinned to one version of the semantic conventions.

The conventions are in development and rename things between versions; nothing else in Weir spells such a
name. Source: OpenTelemetry semantic conventions 1.41.0, "Generative AI".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

SEMANTIC_CONVENTIONS = "1.41.0"
SCHEMA_URL = f"https://opentelemetry.io/schemas/{SEMANTIC_CONVENTIONS}"

OPERATION_NAME = "gen_ai.operation.name"
PROVIDER_NAME = "gen_ai.provider.name"
CONVERSATION_ID = "gen_ai.conversation.id"
AGENT_NAME = "gen_ai.agent.name"
DATA_SOURCE_ID = "gen_ai.data_source.id"

REQUEST_MODEL = "gen_ai.request.model"
REQUEST_TEMPERATURE = "gen_ai.request.temperature"
REQUEST_TOP_P = "gen_ai.request.top_p"
REQUEST_MAX_TOKENS = "gen_ai.request.max_tokens"
REQUEST_SEED = "gen_ai.request.seed"
REQUEST_STOP_SEQUENCES = "gen_ai.request.stop_sequences"

RESPONSE_ID = "gen_ai.response.id"
RESPONSE_MODEL = "gen_ai.response.model"
RESPONSE_FINISH_REASONS = "gen_ai.response.finish_reasons"
OUTPUT_TYPE = "gen_ai.output.type"

USAGE_INPUT_TOKENS = "gen_ai.usage.input_tokens"
USAGE_OUTPUT_TOKENS = "gen_ai.usage.output_tokens"
USAGE_CACHED_TOKENS = "gen_ai.usage.cache_read.input_tokens"

EMBEDDINGS_DIMENSIONS = "gen_ai.embeddings.dimension.count"
TOOL_NAME = "gen_ai.tool.name"
TOOL_CALL_ID = "gen_ai.tool.call.id"

CHAT = "chat"
EMBEDDINGS = "embeddings"
RETRIEVAL = "retrieval"
EXECUTE_TOOL = "execute_tool"
INVOKE_AGENT = "invoke_agent"

_REQUEST_PARAMS = {
    "temperature": REQUEST_TEMPERATURE,
    "top_p": REQUEST_TOP_P,
    "max_tokens": REQUEST_MAX_TOKENS,
    "seed": REQUEST_SEED,
}


def span_name(operation: str, model: str) -> str:
    """The name that the conventions give a span: ``chat local/smollm2-135m``."""
    return f"{operation} {model}"


def request_attributes(operation: str, model: str, params: dict[str, Any]) -> dict[str, Any]:
    """What is asked of a model named ``provider/name``; `params` are those of the OpenAI wire."""
    attributes: dict[str, Any] = {
        OPERATION_NAME: operation,
        PROVIDER_NAME: model.partition("/")[0],
        REQUEST_MODEL: model,
    }
    for name, attribute in _REQUEST_PARAMS.items():
        if params.get(name) is not None:
            attributes[attribute] = params[name]
    stop = params.get("stop")
    if stop:
        attributes[REQUEST_STOP_SEQUENCES] = [stop] if isinstance(stop, str) else list(stop)
    return attributes


def response_attributes(
    model: str, finish_reasons: Sequence[str], input_tokens: int, output_tokens: int, cached_tokens: int = 0
) -> dict[str, Any]:
    """What came back, and what it used."""
    attributes: dict[str, Any] = {
        RESPONSE_MODEL: model,
        RESPONSE_FINISH_REASONS: list(finish_reasons),
        USAGE_INPUT_TOKENS: input_tokens,
        USAGE_OUTPUT_TOKENS: output_tokens,
    }
    if cached_tokens:
        attributes[USAGE_CACHED_TOKENS] = cached_tokens
    return attributes
