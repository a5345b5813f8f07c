"""Frames replayed against a server's rules, as far as they arrived: what the real batch route does."""

from typing import Any

from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.protocol.frames import FrameAnswer, Method, read_head
from fieldmonitor.sync.carrier import Answer
from tests.fakes.rules import Rules

STATUS = {
    "enrolment.code_unknown": 404,
    "enrolment.code_used": 409,
    "device.unknown": 403,
    "token.expired": 401,
    "message.bad_signature": 422,
    "message.withdrawn": 410,
    "message.different": 409,
    "message.not_yours": 403,
    "message.unknown": 404,
    "evidence.not_expected": 404,
    "evidence.offset": 409,
    "evidence.too_long": 413,
    "evidence.hash_mismatch": 422,
    "feed.cursor_unknown": 410,
    "log.no_such_size": 404,
    "log.no_such_leaf": 404,
}


def replay(data: bytes, rules: Rules, token: str | None) -> list[FrameAnswer]:
    """Do what each frame asks; of a frame cut short, a message is nothing and a file's bytes count."""
    answers = []
    while data:
        line, newline, data = data.partition(b"\n")
        if not newline:
            break
        frame = read_head(line)
        body, data = data[: frame.size], data[frame.size :]
        if frame.method is Method.PUT:
            if len(body) == frame.size:
                answers.append(_answered(rules.put(frame.id, frame.number, body, token)))
        elif frame.method is Method.GET:
            answers.append(_answered(rules.get(frame.id, frame.number, token)))
        else:
            answers.append(_moved(rules.patch(frame.id, frame.number, body, token)))
    return answers


def _answered(answer: Answer[Any]) -> FrameAnswer:
    if answer.value is None:
        assert answer.problem is not None
        return FrameAnswer(STATUS[answer.problem.code], problem=answer.problem)
    return FrameAnswer(208 if answer.outcome is Outcome.ALREADY else 201, message=answer.value)


def _moved(answer: Answer[Any]) -> FrameAnswer:
    if answer.problem is None:
        return FrameAnswer(200, file=answer.value)
    params = {"offset": answer.value.offset} if answer.value is not None else None
    return FrameAnswer(
        STATUS[answer.problem.code], problem=type(answer.problem)(answer.problem.code, "", params)
    )
