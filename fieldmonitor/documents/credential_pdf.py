"""The credential as a card to cut out, with the code that proves it, and how to check it."""

from reportlab.lib.units import mm
from reportlab.platypus import Table
from reportlab.platypus.flowables import Flowable

from fieldmonitor.documents import style as s
from fieldmonitor.documents.language import in_language
from fieldmonitor.documents.layout import (
    OWN_FONT,
    QrCode,
    Sheet,
    build,
    gap,
    plain_table,
    section,
    short,
    text,
)
from fieldmonitor.documents.model import CredentialCard
from fieldmonitor.system.translations import _

CARD = 160 * mm
CODE = 66 * mm
"""Large enough that a phone reads a signed envelope from worn paper."""


def build_credential(card: CredentialCard, language: str = "es") -> bytes:
    """Return a credential as PDF: a card, and under it what its reader should do."""

    def make() -> bytes:
        foot = _("Credencial {number}").format(number=card.number)
        page = Sheet(_("Credencial {code}").format(code=card.volunteer), language, foot)
        return build(page, lambda: _story(card))

    return in_language(language, make)


def _story(card: CredentialCard) -> list[Flowable]:
    steps = (
        _("Pida también el documento de identidad de la persona."),
        _(
            "Lea el código QR con un celular y lleve su texto a Monitor de Obras: "
            "«Verificar otra credencial»."
        ),
        _("También se comprueba con la clave pública de la Contraloría. No hace falta internet."),
        _("Vale si la firma es de la Contraloría y hoy está dentro de su plazo."),
        _(
            "Una credencial retirada antes de su fecha figura en la lista "
            "que traen los paquetes de la región."
        ),
    )
    return [
        gap(4),
        _card(card),
        gap(4),
        text(_("Corte por el borde. Muéstrela en la puerta de la obra junto con su DNI."), "small"),
        *section(_("Cómo se comprueba")),
        *(text(f"{number}. {step}") for number, step in enumerate(steps, 1)),
        gap(3),
        text(_("Clave que firma: {key}").format(key=card.key_id), "hash"),
    ]


def _card(card: CredentialCard) -> Table:
    words: list[Flowable] = [text(_("Código"), "label"), short(card.volunteer, 32, "large")]
    words += [short(card.name, 90, "strong")] if card.name else []
    words += [text(_("Monitor ciudadano acreditado")), gap(5)]
    words += [text(_("Puede visitar"), "label"), short(card.scope, 160, "strong"), gap(5)]
    dates = [
        [text(_("Válida desde"), "label"), text(_("Válida hasta"), "label")],
        [text(_shown(card.valid_from), "strong"), text(_shown(card.valid_until), "strong")],
    ]
    words += [plain_table(dates, [32 * mm, 40 * mm]), gap(5)]
    words += [text(_("Número"), "label"), short(card.number, 48, "strong")]
    heading = [text(_("Monitores Ciudadanos de Control"), "inverse"), _light()]
    table = Table(
        [[heading, ""], [words, QrCode(card.envelope, CODE)]], colWidths=[CARD - CODE - 8 * mm, CODE + 8 * mm]
    )
    table.setStyle(
        [
            OWN_FONT,
            ("SPAN", (0, 0), (1, 0)),
            ("BACKGROUND", (0, 0), (1, 0), s.INK),
            ("BOX", (0, 0), (-1, -1), 1.5, s.INK),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (0, -1), 7 * mm),
            ("LEFTPADDING", (1, 1), (1, 1), 0),
            ("TOPPADDING", (0, 0), (1, 0), 8),
            ("BOTTOMPADDING", (0, 0), (1, 0), 11),
            ("TOPPADDING", (0, 1), (0, 1), 7 * mm),
            ("TOPPADDING", (1, 1), (1, 1), 3 * mm),
            ("BOTTOMPADDING", (0, 1), (-1, 1), 3 * mm),
        ]
    )
    return table


def _light() -> Flowable:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    small = ParagraphStyle("small-inverse", s.style("inverse"), fontName=s.REGULAR, fontSize=9, leading=12)
    return Paragraph(s.marked(_("Contraloría General de la República")), small)


def _shown(iso_day: str) -> str:
    year, _dash, rest = iso_day.partition("-")
    month, _dash, day = rest.partition("-")
    return f"{day}/{month}/{year}" if year and month and day else iso_day
