"""The consent text of Peru's Law 29733: what is kept, what for, how long, and one's rights over it."""

from fieldmonitor.system.translations import _


def opening() -> str:
    """Return the sentence that stands above the points."""
    return _(
        "La Ley N.º 29733 protege sus datos personales. Le pedimos su consentimiento para tratarlos así:"
    )


def points() -> list[tuple[str, str]]:
    """Return each point as title and words."""
    return [
        (
            _("Qué guardamos"),
            _(
                "Su código de monitor, sus constancias del curso, sus informes firmados y sus fotos. "
                "Las fotos llevan su hora y su lugar."
            ),
        ),
        (
            _("Para qué"),
            _("Para acreditarle, asignarle obras, revisar sus informes y contarle qué se hizo con ellos."),
        ),
        (
            _("Quién los ve"),
            _(
                "La Contraloría y su coordinación. La entidad vigilada no ve su identidad. "
                "Tape los rostros y las placas de otras personas antes de enviar."
            ),
        ),
        (
            _("Hasta cuándo"),
            _(
                "En esta laptop, hasta que usted los borre y haya constancia de la entrega. "
                "En la Contraloría, mientras duren el programa y los plazos de control."
            ),
        ),
        (
            _("Sus derechos"),
            _(
                "Puede pedir ver, corregir o borrar sus datos, y retirar este consentimiento. "
                "Si los borra, sus informes siguen, sin su nombre."
            ),
        ),
    ]
