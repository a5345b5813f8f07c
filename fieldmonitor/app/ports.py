"""What the use-cases need from outside, as protocols; `bootstrap` hands in the real things."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol, TypeVar

T = TypeVar("T")


class TaskRunner(Protocol):
    """Runs work away from the window and brings the result back to it.

    `database` runs one task at a time, in order; `background` runs pictures and other slow work side by
    side. `then` and `failed` are called on the window's thread; a task's exception goes to `failed`.
    """

    def database(
        self,
        task: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> Future[T]: ...

    def background(
        self,
        task: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> Future[T]: ...


class Secrets(Protocol):
    """The operating system's keyring, or the plain statement that there is none."""

    @property
    def available(self) -> bool: ...

    def get(self, name: str) -> str | None: ...

    def set(self, name: str, value: str) -> None: ...

    def delete(self, name: str) -> None: ...
