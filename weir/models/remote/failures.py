"""What can go wrong with an endpoint, without a word of what it said: that may hold keys or others' data."""

from __future__ import annotations

from weir.core.errors import ErrorKind, WeirError, error_kind
from weir.models.remote.connections import Garbled, Unreachable

UNREACHABLE = error_kind(
    "model.upstream_unreachable",
    502,
    en="The endpoint of {model} cannot be reached.",
    zh="无法连接 {model} 的端点。",
    do_en="Check its URL, the network and that the service is running.",
    do_zh="请检查 URL、网络，以及该服务是否在运行。",
)
TIMEOUT = error_kind(
    "model.upstream_timeout",
    504,
    en="The endpoint of {model} did not answer in time ({waited}).",
    zh="{model} 的端点未能及时响应（{waited}）。",
    do_en="Try again; raise the timeout of this model if it is slow by nature.",
    do_zh="请重试；如果该模型本来就慢，请调高它的超时。",
)
BUSY = error_kind(
    "model.upstream_busy",
    429,
    en="The endpoint of {model} takes no more requests at the moment.",
    zh="{model} 的端点暂时不再接受请求。",
    do_en="Wait a little and try again, or add another deployment.",
    do_zh="请稍后重试，或增加部署。",
)
FAILED = error_kind(
    "model.upstream_failed",
    502,
    en="The endpoint of {model} failed ({what}).",
    zh="{model} 的端点出错（{what}）。",
    do_en="Try again; look into the logs of the endpoint if it keeps failing.",
    do_zh="请重试；若持续失败，请查看该端点的日志。",
)
REFUSED_KEY = error_kind(
    "model.upstream_refused_key",
    502,
    en="The endpoint of {model} refused Weir's key (HTTP {status}).",
    zh="{model} 的端点拒绝了 Weir 的密钥（HTTP {status}）。",
    do_en="Set a valid key: remove the model and add it again with `weir models add`.",
    do_zh="请设置有效的密钥：先移除该模型，再用 `weir models add` 重新添加。",
)
REJECTED = error_kind(
    "model.upstream_rejected",
    400,
    en="The endpoint of {model} rejected the request (HTTP {status}).",
    zh="{model} 的端点拒绝了此请求（HTTP {status}）。",
    do_en="Check the parameters: this model may not support all of them.",
    do_zh="请检查参数：该模型可能不支持其中某些参数。",
)
NOT_THERE = error_kind(
    "model.upstream_not_there",
    502,
    en="The endpoint of {model} knows no such model or address (HTTP {status}).",
    zh="{model} 的端点没有该模型或地址（HTTP {status}）。",
    do_en="Check the URL (it usually ends in /v1) and the name of the model there.",
    do_zh="请检查 URL（通常以 /v1 结尾）和该端点上的模型名称。",
)
LENGTH = error_kind(
    "model.upstream_too_long",
    400,
    en="The request is longer than {model} can take.",
    zh="请求超出了 {model} 能处理的长度。",
    do_en="Shorten the messages or use a model with a larger context.",
    do_zh="请缩短消息，或改用上下文更长的模型。",
)
GARBAGE = error_kind(
    "model.upstream_garbage",
    502,
    en="The endpoint of {model} sent something that is no answer ({what}).",
    zh="{model} 的端点返回了无法识别的内容（{what}）。",
    do_en="Check that its URL is an OpenAI-compatible API.",
    do_zh="请确认其 URL 是与 OpenAI 兼容的 API。",
)
DROPPED = error_kind(
    "model.upstream_dropped",
    502,
    en="The endpoint of {model} ended the answer in the middle.",
    zh="{model} 的端点中途断开了回答。",
    do_en="Try again; what was delivered so far is incomplete.",
    do_zh="请重试；已收到的部分并不完整。",
)

RETRIED: frozenset[ErrorKind] = frozenset({UNREACHABLE, BUSY, FAILED, DROPPED})
"""Worth another attempt at the same endpoint, as long as nothing has been delivered."""

_KEY, _ABSENT, _BUSY = (401, 403), (404, 405, 410), (429, 503)


def from_status(model: str, status: int, retry_after: str | None, code: object) -> WeirError:
    """The error of an HTTP status; `code` is the `error.code` of the body, trusted only where we know it."""
    if status in _BUSY:
        return BUSY(model=model, status=status, retry_after=_seconds(retry_after))
    if status in (408, 409) or status >= 500:
        return FAILED(model=model, what=f"HTTP {status}", retry_after=_seconds(retry_after))
    if status in _KEY:
        return REFUSED_KEY(model=model, status=status)
    if status in _ABSENT:
        return NOT_THERE(model=model, status=status)
    if status < 400:
        return GARBAGE(model=model, what=f"HTTP {status}")
    if code == "context_length_exceeded" or status == 413:
        return LENGTH(model=model, param="messages")
    return REJECTED(model=model, status=status)


def from_error_object(model: str, error: object) -> WeirError:
    """The error of an ``{"error": …}`` that came with status 200, as one does in the middle of a stream."""
    code = error.get("code") if isinstance(error, dict) else None
    status = code if isinstance(code, int) and 400 <= code < 600 else 500
    return from_status(model, status, None, code)


def from_exception(model: str, error: OSError) -> WeirError:
    """The error of what a connection raised."""
    if isinstance(error, Unreachable):
        return UNREACHABLE(model=model)
    if isinstance(error, Garbled):
        return GARBAGE(model=model, what="no valid HTTP")
    return DROPPED(model=model)


def _seconds(retry_after: str | None) -> float | None:
    """`Retry-After` in seconds; its date form is left out, clocks differ."""
    try:
        return max(0.0, float(retry_after)) if retry_after else None
    except ValueError:
        return None
