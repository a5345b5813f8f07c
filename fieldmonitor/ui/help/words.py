"""The answers, the glossary and the keys that the help shows; short sentences, no jargon."""

import re

from fieldmonitor.system.translations import _


def answers() -> list[tuple[str, str]]:
    """Return questions that volunteers ask, with their answers."""
    return [
        (
            _("¿Necesito internet en la obra?"),
            _("No. Todo funciona sin conexión. Sus informes se envían cuando haya red, y nada se pierde."),
        ),
        (
            _("¿Cuándo se guarda lo que escribo?"),
            _("Con cada respuesta. Arriba verá «Guardado» y la hora. No hay que presionar ningún botón."),
        ),
        (
            _("¿Qué hago si no me dejan entrar?"),
            _(
                "Muestre su credencial. Si le niegan el paso, no insista: elija «Acceso denegado», "
                "anote el motivo y tome una foto desde la vía pública."
            ),
        ),
        (
            _("¿Qué hago si hay peligro?"),
            _(
                "Salga primero. Llame al 105 (Policía) o al 116 (Bomberos) si alguien corre peligro. "
                "Luego anote el hallazgo: se envía antes que todo lo demás."
            ),
        ),
        (
            _("¿Qué significa «Enviado»?"),
            _("Que la Contraloría tiene cada respuesta y cada foto completa, y lo firmó en una constancia."),
        ),
        (
            _("¿Puedo corregir un informe enviado?"),
            _(
                "Sí. Ábralo y elija «Corregir el informe». Se hace una versión nueva; "
                "la anterior queda guardada."
            ),
        ),
        (
            _("¿La entidad sabrá quién soy?"),
            _("No. La entidad recibe la alerta sin su nombre ni su código."),
        ),
        (
            _("¿Y si olvido mi frase clave?"),
            _(
                "Use su hoja de recuperación: abre el perfil y le deja elegir otra frase. "
                "Sin la hoja nadie puede abrirlo. Lo enviado está a salvo; lo demás queda cifrado."
            ),
        ),
    ]


def glossary() -> list[tuple[str, str]]:
    """Return the words of public works with their meaning."""
    return [
        (_("Adenda"), _("Documento que cambia el contrato, por ejemplo su plazo o su monto.")),
        (_("Adicional"), _("Trabajo que no estaba en el contrato y que aumenta su monto.")),
        (_("Avance físico"), _("Cuánto de la obra está construido, en porcentaje.")),
        (_("Avance financiero"), _("Cuánto del presupuesto se ha pagado, en porcentaje.")),
        (_("Cartel de obra"), _("Letrero en el ingreso con el monto, el plazo y los responsables.")),
        (_("Cuaderno de obra"), _("Libro donde el residente y el supervisor anotan lo que pasa cada día.")),
        (
            _("CUI"),
            _("Código único de inversiones. Identifica la inversión en todos los registros del Estado."),
        ),
        (
            _("Costo actualizado"),
            _("Lo que la inversión cuesta según su último cálculo, con todos los cambios."),
        ),
        (_("Deductivo"), _("Trabajo que se quita del contrato y que reduce su monto.")),
        (_("Expediente técnico"), _("Planos, cálculos y presupuesto con los que se debe construir la obra.")),
        (_("Hallazgo"), _("Algo que no está como debería: lo que dice la norma y lo que usted vio.")),
        (_("INFOBRAS"), _("Registro de obras públicas de la Contraloría.")),
        (
            _("Modalidad de ejecución"),
            _("Quién construye: una empresa por contrata, o la propia entidad por administración directa."),
        ),
        (
            _("Plazo vigente"),
            _("Días que tiene el contratista para terminar, con las ampliaciones aprobadas."),
        ),
        (
            _("Residente de obra"),
            _("Profesional del contratista que dirige los trabajos y debe estar en la obra."),
        ),
        (_("SEACE"), _("Sistema del Estado donde se publican las contrataciones.")),
        (_("Situación adversa"), _("Hallazgo que la Contraloría comunica a la entidad para que lo corrija.")),
        (_("Supervisor"), _("Profesional que vigila la obra por encargo de la entidad.")),
        (_("Valorización"), _("Cálculo del avance de un mes para pagarlo al contratista.")),
    ]


def meaning(term: str) -> str:
    """Return what a word of the glossary means, or nothing for another word."""
    return next((said for name, said in glossary() if name == term), "")


def terms_in(words: str) -> list[tuple[str, str]]:
    """Return the words of the glossary that stand in a sentence, with their meaning."""
    spoken = words.casefold()
    return [
        (name, said) for name, said in glossary() if re.search(rf"\b{re.escape(name.casefold())}", spoken)
    ]


def key_words() -> list[tuple[str, str]]:
    """Return the keys of the program and what they do."""
    return [
        ("Enter", _("Siguiente")),
        ("Esc", _("Atrás")),
        ("1–9", _("Elegir una respuesta")),
        ("Ctrl+G", _("Ir a una parte del cuestionario")),
        ("Ctrl+Z", _("Deshacer")),
        ("Ctrl+L", _("Bloquear")),
        ("F1", _("Ayuda")),
        ("F5", _("Sincronizar")),
        ("Ctrl+K", _("Buscar en todo lo que hay en esta laptop")),
        ("F9", _("Modo sol")),
    ]
