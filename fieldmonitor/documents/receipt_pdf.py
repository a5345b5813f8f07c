"""A receipt on paper: its number, what was received, when, and the hash that pins it."""

from reportlab.lib.units import mm
from reportlab.platypus.flowables import Flowable

from fieldmonitor.documents.codes import report_code
from fieldmonitor.documents.language import in_language
from fieldmonitor.documents.layout import (
    WIDTH,
    QrCode,
    Sheet,
    banner,
    build,
    facts,
    gap,
    plain_table,
    section,
    text,
)
from fieldmonitor.documents.model import ReceiptSheet
from fieldmonitor.documents.words import synthetic_note, work_pairs
from fieldmonitor.system.formats import moment_comma
from fieldmonitor.system.translations import _

CODE = 42 * mm


def build_receipt(sheet: ReceiptSheet, language: str = "es") -> bytes:
    """Return a receipt as PDF; it names nobody."""

    def make() -> bytes:
        title = _("Constancia {number}").format(number=sheet.number)
        return build(Sheet(title, language, foot=title), lambda: _story(sheet))

    return in_language(language, make)


def _story(sheet: ReceiptSheet) -> list[Flowable]:
    kind = _("Constancia completa") if sheet.complete else _("Constancia de contenido")
    means = (
        _("La Contraloría tiene este envío entero: cada archivo llegó y su huella coincide.")
        if sheet.complete
        else _("La Contraloría tiene las respuestas y las copias pequeñas. Faltan fotos originales.")
    )
    code = report_code(sheet.message_id, sheet.version, sheet.manifest_sha256)
    pairs = [
        (_("Número"), sheet.number),
        (_("Recibida"), moment_comma(sheet.received_at)),
        (_("Envío"), sheet.what),
        (_("Versión"), str(sheet.version)),
        (_("Fotos y archivos"), str(sheet.files)),
        *([(_("Copias enviadas con ellos"), str(sheet.copies))] if sheet.copies else []),
    ]
    story: list[Flowable] = [text(kind, "title"), gap(1), text(means, "body"), gap(4)]
    if sheet.work is not None and sheet.work.synthetic:
        story += [banner(synthetic_note()), gap(3)]
    left = WIDTH - CODE - 6 * mm
    story.append(plain_table([[facts(pairs, width=left), QrCode(code, CODE)]], [left + 6 * mm, CODE]))
    if sheet.work is not None:
        story += [*section(_("Obra")), facts(work_pairs(sheet.work))]
    return [
        *story,
        *section(_("Lo que fija")),
        text(_("Identificador: {id}").format(id=sheet.message_id), "hash"),
        text(_("Huella del envío: {hash}").format(hash=sheet.manifest_sha256), "hash"),
        text(_("Clave que firma: {key}").format(key=sheet.key_id), "hash"),
        gap(3),
        text(
            _("La constancia firmada queda en la laptop. Quien tenga la clave pública puede comprobarla."),
            "small",
        ),
    ]
