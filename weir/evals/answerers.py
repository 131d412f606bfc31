"""What answers a question from given passages: Weir's evidence-first answer, or a model that is
merely prompted.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from weir.knowledge import Evidence, answer_from
from weir.models import ChatModel, ChatRequest


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the text (empty for a refusal without words), and whether the question was refused."""

    text: str
    refused: bool
    conflict: bool = False
    """Whether the reply says that the passages contradict each other."""


Answerer = Callable[[str, Sequence[str]], Reply]
"""Answers a question from passages; blocking."""

_SYSTEM = {
    "en": "Answer the question with the help of the documents, which may contain noise or mistakes. If they "
    "do not contain the answer, write: insufficient information.",
    "zh": "请根据文档回答问题。文档可能有噪声或错误。如果文档中没有答案，请写：信息不足。",
}
_PROMPT = {
    "en": "Documents:\n{passages}\n\nQuestion:\n{question}",
    "zh": "文档：\n{passages}\n\n问题：\n{question}",
}
_REFUSAL = re.compile(
    r"信息不足|无法(?:根据|基于|回答|确定)|没有(?:提供|提到|说明)|insufficient information|"
    r"(?:can ?not|can't|unable to) (?:answer|determine)|(?:do|does) not (?:contain|provide|mention|say)",
    re.IGNORECASE,
)


def grounded(question: str, passages: Sequence[str]) -> Reply:
    """Weir's own answer: quotation from the passages, or a refusal."""
    evidence = [Evidence(str(number), text, "") for number, text in enumerate(passages)]
    answer = answer_from(question, evidence)
    return Reply(answer.text, not answer.sufficient, bool(answer.conflict))


def plain(model: ChatModel, runner: asyncio.Runner, *, max_tokens: int = 160, budget: int = 6000) -> Answerer:
    """The bare model, told to use the documents and to say when they are insufficient.

    `runner` is the loop that the model lives on. Passages are cut evenly to `budget` characters in
    all, so that
    a small context holds them.
    """

    def answer(question: str, passages: Sequence[str]) -> Reply:
        language = "zh" if re.search("[\u4e00-\u9fff]", question) else "en"
        room = budget // max(1, len(passages)) // (2 if language == "zh" else 1)
        text = "\n".join(passage[:room] for passage in passages)
        messages = [
            {"role": "system", "content": _SYSTEM[language]},
            {"role": "user", "content": _PROMPT[language].format(passages=text, question=question)},
        ]
        params = {"temperature": 0, "max_tokens": max_tokens, "seed": 1}
        reply = runner.run(model.chat(ChatRequest(model=model.name, messages=messages, params=params)))
        return Reply(reply.text, _REFUSAL.search(reply.text) is not None)

    return answer
