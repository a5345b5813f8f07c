"""Pages of portals: which to open while there is a network, what was kept of them, and what was noticed."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from fieldmonitor.app import assessment_pages, names
from fieldmonitor.app.assessment import Matrix, score
from fieldmonitor.app.assessment_hints import Hint
from fieldmonitor.app.assessment_pages import PortalPage
from fieldmonitor.app.assessment_words import hint_words, score_detail, score_method, score_words
from fieldmonitor.domain.local import Evidence
from fieldmonitor.domain.records import Work
from fieldmonitor.system.formats import moment, size
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button, about, link
from fieldmonitor.ui.widgets.heads import page_edges, page_head
from fieldmonitor.ui.widgets.layout import Page, clear, column, row, rule
from fieldmonitor.ui.widgets.words import Elided, fact_line, paragraph, picture, text
from fieldmonitor.ui.wording import short_hash

KINDS = {"application/pdf": "file-text", "text/html": "file-text", "multipart/related": "file-text"}


def kept_row(kept: Evidence, drop: Callable[[Evidence], object] | None = None) -> QWidget:
    """Return one kept page: its portal and address, when it was kept, its size and hash."""
    box = QWidget()
    across = row(box, margins=(0, 6, 0, 6), gap=12)
    across.addWidget(picture(KINDS.get(kept.media_type, "image"), "text", 20), 0, Qt.AlignmentFlag.AlignTop)
    portal, address = assessment_pages.source_of(kept)
    words = column(gap=0)
    words.addWidget(Elided(kept.name or portal, strong=True))
    if portal:
        words.addWidget(Elided(f"{portal}: {address}" if address else portal, "fact", "secondary"))
    facts = " · ".join((moment(kept.added_at), size(kept.size)))
    words.addWidget(text(facts, "fact", "secondary", wrap=True))
    words.addWidget(
        text(_("Huella {hash}").format(hash=short_hash(kept.sha256)), "fact", "secondary", wrap=True)
    )
    across.addLayout(words, 1)
    if drop is not None:
        button = Button(_("Quitar"), "quiet", lambda: drop(kept))
        button.setAccessibleName(about(_("Quitar"), kept.name or portal))
        across.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return box


class PagesToOpen(Page):
    """What to open now and what to look for there; nothing is opened before its address was shown."""

    def __init__(self, done: Callable[[], object]) -> None:
        super().__init__(margins=page_edges())
        self._done = done

    def show_pages(self, pages: tuple[PortalPage, ...], work: Work) -> None:
        """List the portals that still have something to be looked up."""
        clear(self.column)
        lines = self.column
        back = Button(_("Volver a la matriz"), "back", self._done, icon_name="arrow-left")
        lines.addLayout(page_head(back, _("Páginas por abrir")))
        if not pages:
            lines.addWidget(paragraph(_("Ya miró todos los datos en todos los portales.")))
            lines.addStretch(1)
            return
        why = _(
            "Se abren en el navegador de esta laptop, fuera de la bóveda. Guarde cada página o su captura; "
            "lo demás se completa sin internet."
        )
        lines.addSpacing(look().px(4))
        lines.addWidget(Banner("info", why))
        lines.addSpacing(look().px(4))
        codes = _("Para buscar la obra: CUI {cui}, código INFOBRAS {code}").format(
            cui=work.cui or "—", code=work.infobras_code or "—"
        )
        lines.addWidget(text(codes, strong=True, wrap=True))
        lines.addSpacing(look().px(8))
        lines.addWidget(rule("ruleStrong"))
        for page in pages:
            lines.addWidget(_to_open(page))
            lines.addWidget(rule())
        lines.addStretch(1)


class Noticed(Page):
    """What the program noticed, each with the way to its cell; and how the score is computed."""

    def __init__(self, done: Callable[[], object], go_to: Callable[[str], object]) -> None:
        super().__init__(margins=page_edges())
        self._done, self._go_to = done, go_to

    def show_hints(self, hints: tuple[Hint, ...], seen: Matrix) -> None:
        """List what was noticed and is not yet settled."""
        clear(self.column)
        lines = self.column
        back = Button(_("Volver a la matriz"), "back", self._done, icon_name="arrow-left")
        lines.addLayout(page_head(back, _("Avisos y puntaje")))
        lines.addSpacing(look().px(8))
        lines.addWidget(rule("ruleStrong"))
        labels = {found.item: found.label for found in seen.rows}
        for hint in hints:
            lines.addWidget(self._hint(hint, labels.get(hint.item, "")))
            lines.addWidget(rule())
        if not hints:
            lines.addWidget(paragraph(_("El programa no encontró nada que revisar.")))
        lines.addSpacing(look().px(16))
        found = score(seen.cells)
        lines.addWidget(text(_("Puntaje: {score}").format(score=score_words(found)), "heading"))
        lines.addWidget(text(score_detail(found), tone="secondary", wrap=True))
        lines.addWidget(paragraph(score_method()))
        lines.addStretch(1)

    def _hint(self, hint: Hint, item: str) -> QWidget:
        box = QWidget()
        lines = column(box, margins=(0, 8, 0, 4), gap=2)
        lead, advice = hint_words(hint)
        lines.addWidget(fact_line(item or _("Datos de la obra"), "info"))
        lines.addWidget(paragraph(advice, lead=lead))
        if hint.refs:
            go_there = link(_("Ir a la casilla"), lambda: self._go_to(hint.refs[0]))
            go_there.setAccessibleName(about(_("Ir a la casilla"), item))
            lines.addWidget(go_there)
        return box


def _to_open(page: PortalPage) -> QWidget:
    box = QWidget()
    across = row(box, margins=(0, 10, 0, 10), gap=16)
    words = column(gap=2)
    words.addWidget(text(names.portal_in_full(page.portal), strong=True, wrap=True))
    words.addWidget(Elided(page.address or _("Sin dirección en este cuestionario"), tone="secondary"))
    count = len(page.rows)
    todo = ngettext("{n} dato por mirar: {items}", "{n} datos por mirar: {items}", count)
    items = ", ".join(found.label for found in page.rows)
    words.addWidget(text(todo.format(n=count, items=items), "fact", "secondary", wrap=True))
    across.addLayout(words, 1)
    if page.address:
        button = Button(
            _("Abrir en el navegador"),
            "secondary",
            lambda: open_page(page.address),
            icon_name="external-link",
        )
        button.setAccessibleName(about(_("Abrir en el navegador"), page.address))
        across.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return box


def open_page(address: str) -> None:
    """Hand a web address to the system's browser, whose network is none of this program's."""
    if assessment_pages.is_address(address):
        QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))
