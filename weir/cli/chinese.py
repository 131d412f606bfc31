"""The parser's own words in Chinese; Weir's words stand beside the English ones where they are used."""

from __future__ import annotations

import gettext
import re
from typing import Any

_WORDS = {
    "Arguments": "参数",
    "Options": "选项",
    "Commands": "命令",
    "[required]": "[必填]",
    "[default: {}]": "[默认：{}]",
    "[env var: {}]": "[环境变量：{}]",
    "Missing command.": "缺少命令。",
}
_HELP = "显示本帮助。"
_PROBLEMS = (
    (r"Missing argument '(.+)'\.", r"缺少参数 \1。"),
    (r"Missing option '(.+)'\.", r"缺少选项 \1。"),
    (r"Missing parameter: (.+)", r"缺少参数 \1。"),
    (r"No such option: (\S+) Did you mean (.+)\?", r"没有选项 \1。是否想输入 \2？"),
    (r"No such option: (\S+)( .*)?", r"没有选项 \1。"),
    (r"No such command '(.+?)'\. Did you mean '(.+)'\?", r"没有命令 \1。是否想输入 \2？"),
    (r"No such command '(.+?)'\.", r"没有命令 \1。"),
    (r"Got unexpected extra argument\S* \((.*)\)", r"多余的参数：\1。"),
    (r"Option '(.+)' requires an argument\.", r"选项 \1 需要一个值。"),
    (r"Option '(.+)' does not take a value\.", r"选项 \1 不带值。"),
    (r"Invalid value for '(.+)': (?:File|Path) '(.+)' does not exist\.", r"\1：文件 \2 不存在。"),
    (r"Invalid value for '(.+)': File '(.+)' is a directory\.", r"\1：\2 是目录，不是文件。"),
    (r"Invalid value for '(.+)': (.+) is not a valid int\w*(?: range)?\.", r"\1：\2 不是整数。"),
    (r"Invalid value for '(.+)': (.+) is not a valid float(?: range)?\.", r"\1：\2 不是数字。"),
    (r"Invalid value for '(.+)': (.+) is not in the range (.+)\.", r"\1：\2 不在范围 \3 内。"),
    (r"Invalid value for '(.+)': (.+) is not one of (.+)\.", r"\1：\2 无效，可选 \3。"),
    (r"Invalid value for '?([^':]+)'?: (.+)", r"\1 的值无效：\2"),
)


def teach() -> None:
    """Give the parser its words. Call before `typer` is imported: it asks `gettext` while that happens."""
    gettext.gettext = lambda message: _WORDS.get(message, message)


def tell_help(command: Any, names: list[str]) -> None:
    """Name the option of help in Chinese, in this command and all below it."""
    from typer import Context

    option = command.get_help_option(Context(command, help_option_names=names))
    if option is not None:
        option.help = _HELP
    for child in getattr(command, "commands", {}).values():
        tell_help(child, names)


def problem(text: str) -> str:
    """A complaint of the parser in Chinese, or as it is where it is a new one."""
    for pattern, chinese in _PROBLEMS:
        if found := re.fullmatch(pattern, text, re.DOTALL):
            return found.expand(chinese)
    return text
