"""The recovery sheet: the code on paper that opens a profile when its passphrase is forgotten."""

from reportlab.lib.units import mm
from reportlab.platypus import Table
from reportlab.platypus.flowables import Flowable

from fieldmonitor.documents import style as s
from fieldmonitor.documents.language import in_language
from fieldmonitor.documents.layout import OWN_FONT, WIDTH, Sheet, build, gap, section, text
from fieldmonitor.documents.model import RecoverySheet
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _

COLUMNS = 3


def build_recovery(sheet: RecoverySheet, language: str = "es") -> bytes:
    """Return a recovery sheet as PDF. It names nobody: whoever finds it must not learn what it opens."""

    def make() -> bytes:
        page = Sheet(_("Hoja de recuperación"), language, programme=False)
        return build(page, lambda: _story(sheet))

    return in_language(language, make)


def _story(sheet: RecoverySheet) -> list[Flowable]:
    advice = (
        _("Guárdela lejos de la laptop, como guarda sus documentos."),
        _("Quien tenga esta hoja y la laptop puede abrir sus informes."),
        _("No le tome foto ni la envíe por mensaje."),
        _("Si la pierde, haga otra desde Ajustes: la anterior deja de servir."),
        _("Para usarla: al abrir el programa, elija entrar con la hoja de recuperación y escriba el código."),
        _("No hay diferencia entre mayúsculas y minúsculas. No existen las letras I, L, O ni U."),
    )
    return [
        text(_("Hoja de recuperación"), "title"),
        gap(1),
        text(_("Hecha el {day}. Reemplaza a cualquier hoja anterior.").format(day=day(sheet.made_on))),
        gap(6),
        _code(sheet.code),
        *section(_("Qué debe saber")),
        *(text(f"{number}. {line}", "body") for number, line in enumerate(advice, 1)),
    ]


def _code(code: str) -> Table:
    """Return the code in large groups, each with its number, so that it is typed without losing the place."""
    groups = code.split("-")
    cells = [[text(str(n), "label"), text(group, "large")] for n, group in enumerate(groups, 1)]
    cells += [[text("")]] * (-len(cells) % COLUMNS)
    rows = [cells[start : start + COLUMNS] for start in range(0, len(cells), COLUMNS)]
    table = Table(rows, colWidths=[WIDTH / COLUMNS] * COLUMNS)
    table.setStyle(
        [
            OWN_FONT,
            ("BOX", (0, 0), (-1, -1), 1.2, s.INK),
            ("INNERGRID", (0, 0), (-1, -1), 0.4, s.LINE),
            ("LEFTPADDING", (0, 0), (-1, -1), 5 * mm),
            ("TOPPADDING", (0, 0), (-1, -1), 2.5 * mm),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4 * mm),
        ]
    )
    return table
