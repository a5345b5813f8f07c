"""Every error in a person's words: what happened, why it matters, what to do next.

Words are made here only, from codes; a test holds that every code in the source has its sentence.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fieldmonitor.app.words import ERRORS
from fieldmonitor.domain.errors import (
    EnvironmentFault,
    FieldMonitorError,
    InputError,
    Offline,
    Refused,
    TrustError,
)
from fieldmonitor.system.translations import _


@dataclass(frozen=True, slots=True)
class Words:
    """An error as it is shown: what happened, what to do next, and the code last."""

    what: str
    next_step: str
    code: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.next_step, f"[{self.code}]") if part)


def words_for(error: BaseException) -> Words:
    """Return the words for an error; one without a code is a bug, and says that nothing was lost.

    The checklist engine, a library of its own, has its own errors and its own words.
    """
    if not isinstance(error, FieldMonitorError):
        from fieldmonitor.forms import ChecklistError  # slow import: only when something went wrong
        from fieldmonitor.forms.messages import words

        if isinstance(error, ChecklistError):
            return Words(words(error), _("Lo guardado sigue guardado."), error.code)
        return Words(
            _("El programa tuvo un error. Lo que dice «Guardado» sigue guardado."),
            _("Cierre y abra el programa. Si se repite, envíe el informe de error desde Ajustes."),
            type(error).__name__,
        )
    return words_for_code(error.code, error.params, type(error))


def words_for_code(
    code: str, params: dict[str, object], kind: type[FieldMonitorError] = FieldMonitorError
) -> Words:
    """Return the words for a code with its values; for a code from a newer peer, those of its kind."""
    made = ERRORS.get(code)
    if made is None:
        return Words(*_generic(kind), code)
    what, next_step = made()
    return Words(_filled(what, params), _filled(next_step, params), code)


def _filled(sentence: str, params: dict[str, object]) -> str:
    for name, value in params.items():
        sentence = sentence.replace("{" + name + "}", str(value))
    return sentence


def _generic(kind: type[FieldMonitorError]) -> tuple[str, str]:
    by_kind: dict[type[FieldMonitorError], Callable[[], tuple[str, str]]] = {
        Offline: lambda: (_("No hay conexión con la Contraloría."), _("Sus datos siguen en esta laptop.")),
        Refused: lambda: (_("La Contraloría no aceptó el pedido."), _("Su trabajo sigue en esta laptop.")),
        EnvironmentFault: lambda: (
            _("La laptop no pudo completar la operación."),
            _("Nada anterior se perdió."),
        ),
        TrustError: lambda: (_("Lo recibido no es de confianza y no se usó."), _("Avise a su coordinación.")),
        InputError: lambda: (_("No se puede usar lo indicado."), _("Revise y vuelva a intentar.")),
    }
    return by_kind.get(kind, by_kind[InputError])()
