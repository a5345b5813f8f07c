"""A request for public information: its words, the same in DOCX and PDF."""

from dataclasses import dataclass

from fieldmonitor.documents.model import LetterDocument, LetterItem
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _

NBSP = "\u00a0"

BOX = f"   [{NBSP * 3}]{NBSP}"
"""A box to mark by hand, with room before it."""


@dataclass(frozen=True, slots=True)
class LetterText:
    """A letter's parts in the order they are set; `rows` are numbered items.

    `sign` are the lines of the one who asks; an empty value is filled by hand.
    """

    title: str
    opening: tuple[str, ...]
    subject: str
    body: str
    heads: tuple[str, str, str]
    rows: tuple[tuple[str, LetterItem], ...]
    closing: tuple[str, ...]
    delivery: tuple[str, ...]
    sign: tuple[tuple[str, str], ...]


def letter_text(letter: LetterDocument) -> LetterText:
    """Return the words of a letter, in the language in force; it cites the law by its name alone."""
    work = letter.work
    code = _(" (CUI {cui})").format(cui=work.cui) if work.cui else ""
    who = letter.requester
    return LetterText(
        title=_("Solicitud de acceso a la información pública"),
        opening=(day(letter.on), _("Señores"), work.entity, _("Presente.")),
        subject=_("Asunto: información sobre la obra «{name}»{code}").format(name=work.name, code=code),
        body=_(
            "En ejercicio del derecho que reconoce la Ley N.º 27806, Ley de Transparencia y Acceso a la "
            "Información Pública, solicito la información siguiente sobre esta obra, ubicada en {place}. "
            "La busqué en los portales del Estado y no la encontré completa o al día."
        ).format(place=work.place),
        heads=(_("N.º"), _("Información que solicito"), _("Lo que encontré")),
        rows=tuple((str(number), item) for number, item in enumerate(letter.items, 1)),
        closing=(
            _("Solicito también que la información se publique o se actualice en los portales indicados."),
            _("Si alguna parte no está en su poder, agradeceré que me indiquen qué entidad la tiene."),
        ),
        delivery=(
            _("Forma de entrega que prefiero (marque una):"),
            BOX.join(("", _("Correo electrónico"), _("Copia simple"), _("Archivo en memoria USB"))).strip(),
        ),
        sign=(
            (_("Firma"), ""),
            (_("Nombre"), who.name if who else ""),
            (_("DNI"), who.document if who else ""),
            (_("Domicilio"), who.address if who else ""),
            (_("Correo"), who.email if who else ""),
        ),
    )
