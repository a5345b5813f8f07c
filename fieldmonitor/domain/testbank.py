"""Which questions of a course's bank a test asks: the same on an offline laptop and on the server."""

from collections.abc import Iterable
from hashlib import sha256


def drawn(questions: Iterable[str], asked: int, volunteer: str, attempt: int) -> tuple[str, ...]:
    """Return the questions of a volunteer's nth attempt (from 1), in the bank's order.

    `asked` is how many; 0, or more than there are, asks them all. Nobody chooses: a volunteer's code and the
    attempt's number decide, so that a laptop can draw offline and the server knows what it had to ask.
    """
    bank = tuple(questions)
    if not 0 < asked < len(bank):
        return bank
    chosen = set(sorted(bank, key=lambda name: _place(name, volunteer, attempt))[:asked])
    return tuple(name for name in bank if name in chosen)


def _place(question: str, volunteer: str, attempt: int) -> bytes:
    return sha256(f"{volunteer}\n{attempt}\n{question}".encode()).digest()
