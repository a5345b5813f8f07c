"""Help for the screen one comes from: what it is for and how to go on, in three sentences at most."""

from fieldmonitor.system.translations import _


def here(place: str) -> list[tuple[str, str]]:
    """Return what helps at a place, as questions with their answers; nothing for a place without its own."""
    return _SCREENS.get(_SAME.get(place, place), list)()


_SAME = {"list": "visit", "marks": "photos", "file": "photos", "import": "photos", "clock": "photos"}
"""Places that are helped by the words of another."""


def _home() -> list[tuple[str, str]]:
    return [
        (
            _("¿Por dónde sigo?"),
            _(
                "El botón de abajo a la derecha es siempre el siguiente paso. "
                "Los cuatro números son sus listas."
            ),
        ),
        (_("¿Qué dice la última línea?"), _("Si hay conexión, cuándo se sincronizó y cuánto falta enviar.")),
    ]


def _works() -> list[tuple[str, str]]:
    return [
        (
            _("¿Cómo encuentro una obra?"),
            _("Escriba parte del nombre, el CUI o la entidad. También puede buscarla en el mapa."),
        ),
        (_("¿Cómo abro la ficha?"), _("Elija la obra y presione Enter.")),
    ]


def _work() -> list[tuple[str, str]]:
    return [
        (
            _("¿De dónde sale cada dato?"),
            _("Al lado están su fuente y su fecha. Un dato antiguo lleva un aviso: compruébelo en la obra."),
        ),
        (
            _("¿Cómo empiezo?"),
            _("Presione «Preparar la visita»: verá las indicaciones, la seguridad y qué llevar."),
        ),
    ]


def _decline() -> list[tuple[str, str]]:
    return [
        (
            _("¿Qué es un conflicto de interés?"),
            _(
                "Trabajar para la entidad, el contratista o el supervisor. También ser familiar de quien "
                "decide en la obra, o tener un interés en ella. No es una falta: otra persona hará "
                "la visita."
            ),
        ),
    ]


def _prepare() -> list[tuple[str, str]]:
    return [
        (
            _("¿Por qué debo confirmar cada punto?"),
            _(
                "Su seguridad va primero. Si un punto no se cumple, no entre: "
                "hay un cuestionario corto para eso."
            ),
        ),
    ]


def _visit() -> list[tuple[str, str]]:
    return [
        (
            _("¿Cómo respondo más rápido?"),
            _(
                "Con los números 1 a 9 elige la respuesta. "
                "Enter pasa a la siguiente y Ctrl+G salta a otra parte."
            ),
        ),
        (
            _("¿Y si no puedo comprobar algo?"),
            _("Elija «No se pudo verificar» y diga por qué. No adivine."),
        ),
        (
            _("¿Cómo agrego una foto?"),
            _("Arrástrela a la ventana, péguela con Ctrl+V o presione «Agregar foto»."),
        ),
    ]


def _photos() -> list[tuple[str, str]]:
    return [
        (
            _("¿Se ven rostros o placas?"),
            _("Use «Tapar o marcar». Se cambia una copia; el original queda guardado sin cambios."),
        ),
        (
            _("¿Qué son los avisos de una foto?"),
            _("Dicen que la hora o el lugar no coinciden con la visita. La foto sirve igual."),
        ),
    ]


def _review() -> list[tuple[str, str]]:
    return [
        (
            _("¿Qué falta antes de firmar?"),
            _("La lista de arriba lo dice. Cada línea lleva a su pregunta, y de vuelta aquí."),
        ),
        (
            _("¿Puedo cambiar algo después?"),
            _("No: la firma fija el informe. Una corrección es una versión nueva que cita la anterior."),
        ),
    ]


def _report() -> list[tuple[str, str]]:
    return [
        (
            _("¿Qué muestra la línea del informe?"),
            _("Por dónde va: firmado, enviado, recibido, revisado, alerta, servicio de control y resultado."),
        ),
        (_("¿Puedo imprimirlo?"), _("Sí, como PDF. No lleva sus datos personales.")),
    ]


def _outbox() -> list[tuple[str, str]]:
    return [
        (
            _("¿Qué hago si se corta la red?"),
            _("Nada: el envío sigue solo donde quedó. Puede pausarlo y reanudarlo cuando quiera."),
        ),
        (
            _("¿Y si no hay red en días?"),
            _("Lleve sus informes en una memoria USB. La constancia vuelve por la misma vía."),
        ),
    ]


