"""Between the work sheet and the checklist: read the briefing, pass the safety gate, or do not go in."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent

from fieldmonitor.app.prepare import Preparation
from fieldmonitor.app.wishes import Wish
from fieldmonitor.domain.clock import lima
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui import names
from fieldmonitor.ui.prepare import words
from fieldmonitor.ui.prepare.briefing import briefing
from fieldmonitor.ui.prepare.gate import Gate, ways_out
from fieldmonitor.ui.prepare.presenter import PreparePresenter
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.heads import page_edges, page_head
from fieldmonitor.ui.widgets.layout import Page, clear
from fieldmonitor.ui.widgets.words import text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext

MODES = ("", "stopped", "practice")
STEPS = ("read", "gate", "out")


class PrepareScreen(Screen):
    """`key` of its route is the assignment; `ref` is "mode:step", as "stopped:gate" or ":read"."""

    place = "works"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        mode, _sep, step = route.ref.partition(":")
        self._mode = mode if mode in MODES else ""
        self._presenter = PreparePresenter(context.ws, context.runner, self, route.key, context.typed)
        self._step = step if step in STEPS and self._presenter.briefed_at else "read"
        self._told: Preparation | None = None
        self._gate: Gate | None = None
        self._page = Page(margins=page_edges())
        self.set_body(self._page)
        self._clock = text("", "title", figures=True)
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._show_time)

    # -- what the window asks ----------------------------------------------------------------------

    def start(self) -> None:
        self._presenter.load()
        self._second.start()

    def refresh(self) -> None:
        self._presenter.load()

    def close_screen(self) -> None:
        self._second.stop()
        self._presenter.close()

    def route(self) -> Route:
        return self._route.at(f"{self._mode}:{self._step}")

    def escape(self) -> bool:
        """Esc goes a step back; from the briefing it leaves."""
        if self._step == "read":
            return False
        self._go_to("read" if self._step == "gate" else "gate")
        return True

    # -- what the presenter tells ------------------------------------------------------------------

    def show_preparation(self, told: Preparation) -> None:
        """Lay out the step one is at."""
        self._told = told
        if told.draft is not None and self._mode != "practice":
            self.show_begun(told.draft)
            return
        self._lay_out()

    def show_begun(self, key: ReportKey) -> None:
        """Go into the visit; Esc must not lead back to its preparation."""
        self.context.counts_changed()
        self.becomes.emit(Route("visit", str(key)))

    # -- private -----------------------------------------------------------------------------------

    def _go_to(self, step: str) -> None:
        self._step = step
        if step == "out":
            # The button pressed goes away; Qt would hand the keyboard to the next control, and Enter would
            # act there. The page itself has no main step here, so a held key does nothing.
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._lay_out()
        self._page.verticalScrollBar().setValue(0)

    def _lay_out(self) -> None:
        told = self._told
        if told is None:
            return
        self._clock = text("", "title", figures=True)
        self._show_time()
        self._gate = None
        clear(self._page.column)
        lines = self._page.column
        back = Button(_("Ficha de la obra"), "back", self.back.emit, icon_name="arrow-left")
        lines.addLayout(page_head(back, self._title(), names.short_work(told.work.name)))
        lines.addSpacing(look().px(4))
        self._lay_warnings(told)
        if self._step == "gate":
            self._gate = Gate(self._presenter.safe, self._confirmed, outside=self._outside)
            self._gate.setMaximumWidth(look().px(860))
            lines.addWidget(self._gate)
        elif self._step == "out":
            lines.addWidget(ways_out(self._take_way_out))
        else:
            lines.addWidget(briefing(told, self._clock, self.context.ws.today()))
        lines.addStretch(1)
        self._next_step(told)
        if self._gate is not None:
            QTimer.singleShot(0, self, self._show_next_condition)

    def _show_next_condition(self) -> None:
        """Stand at the first condition that is still open, in sight also in a small window."""
        if self._gate is None:
            return
        line = self._gate.first_open
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, line, self._scroll_to_focus)  # once the page around it has its height

    def _scroll_to_focus(self) -> None:
        if self._gate is not None:
            self._page.ensureWidgetVisible(self._gate.first_open, 0, look().px(24))

    def _title(self) -> str:
        if self._mode == "practice":
            return _("Antes de practicar")
        if self._step == "out":
            return _("No entrar hoy")
        number = 1 if self._step == "read" else 2
        title = _("Prepare la visita, paso {n} de 2") if not self._mode else _("Obra parada, paso {n} de 2")
        return title.format(n=number)

    def _lay_warnings(self, told: Preparation) -> None:
        lines = self._page.column
        stop = words.blocked(told)
        if stop is not None and self._mode != "practice":
            lines.addWidget(Banner("error", stop.rest, lead=stop.lead))
        if told.space is not None and self._step == "read":
            said = words.room(told.space)
            lines.addWidget(Banner("warn", said.rest, lead=said.lead))

    def _next_step(self, told: Preparation) -> None:
        self.strip.reset()
        due = _("Vence el {date}.").format(date=day(told.row.due))
        if self._mode == "practice":
            self.strip.say(_("Es una práctica."), _("No se firma ni se envía."))
            self.strip.act(_("Empezar la práctica"), self._practise, kind="primary")
        elif words.blocked(told) is not None:
            self.strip.say(_("No puede iniciar esta visita"), _("Consulte a su coordinación."))
            self.strip.act(_("Practicar"), self._practise_instead, kind="secondary")
        elif self._step == "read":
            self.strip.say(_("Lea las indicaciones"), due)
            self.strip.act(_("He leído las indicaciones"), self._read, kind="primary")
        elif self._step == "out":
            self.strip.leading(_("Volver"), lambda: self._go_to("gate"))
            self.strip.space()
        else:
            self._offer_entry()

    def _offer_entry(self) -> None:
        # At the left, where nothing comes to stand in its place once every point is confirmed.
        self.strip.leading(_("No voy a entrar hoy"), lambda: self._go_to("out"), icon_name="")
        self.strip.leading(_("Indicaciones"), lambda: self._go_to("read"))
        asked = {code for code, _words in words.conditions(outside=self._outside)}
        missing = len(asked - self._presenter.safe)
        if missing:
            said = ngettext("Falta {n} punto por confirmar", "Faltan {n} puntos por confirmar", missing)
            self.strip.note(said.format(n=missing))
        else:
            self.strip.space()
        if not missing:
            self.strip.act(_("Iniciar la visita"), self._enter, kind="primary")

    @property
    def _outside(self) -> bool:
        """Whether the form of this visit is answered from the street."""
        own = self._told is not None and self._told.assignment.activity is Activity.STOPPED_WORK
        return own or self._mode == "stopped"

    def _read(self) -> None:
        self._presenter.read()
        self._go_to("gate")

    def _confirmed(self, held: set[str]) -> None:
        self._presenter.confirm(held)
        if self._told is not None:
            self._next_step(self._told)

    def _enter(self) -> None:
        self._presenter.enter(self._activity())

    def _practise(self) -> None:
        self._presenter.practise(None)

    def _practise_instead(self) -> None:
        self._mode = "practice"
        self._go_to("read")

    def _take_way_out(self, code: str) -> None:
        if code == "later":
            self._presenter.postpone(lambda: self.go("works"))
        elif code == "stopped":
            self._presenter.stay_outside(Activity.STOPPED_WORK, None)
        else:
            self._presenter.stay_outside(None, Wish(code))

    def _activity(self) -> Activity | None:
        return Activity.STOPPED_WORK if self._mode == "stopped" else None

    def _show_time(self) -> None:
        self._clock.setText(f"{lima(self.context.ws.clock.now()):%d/%m/%Y  %H:%M:%S}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_0
        if self._gate is not None and self._gate.choose(number):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.strip.primary is not None:
            self.strip.primary.click()
            return
        super().keyPressEvent(event)
