"""Messages in the words of a template (消息模板): what a template may name, and what comes out of it."""

import re
from collections.abc import Mapping

NAMED = re.compile(r"\{([^{}]*)\}")
WORDS = {
    "标题": "系统原来的标题",
    "原文": "系统原来的内容",
    "办件编号": "办件的编号",
    "企业": "企业名称",
    "政策": "政策名称",
    "部门": "办理部门",
    "时限": "办理时限（没有时限的为空）",
}


def unknown_words(text: str) -> list[str]:
    """Return the words in braces that no message knows, in the order of the text."""
    return [word for word in NAMED.findall(text) if word not in WORDS]


def filled(text: str, words: Mapping[str, str]) -> str:
    """Return the text with each `{word}` replaced; a word that this message does not have becomes empty."""
    return NAMED.sub(lambda found: words.get(found[1], ""), text)