def _stick() -> list[tuple[str, str]]:
    return [
        (
            _("¿Es seguro llevarlo en una memoria?"),
            _("Sí. Va cifrado para la Contraloría: si la memoria se pierde, nadie puede leerla."),
        ),
        (
            _("¿Cuándo puedo retirarla?"),
            _("Cuando lea «Puede retirar la memoria». Antes, lo escrito se lee de vuelta y se comprueba."),
        ),
    ]


def _packs() -> list[tuple[str, str]]:
    return [
        (
            _("¿Qué trae un paquete?"),
            _("Sus obras, los cuestionarios y el mapa, con la firma de la Contraloría, que se comprueba."),
        ),
        (
            _("¿De dónde lo cargo?"),
            _("De una memoria USB, de la Contraloría por internet o de un centro de acopio. Da lo mismo."),
        ),
        (_("¿Se pierde lo que ya anoté?"), _("No. Sus visitas y fotos quedan como están.")),
    ]


def _enrol_pack() -> list[tuple[str, str]]:
    return [
        (
            _("¿Puedo empezar sin internet?"),
            _(
                "Sí. Guarde su solicitud en una memoria, llévela a su coordinación "
                "y cargue aquí la respuesta que le devuelvan."
            ),
        ),
    ]


def _hub() -> list[tuple[str, str]]:
    return [
        (
            _("¿Qué es un centro de acopio?"),
            _("Un equipo que guarda sus informes donde no hay internet y los lleva a la Contraloría."),
        ),
        (
            _("¿Pueden leerlos allí?"),
            _("No. Van cifrados para la Contraloría. La constancia vuelve por el mismo centro."),
        ),
        (
            _("¿Cómo empiezo?"),
            _("Conéctese a la red del centro y escriba la dirección y el código que muestra."),
        ),
    ]


def _alerts() -> list[tuple[str, str]]:
    return [
        (
            _("¿Qué pasó con mi informe?"),
            _("Aquí está cada paso. Si se lo devuelven, cada comentario lleva a su pregunta."),
        ),
    ]


def _course() -> list[tuple[str, str]]:
    return [
        (
            _("¿Cuentan las preguntas al lado de la lección?"),
            _("No. Son para usted: responda, lea por qué, y cambie su respuesta cuantas veces quiera."),
        ),
        (
            _("¿Las preguntas de la prueba son siempre las mismas?"),
            _("No. Salen de un banco y cambian en cada intento."),
        ),
        (
            _("¿Cuándo sé si aprobé?"),
            _("La prueba se corrige en la Contraloría. El resultado llega al sincronizar."),
        ),
    ]


def _credential() -> list[tuple[str, str]]:
    return [
        (
            _("¿Cómo la comprueban en la obra?"),
            _("Con el código QR, sin internet: la firma de la Contraloría dice si es válida."),
        ),
        (
            _("¿Cómo sé si una credencial fue retirada?"),
            _("Por la lista que traen los paquetes de su región. Al comprobar se dice de qué día es."),
        ),
    ]


def _settings() -> list[tuple[str, str]]:
    return [
        (_("¿Debo guardar los cambios?"), _("No. Cada cambio vale de inmediato.")),
        (
            _("¿Cómo no pierdo mis datos?"),
            _("Haga la hoja de recuperación y una copia en otra memoria. Guárdelas lejos de la laptop."),
        ),
    ]


def _assessment() -> list[tuple[str, str]]:
    return [
        (
            _("¿Cómo lleno la matriz?"),
            _("Muévase con las flechas y elija con los números. Cada casilla es un dato en un portal."),
        ),
        (
            _("¿Qué guardo como prueba?"),
            _("La página guardada, una captura o un archivo, con su dirección."),
        ),
    ]


_SCREENS = {
    "home": _home,
    "works": _works,
    "work": _work,
    "decline": _decline,
    "prepare": _prepare,
    "visit": _visit,
    "assessment": _assessment,
    "photos": _photos,
    "review": _review,
    "report": _report,
    "reports": _report,
    "outbox": _outbox,
    "sync-log": _outbox,
    "limits": _outbox,
    "stick": _stick,
    "hub": _hub,
    "packs": _packs,
    "enrol-pack": _enrol_pack,
    "alerts": _alerts,
    "course": _course,
    "credential": _credential,
    "settings": _settings,
}
