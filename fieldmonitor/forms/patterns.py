"""Regular expressions that are slow elsewhere: our own engine runs them in linear time, phones may not."""

import re

_QUANTIFIER = re.compile(r"[*+]|\{\d+,\d*\}")


def is_dangerous(pattern: str) -> bool:
    """Tell whether a pattern repeats a group that itself repeats, or repeats a choice between equals."""
    stack: list[tuple[bool, int]] = []  # of each open group: whether something in it repeats, and its start
    repeats = False
    index = 0
    while index < len(pattern):
        character = pattern[index]
        if character == "\\":
            index += 2
            continue
        if character == "[":
            index = _class_end(pattern, index)
        elif character == "(":
            stack.append((repeats, index))
            repeats = False
        elif character == ")" and stack:
            outer, start = stack.pop()
            after = _QUANTIFIER.match(pattern, index + 1)
            if after is not None and (repeats or _ambiguous(pattern[start + 1 : index])):
                return True
            repeats = outer or repeats or after is not None
        elif _QUANTIFIER.match(pattern, index):
            repeats = True
        index += 1
    return False


def _class_end(pattern: str, index: int) -> int:
    end = pattern.find("]", index + 2)
    return end if end >= 0 else len(pattern)


def _ambiguous(inner: str) -> bool:
    parts = inner.removeprefix("?:").split("|")
    return len(parts) > 1 and any(
        one and other and (one.startswith(other) or other.startswith(one))
        for number, one in enumerate(parts)
        for other in parts[number + 1 :]
    )
