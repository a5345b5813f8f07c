"""The three kinds of trouble, told apart by type; `app.messages` makes the words."""


class FieldMonitorError(Exception):
    """Trouble that a person can be told of: a stable code and the values its sentence needs."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code} ({details})" if details else self.code


class InputError(FieldMonitorError):
    """What a person gave cannot be used as it is; nothing was changed."""


class EnvironmentFault(FieldMonitorError):
    """The machine, its disk or its keyring failed; the program is not at fault."""


class Offline(FieldMonitorError):
    """The server cannot be reached or does not answer as ours does; what waits is kept."""


class Refused(FieldMonitorError):
    """The server understood, and said no."""


class TrustError(FieldMonitorError):
    """A signature, key or hash does not hold; nothing of the message was used."""


class Cancelled(FieldMonitorError):
    """A person ended a long work; what it had begun to make is gone again."""
