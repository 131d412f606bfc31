"""The terms that a question looks for, without the words that only ask or greet."""

from __future__ import annotations

import re
from collections import Counter

from weir.knowledge.tokens import is_cjk, lexical, terms

SINGLE = 0.5
"""Weight of a single Chinese character: its pairs, which are sought too, say more."""

# In lexical form: they are in the question and not in the answer.
_ASKING_ZH = re.compile(
    "什么时候|什么时间|什么|哪一个|哪[个些里儿年位种]|哪|谁|多少|几|怎么样|怎么|怎样|如何|为何|为什么"
    "|请问|请告诉我|告诉我|是否|何[时地人处]|吗|呢|么"
)
_ASKING_EN = frozenset(
    lexical(
        "what which who whom whose when where why how does did do is are was were the of a an please tell me"
    ).split()
)
_COURTESY = re.compile(
    r"(?:[你您]们?好|大家好|早上好|下午好|晚上好|嗨|哈喽|在吗|谢谢[你您]?|多谢|感谢|辛苦了|再见|拜拜"
    r"|hi|hello|hey|good (?:morning|afternoon|evening)|thanks?(?: you)?(?: (?:so|very) much)?|bye|goodbye"
    r"|ok(?:ay)?|好的?|明白了?|知道了)(?: there)?[啊呀呢哦吗了]?"
)


def question_terms(question: str) -> dict[str, float]:
    """The terms to search for, with their weights; all of them where a question only asks.

    What is said twice counts twice: people repeat what their question is about.
    """
    form = lexical(question)
    told = " ".join(word for word in _ASKING_ZH.sub(" ", form).split() if word not in _ASKING_EN)
    said = Counter(terms(told or form))
    return {
        term: often * (SINGLE if len(term) == 1 and is_cjk(term) else 1.0) for term, often in said.items()
    }


def is_courtesy(question: str) -> bool:
    """Whether a text is a greeting, thanks or a goodbye and nothing else: there is nothing to look for."""
    said = [
        part.strip()
        for part in re.split(r"[\s,.!?~，。！？～、]{1,}(?![a-z])|[,.!?，。！？]", question.lower())
    ]
    parts = [part for part in said if part]
    return bool(parts) and all(_COURTESY.fullmatch(part) for part in parts)
