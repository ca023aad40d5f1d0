"""The exit codes, the same for every command."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """How a command ended; docs/commands.md is made from these."""

    DONE = 0
    PARTLY = 1
    USAGE = 2
    DOCUMENTS = 3
    INPUT = 4
    NOT_THERE = 5
    DATABASE = 6
    UNWELL = 7
    NOT_DONE = 8


MEANING = {
    Exit.DONE: ("全部完成；承诺有没有兑现不影响退出码", "done; broken promises are an answer, not an error"),
    Exit.PARTLY: ("完成，但有的行或文件未被接受", "done, but some rows or files were refused"),
    Exit.USAGE: ("命令写法不对", "the command was written wrongly"),
    Exit.DOCUMENTS: ("标准、映射等文档有错", "documents have errors: standards, a mapping, a calendar"),
    Exit.INPUT: (
        "输入读不出任何事件：文件不存在、空、损坏、缺列",
        "nothing could be read: no such file, empty, damaged, columns missing",
    ),
    Exit.NOT_THERE: ("要查的对象或标准不存在", "the subject or standard asked for is not there"),
    Exit.DATABASE: ("数据库连不上，或表还没有建好", "the database cannot be reached, or its tables are not ready"),
    Exit.UNWELL: ("体检发现了要处理的问题", "the doctor found what must be put right"),
    Exit.NOT_DONE: ("做不成：状态不对、无权、代码不存在", "it cannot be done: the state, the right, the code"),
}
"""What each code means, Chinese and English."""
