"""The checklist: index at the left, one part per page, photos and help at the right where there is room."""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedLayout, QWidget

from fieldmonitor.app import findings
from fieldmonitor.domain.reports import Finding
from fieldmonitor.forms import Changes
from fieldmonitor.system.formats import clock_time
from fieldmonitor.system.translations import _
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.photos.thumbnails import Thumbnails
from fieldmonitor.ui.prepare.presenter import granted_key
from fieldmonitor.ui.shell.header import VisitHeader
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.aside import Aside, aside_frame
from fieldmonitor.ui.visit.editors import is_typing
from fieldmonitor.ui.visit.intake import PART, PhotoIntake, takes
from fieldmonitor.ui.visit.jump import JumpPanel, spots
from fieldmonitor.ui.visit.naming import name_visit
from fieldmonitor.ui.visit.part_page import PartPage
from fieldmonitor.ui.visit.parts import index_items, missing_words, norm_words
from fieldmonitor.ui.visit.presence import Presence, PresenceLog, may_note
from fieldmonitor.ui.visit.presenter import VisitPresenter
from fieldmonitor.ui.visit.question import Question, Surroundings
from fieldmonitor.ui.visit.typed import answer_words, before_words
from fieldmonitor.ui.visit.urgent import warn
from fieldmonitor.ui.widgets.index import Index
from fieldmonitor.ui.widgets.layout import row
from fieldmonitor.ui.widgets.photo_grid import PhotoCard
from fieldmonitor.ui.widgets.standing import stand_at

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext


