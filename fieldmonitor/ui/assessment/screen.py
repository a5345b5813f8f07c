"""Veeduría en línea: the matrix, the cell one stands on beside it, and what is kept of each portal."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QStackedLayout, QVBoxLayout, QWidget

from fieldmonitor.app import assessment_pages
from fieldmonitor.app.assessment import Cell, gaps, score
from fieldmonitor.app.assessment_words import score_detail, score_words
from fieldmonitor.domain.local import Evidence
from fieldmonitor.forms import Changes
from fieldmonitor.system.formats import clock_time
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.assessment.detail import CellDetail, CellView
from fieldmonitor.ui.assessment.either import RECOVERED
from fieldmonitor.ui.assessment.model import MatrixModel
from fieldmonitor.ui.assessment.pages import Noticed, PagesToOpen
from fieldmonitor.ui.assessment.presenter import AssessmentPresenter
from fieldmonitor.ui.assessment.table import MatrixView
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.shell.header import VisitHeader
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.asked import AskedAt, asked_banner
from fieldmonitor.ui.visit.intake import pasted_image, paths_in
from fieldmonitor.ui.visit.naming import name_visit
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.files import FileQuestion, Purpose, Wanted, ask_for
from fieldmonitor.ui.widgets.layout import clear, column, panel, row, rule
from fieldmonitor.ui.widgets.words import Elided

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext

ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".pdf", ".html", ".htm", ".mhtml", ".mht")
ASIDE = 380
PAGES, NOTICED = "pages", "noticed"
"""Where else in the screen one may stand than at a cell."""


class AssessmentScreen(Screen):
    """`key` of its route is the report, `ref` the question to stand at."""

    header = "visit"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self.leave_words = _("Salir") if look().narrow else _("Salir de la veeduría")
        key = report_key(route.key)
        self._presenter = AssessmentPresenter(context.ws, context.runner, self, key, context.drafts)
        self._head: VisitHeader | None = None
        self._ready = False
        self._view = ""
        self._aside: QFrame | None = None
        self.setAcceptDrops(True)
        self._model = MatrixModel()
        self._table = MatrixView(self._model, _("Matriz de acceso a la información"))
        self._detail = CellDetail(alone=look().compact)
        self._pages = PagesToOpen(self._show_matrix)
        self._noticed = Noticed(self._show_matrix, self._open_cell)
        self._lay_out()
        self._table.chosen.connect(self._show_cell)
        self._table.opened.connect(self._open_cell)
        self._table.answered.connect(self._choose)
        self._detail.answered.connect(self._answer)
        self._detail.adds.connect(lambda _ref: self._ask_for_files())
        self._detail.drops.connect(self._drop)
        self._detail.closed.connect(self._show_matrix)
        QShortcut(QKeySequence("Ctrl+V"), self).activated.connect(self._paste)

    def _lay_out(self) -> None:
        # From the outside in: Qt dresses everything inside a widget again whenever it gets a parent.
        body = QWidget()
        across = row(body, gap=0)
        self.set_body(body)
        centre = QWidget()
        across.addWidget(centre, 1)
        self._stack = QStackedLayout(centre)
        matrix = QWidget()
        self._stack.addWidget(matrix)
        lines = column(matrix, gap=0)
        lines.addWidget(self._lay_top())
        self._elsewhere: QVBoxLayout = column(gap=0)
        self._asked: AskedAt = {}
        lines.addLayout(self._elsewhere)
        lines.addWidget(rule("ruleStrong"))
        lines.addWidget(self._table, 1)
        QWidget.setTabOrder(self._as_list, self._table)
        self._stack.addWidget(self._pages)
        self._stack.addWidget(self._noticed)
        if look().compact:
            self._stack.addWidget(self._detail)
        else:
            self._aside = frame = panel("aside", ASIDE)
            across.addWidget(frame)
            column(frame, gap=0).addWidget(self._detail)
        self._stack.currentChanged.connect(self._turned)

    # -- what the window asks ----------------------------------------------------------------------

    def start(self) -> None:
        self._presenter.open(self.context.language)

    def route(self) -> Route:
        cell, now = self._table.current(), self._stack.currentWidget()
        view = PAGES if now is self._pages else NOTICED if now is self._noticed else ""
        if view:
            return self._route.at(view)
        return self._route.at(cell.ref if cell is not None else self._route.ref)

    def close_screen(self) -> None:
        self._detail.flush()
        self._presenter.close()

    def leave(self) -> None:
        self._detail.flush()
        self.go("home")

    def dress_header(self, header: VisitHeader) -> None:
        self._head = header
        if self._ready:
            self._name_visit()

    def escape(self) -> bool:
        focus = QApplication.focusWidget()
        if self._stack.currentIndex() != 0 or (focus is not None and self._detail.isAncestorOf(focus)):
            self._show_matrix()
        else:
            self.leave()
        return True

    # -- what the presenter tells ------------------------------------------------------------------

    def show_draft(self) -> None:
        """Show the matrix, standing where the person was."""
        self._ready = True
        self._name_visit()
        self._repaint()
        at = self._route.ref or self._presenter.draft.session.position or ""
        cell = self._presenter.cell_of(at)
        self._table.stand_at(cell.ref if cell is not None else "")
        self._table.setFocus()
        self._view = self._route.ref if self._route.ref in (PAGES, NOTICED) else ""
        when = self._presenter.saved_at or self._presenter.draft.report.saved_at
        self._say_saved(when)
        self._say_recovered(self.context.typed.pop(RECOVERED, ""))

    def show_changes(self, changes: Changes) -> None:
        """Show what an answer changed, in the matrix and in the cell."""
        self._repaint()
        self._show_current()

    def show_saved(self, at: datetime) -> None:
        """Say that every answer so far is on disk."""
        self._say_saved(at)

    def show_shots(self) -> None:
        """Show the pages that were kept; from now on the portals' addresses are known."""
        self._repaint()
        self._show_current()
        view, self._view = self._view, ""
        if view:
            (self._show_pages if view == PAGES else self._show_noticed)()

    # -- showing -----------------------------------------------------------------------------------

    def _repaint(self) -> None:
        hints = self._presenter.hints()
        noticed = frozenset(ref for hint in hints for ref in hint.refs)
        cells = self._presenter.matrix.cells if self._presenter.asked else ()
        asked = frozenset(cell.ref for cell in cells if self._presenter.asked_at(cell))
        self._model.show_matrix(self._presenter.matrix, noticed, asked)
        self._show_elsewhere()
        self._show_top(len(hints))
        self._next_step()

    def _show_elsewhere(self) -> None:
        """Say above the matrix what a review asks that stands in none of its cells, with the way there."""
        asked = self._presenter.asked_elsewhere()
        if asked == self._asked:
            return
        self._asked = asked
        clear(self._elsewhere)
        for ref, said in asked.items():
            known = ref in self._presenter.others()
            go = partial(self.go, "list", self._route.key, ref)
            way = Button(_("Responder"), "secondary", go) if known else None
            self._elsewhere.addWidget(asked_banner(said, way))

    def _lay_top(self) -> QFrame:
        """Return the head of the matrix: the score at the left, the ways to its other views at the right."""
        top = QFrame()
        edge = round(look().margin / look().scale)
        across = row(top, margins=(edge, 10, edge if look().compact else 16, 10), gap=12)
        words = column(gap=0)
        self._score, self._score_detail = Elided("", "heading"), Elided("", "fact", "secondary")
        words.addWidget(self._score)
        words.addWidget(self._score_detail)
        across.addLayout(words, 1)
        open_words = _("Páginas") if look().narrow else _("Abrir páginas")
        self._hints = Button("", "secondary", self._show_noticed, icon_name="info")
        self._as_list = Button(_("Lista"), "quiet", self._go_to_list, icon_name="list")
        self._as_list.setToolTip(_("Ver como lista de preguntas"))
        across.addWidget(self._hints)
        across.addWidget(Button(open_words, "secondary", self._show_pages, icon_name="external-link"))
        across.addWidget(self._as_list)
        return top

    def _show_top(self, noticed: int) -> None:
        found = score(self._presenter.matrix.cells)
        title = _("Puntaje: {score}").format(score=score_words(found))
        self._score.set_words(score_words(found) if found.share is None else title)
        self._score_detail.set_words(score_detail(found))
        said = ngettext("Ver {n} aviso", "Ver {n} avisos", noticed).format(n=noticed)
        self._hints.set_words(said if noticed else _("Cómo se calcula"))

    def _next_step(self) -> None:
        self.strip.reset()
        found = score(self._presenter.matrix.cells)
        left = found.asked - found.answered
        words = ngettext("Falta mirar {n} casilla", "Falta mirar {n} casillas", left).format(n=left)
        hint = (
            _("1 a 7 elige el estado · Enter abre la casilla")
            if self._keys_fit() and not look().narrow
            else ""
        )
        self.strip.say(words if left else _("Miró todas las casillas"), hint)
        if gaps(self._presenter.matrix):
            self.strip.act(
                _("Solicitud") if look().narrow else _("Solicitud de información"),
                lambda: self.go("document", self._route.key, "letter"),
                icon_name="file-text",
            )
        rest = self._presenter.others()
        if rest:
            self.strip.act(_("Observaciones"), lambda: self.go("list", self._route.key, rest[0]))
        review = _("Revisar la práctica") if self._presenter.draft.report.practice else _("Revisar y firmar")
        self.strip.act(review, self._review, kind="primary")

    @staticmethod
    def _keys_fit() -> bool:
        return look().scale <= 1.25

    def _show_current(self) -> None:
        cell = self._table.current()
        if cell is not None:
            self._show_cell(cell.ref)

    def _show_cell(self, ref: str) -> None:
        cell = self._presenter.cell_of(ref)
        if cell is None:
            return
        if self._detail.ref and self._detail.ref != ref:
            self._detail.flush()
            cell = self._presenter.cell_of(ref) or cell
        self._presenter.stand_at(ref)
        self._detail.show_cell(self._view_of(cell))

    def _view_of(self, cell: Cell) -> CellView:
        presenter = self._presenter
        found = presenter.row_of(cell)
        about_it = tuple(hint for hint in presenter.hints() if cell.ref in hint.refs)
        return CellView(
            cell,
            found,
            presenter.choices(cell),
            presenter.published(cell),
            about_it,
            presenter.kept_for(found),
            presenter.addresses.get(cell.portal, ""),
            presenter.asked_at(cell),
        )

    def _turned(self, index: int) -> None:
        """Show a cell beside the matrix, not beside its other views."""
        if self._aside is not None:
            self._aside.setVisible(index == 0)

    def _open_cell(self, ref: str) -> None:
        self._table.stand_at(ref)
        if look().compact:
            self._show_cell(ref)
            self._stack.setCurrentWidget(self._detail)
        else:
            self._stack.setCurrentIndex(0)
        self._detail.focus_in()

    def _show_matrix(self) -> None:
        self._detail.flush()
        self._stack.setCurrentIndex(0)
        self._table.setFocus()

    def _show_pages(self) -> None:
        found = assessment_pages.pages(self._presenter.matrix, self._presenter.addresses)
        self._pages.show_pages(found, self._presenter.draft.work)
        self._stack.setCurrentWidget(self._pages)

    def _show_noticed(self) -> None:
        self._noticed.show_hints(self._presenter.hints(), self._presenter.matrix)
        self._stack.setCurrentWidget(self._noticed)

    # -- answering ---------------------------------------------------------------------------------

    def _choose(self, ref: str, number: int) -> None:
        cell = self._presenter.cell_of(ref)
        choices = self._presenter.choices(cell) if cell is not None else ()
        if number == 0:
            self._answer(ref, "")
        elif number <= len(choices):
            self._answer(ref, choices[number - 1].value)

    def _answer(self, ref: str, value: str) -> None:
        if ref:
            self._presenter.answer(ref, value)

    def _ask_for_files(self) -> None:
        question = FileQuestion(
            Purpose.DOCUMENTS,
            _("Agregar captura o archivo"),
            Wanted.FILES,
            _("Páginas"),
            ENDINGS,
        )
        ask_for(self, self.context.preferences, question, self._take_files)

    def _take_files(self, paths: list[Path]) -> None:
        cell = self._table.current()
        if cell is not None and paths:
            self._presenter.keep_files(cell, paths, self._detail.address, self._kept)

    def _kept(self) -> None:
        self.notify("", "")

    def _drop(self, kept: object) -> None:
        assert isinstance(kept, Evidence)
        self._presenter.drop(kept)
        self.context.undo(
            _("{name} está en la papelera.").format(name=kept.name or _("La página")),
            lambda: self._presenter.bring_back(kept),
        )

    def _paste(self) -> None:
        data = QGuiApplication.clipboard().mimeData()
        cell, paths = self._table.current(), paths_in(data)
        image = pasted_image(data) if not paths else None
        if cell is not None and paths:
            self._take_files(paths)
        elif cell is not None and image:
            self._presenter.keep_pasted(cell, image, _("Pegada.png"), self._detail.address, self._kept)
        else:
            paste = getattr(QApplication.focusWidget(), "paste", None)
            if paste is not None:
                paste()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if paths_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self._take_files(paths_in(event.mimeData()))
        event.acceptProposedAction()

    # -- the rest ----------------------------------------------------------------------------------

    def _go_to_list(self) -> None:
        self._detail.flush()
        cell = self._table.current()
        self.go("list", self._route.key, cell.ref if cell is not None else "")

    def _review(self) -> None:
        self._detail.flush()
        self.go("review", self._route.key)

    def _name_visit(self) -> None:
        name_visit(self._head, self._presenter.draft)

    def _say_recovered(self, at: str) -> None:
        if at:
            lead = _("Recuperamos su informe de las {time}.")
            words = _("Todo lo que decía «Guardado» está aquí. Siga donde estaba.")
            self.notify("info", words, lead=lead.format(time=clock_time(datetime.fromisoformat(at))))

    def _say_saved(self, at: datetime) -> None:
        if self._head is not None:
            self._head.show_saved(_("Guardado {time}").format(time=clock_time(at)))
