"""The operating system's keyring, where it has one worth the name."""

from typing import Any

from fieldmonitor.domain.errors import EnvironmentFault

SERVICE = "fieldmonitor"

_REAL = ("SecretService", "kwallet", "libsecret", "macOS", "Windows")
"""keyring's own backends that ask the operating system. Others keep secrets in plain files, or nothing."""


class Keyring:
    """Secrets by name; imported on first use, because looking for a backend is slow."""

    def __init__(self) -> None:
        self._backend: Any = None
        self._looked = False

    @property
    def available(self) -> bool:
        """Whether this system keeps secrets for its user."""
        return self._found() is not None

    def get(self, name: str) -> str | None:
        """Return a secret, or None where there is none of that name."""
        backend = self._found()
        if backend is None:
            return None
        found: str | None = self._call(backend.get_password, SERVICE, name)
        return found

    def set(self, name: str, value: str) -> None:
        """Keep a secret; without a keyring this is a fault, never a plain file."""
        self._call(self._required().set_password, SERVICE, name, value)

    def delete(self, name: str) -> None:
        """Forget a secret, if it is there."""
        if self.get(name) is not None:
            self._call(self._required().delete_password, SERVICE, name)

    def _required(self) -> Any:
        backend = self._found()
        if backend is None:
            raise EnvironmentFault("keyring.missing")
        return backend

    def _found(self) -> Any:
        if not self._looked:
            self._looked = True
            self._backend = _real_backend()
        return self._backend

    @staticmethod
    def _call(method: Any, *arguments: str) -> Any:
        from keyring.errors import KeyringError

        try:
            return method(*arguments)
        except (KeyringError, OSError) as error:
            raise EnvironmentFault("keyring.failed") from error


def _real_backend() -> Any:
    """Return the backend chosen by keyring if it is the system's own; of several, the first that is."""
    import keyring

    chosen = keyring.get_keyring()
    candidates = getattr(chosen, "backends", None) or [chosen]
    return next((backend for backend in candidates if _is_real(backend)), None)


def _is_real(backend: object) -> bool:
    package, _, module = type(backend).__module__.rpartition(".")
    return package == "keyring.backends" and module in _REAL