class VisitScreen(Screen):
    """`key` of its route is the report, `ref` the part or question to open."""

    header = "visit"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self.leave_words = _("Salir") if look().narrow else _("Salir de la visita")
        key = report_key(route.key)
        self._presenter = VisitPresenter(context.ws, context.runner, self, key, context.drafts)
        self._head: VisitHeader | None = None
        self._ready = False
        self._log: PresenceLog | None = None
        self._presence: Presence | None = None
        self._part = ""
        self._current = ""
        self._wanted = ""
        self.setAcceptDrops(True)
        self._lay_out()
        self._intake = PhotoIntake(self, context, self._presenter, self._open_place, self._page.show_working)
        for keys, act in (("Ctrl+G", self._ask_where), ("Ctrl+V", self._paste)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    def index_words(self) -> str:
        """Return what stands above the index."""
        return _("Partes de la visita")

    def _lay_out(self) -> None:
        body = QWidget()
        self._across: QHBoxLayout = row(body, gap=0)
        self._index = Index(self.index_words(), self._open_part)
        self._across.addWidget(self._index)
        centre = QWidget()
        self._stack = QStackedLayout(centre)
        presenter = self._presenter
        pictures = Thumbnails(
            self.context.runner, presenter.thumbnail_reader, presenter.show_trouble, parent=self
        )
        self._page = PartPage(pictures)
        self._page.answered.connect(presenter.answer)
        self._page.adds_photo.connect(lambda ref: self._intake.choose(ref))
        self._page.opens_photo.connect(self._open_photo)
        self._page.urgent.connect(self._send_urgent)
        self._page.adds_row.connect(self._add_row)
        self._page.drops_row.connect(self._take_row)
        self._jump = JumpPanel(self._jump_to)
        self._stack.addWidget(self._page)
        self._stack.addWidget(self._jump)
        self._across.addWidget(centre, 1)
        self._aside: Aside | None = None
        if not look().compact:
            frame, self._aside = aside_frame(pictures)
            self._across.addWidget(frame)
        self.set_body(body)

    # -- what the window asks ----------------------------------------------------------------------

    def start(self) -> None:
        self._presenter.open(self.context.language)

    def route(self) -> Route:
        return self._route.at(self._current or self._part or self._route.ref)

    def close_screen(self) -> None:
        self._page.flush()
        self._presenter.close()

    def leave(self) -> None:
        self._page.flush()
        self.go("home")

    def dress_header(self, header: VisitHeader) -> None:
        self._head = header
        if self._ready:
            self._dress()

    def escape(self) -> bool:
        if self._stack.currentWidget() is self._jump:
            self._stack.setCurrentWidget(self._page)
            return True
        self._step(-1)
        return True

    # -- what the presenter tells ------------------------------------------------------------------

    def show_draft(self) -> None:
        """Open the part and question where the person was."""
        self._ready = True
        if may_note(self._presenter.draft):
            self._log = PresenceLog(self._presenter, self.context.undo, self._show_presence)
        self._dress()
        position = self._route.ref or self._presenter.draft.session.position or ""
        self._show_part(self._presenter.part_of(position))
        asked = self._page.asked()
        self._wanted = position if position in self._page.questions else next(iter(asked), "")
        when = self._presenter.saved_at or self._presenter.draft.report.saved_at
        self._say_saved(_("Guardado {time}").format(time=clock_time(when)))
        self._say_recovered()
        self._say_granted()

    def show_changes(self, changes: Changes) -> None:
        """Repaint exactly what an answer changed."""
        if changes.everything or changes.added or changes.removed or self._page.rows_came_or_went():
            self._show_part(self._part, keep_scroll=True)
            return
        self._page.show_changes(changes.refs)
        self._page.show_place(self._presenter.groups())
        self._page.show_asked(self._presenter.asked)
        self._show_progress()

    def show_saved(self, at: datetime) -> None:
        """Say that every answer so far is on disk."""
        self._say_saved(_("Guardado {time}").format(time=clock_time(at)))

    def show_shots(self) -> None:
        """Show the photos of this part and what its review asks; the newest photo is brought into view."""
        cards = self._cards()
        self._page.show_cards(cards)
        self._page.show_asked(self._presenter.asked)
        self._show_index()
        part = [one for ref, some in cards.items() if ref.startswith(f"{self._part}/") for one in some]
        if self._aside is not None:
            loose = [shot.id for shot in self._presenter.photos if not shot.question_ref]
            self._aside.show_photos(part, loose, self._add_photos, self._open_photo)
        elif self._page.photos_button is not None:
            self._page.photos_button.set_words(_("Fotos: {n}").format(n=len(self._presenter.cards)))
        if self._presenter.newest:
            newest, self._presenter.newest = self._presenter.newest, ""
            QTimer.singleShot(0, self, lambda: self._page.bring(newest))
        self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        """Stand at the question that was asked for, once the page around it has its height."""
        if self._wanted and self._presenter.shots_known:
            QTimer.singleShot(0, self, self._stand_at_wanted)

    def _stand_at_wanted(self) -> None:
        wanted, self._wanted = self._wanted, ""
        self._focus(wanted)

    # -- a part ------------------------------------------------------------------------------------

    def _show_part(self, part: str, *, keep_scroll: bool = False) -> None:
        self._page.flush()
        at = self._page.verticalScrollBar().value()
        self._part = part
        self._stack.setCurrentWidget(self._page)
        presenter = self._presenter
        open_photos = (lambda: self._open_photo("")) if self._aside is None else None
        self._page.lay(presenter.groups(), part, presenter.questions(part), self._surroundings(), open_photos)
        self._page.verticalScrollBar().setValue(at if keep_scroll else 0)
        self._show_progress()
        self.show_shots()
        self._guide(next(iter(self._page.questions), ""))

    def _surroundings(self) -> Surroundings:
        draft = self._presenter.draft
        return Surroundings(
            now=self._presenter.lima_now,
            compare=lambda node: findings.compare(node, draft.work),
            findings=self._findings_of,
            norm=norm_words,
            sent=lambda finding: self._presenter.warned.get(finding),
            before=lambda node: before_words(node, draft.previous),
            beside=self._aside is not None,
        )

    def _findings_of(self, ref: str) -> list[Finding]:
        return list(self._presenter.draft.findings_of(ref))

    def _show_progress(self) -> None:
        groups = self._presenter.groups()
        self._show_index()
        at = next((i for i, group in enumerate(groups) if group.ref == self._part), 0)
        self.strip.reset()
        if at:
            words = (
                _("Anterior") if look().compact else _("Anterior: {part}").format(part=groups[at - 1].label)
            )
            self.strip.leading(words, lambda: self._step(-1))
        self.strip.note(missing_words(groups[at]))
        if at + 1 < len(groups):
            words = _("Siguiente: {part}").format(part=groups[at + 1].label)
            self.strip.act(words, lambda: self._step(1), kind="primary")
            return
        if self._log is not None and self._log.may_leave:
            self.strip.act(_("Anotar mi salida"), self._log.depart)
        if self._presenter.draft.report.practice:
            self.strip.act(_("Revisar la práctica"), self._review, kind="primary")
        else:
            self.strip.act(_("Revisar y firmar"), self._review, kind="primary")

    def _show_index(self) -> None:
        items = index_items(self._presenter.indexed(), self._part, self._presenter.asked)
        self._index.show_items(items, self._part)

    # -- going about -------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = QApplication.focusWidget()
        number = event.key() - Qt.Key.Key_0
        question = self._page.questions.get(self._current)
        if 1 <= number <= 9 and question is not None and not is_typing(focus, event):
            question.editor.choose(number)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._next_question()
            return
        super().keyPressEvent(event)

    def _next_question(self) -> None:
        self._page.flush()
        refs = self._page.asked()
        at = refs.index(self._current) if self._current in refs else -1
        if at + 1 < len(refs):
            self._focus(refs[at + 1])
        elif self.strip.primary is not None:
            self.strip.primary.click()

    def _step(self, by: int) -> None:
        groups = [group.ref for group in self._presenter.groups()] if self._ready else []
        at = groups.index(self._part) + by if self._part in groups else -1
        if 0 <= at < len(groups):
            self._turn_to(groups[at])
        elif by < 0:
            self.leave()

    def _open_part(self, part: str) -> None:
        self._presenter.stand_at(part)
        self._turn_to(part)

    def _turn_to(self, part: str) -> None:
        """Open a part at its first question; the keyboard goes there, never on to what stands around it."""
        self.settle()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_part(part)
        first = next(iter(self._page.asked()), "")
        self._focus(first)
        QTimer.singleShot(0, self, lambda: self._focus(first))  # once it is shown

    def _focus(self, ref: str) -> None:
        question = self._page.questions.get(ref)
        if question is not None:
            question.focus_in()
            stand_at(self._page, question, 40)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        widget = new
        while widget is not None and widget is not self:
            if isinstance(widget, Question):
                # Until the page stands where it is to open, the window gives the keyboard to its first field.
                if widget.ref != self._current and self._wanted in ("", widget.ref):
                    self._current = widget.ref
                    self._presenter.stand_at(widget.ref)
                    self._guide(widget.ref)
                return
            widget = widget.parentWidget()

    def _guide(self, ref: str) -> None:
        question = self._page.questions.get(ref)
        if self._aside is not None:
            self._aside.show_guide(question.node if question else None)

    def _ask_where(self) -> None:
        if not self._ready:
            return
        self._page.flush()
        self._stack.setCurrentWidget(self._jump)
        self._jump.show_spots(spots(self._presenter.groups(), self._presenter.questions))

    def _jump_to(self, ref: str) -> None:
        self._turn_to(self._presenter.part_of(ref))
        QTimer.singleShot(0, self, lambda: self._focus(ref))

    def _add_row(self, ref: str) -> None:
        self._page.flush()
        self._wanted = self._presenter.add_row(ref)
        QTimer.singleShot(0, self, self._go_to_wanted)  # once the page has its new height

    def _take_row(self, ref: str) -> None:
        self._page.flush()
        self.context.undo(_("Se quitó el último."), self._presenter.take_row(ref))

    def _review(self) -> None:
        self._open_place("review", self._route.key, "")

    def _open_place(self, place: str, key: str, ref: str) -> None:
        self._page.flush()
        if place == "import":
            ref = ref or f"{PART}{self._part}"  # the import's way back leads here
        self.go(place, key, ref)

    # -- photos ------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if takes(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self._intake.drop(event.mimeData(), self._page.photo_target(self._current))
        event.acceptProposedAction()

    def _paste(self) -> None:
        self._intake.paste(self._page.photo_target(self._current))

    def _add_photos(self) -> None:
        self._open_place("import", self._route.key, self._page.photo_target(self._current) or "")

    def _cards(self) -> dict[str, list[PhotoCard]]:
        found: dict[str, list[PhotoCard]] = {}
        for evidence, card in zip(self._presenter.photos, self._presenter.cards, strict=True):
            found.setdefault(evidence.question_ref or "", []).append(card)
        return found

    def _open_photo(self, evidence: str) -> None:
        self._open_place("photos", self._route.key, evidence)

    # -- the rest ----------------------------------------------------------------------------------

    def _send_urgent(self, finding_id: str) -> None:
        self._page.flush()
        warn(self, self._presenter, finding_id, self._focus)

    def _dress(self) -> None:
        name_visit(self._head, self._presenter.draft)
        if self._head is not None and self._log is not None:
            self._presence = Presence(self._log, self.setFocus)
            self._head.show_presence(self._presence)
            self._presence.show_log()

    def _show_presence(self) -> None:
        if self._presence is not None:
            self._presence.show_log()
        if self._part:
            self._show_progress()

    def _say_saved(self, words: str) -> None:
        if self._head is not None:
            self._head.show_saved(words)

    def _say_recovered(self) -> None:
        when, self._presenter.recovered_at = self._presenter.recovered_at, None
        if when is not None:
            lead = _("Recuperamos su informe de las {time}.").format(time=clock_time(when))
            self.notify("info", _("Todo lo que decía «Guardado» está aquí. Siga donde estaba."), lead=lead)

    def _say_granted(self) -> None:
        """Say which answer the way that led here has given; it can be taken back."""
        ref = self._presenter.draft.session.position
        if self.context.typed.pop(granted_key(self._route.key), None) and ref in self._page.questions:
            node = self._page.questions[ref].node
            words = _("Anotado: «{answer}».").format(answer=answer_words(node))
            self.context.undo(words, lambda: self._presenter.answer(ref, ""))

    def trouble(self, error: Exception) -> None:
        super().trouble(error)
        if self._ready:
            self.show_shots()
