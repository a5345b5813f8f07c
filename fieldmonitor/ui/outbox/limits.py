"""What the exchange may use: metered or not, how fast, at which hours, over which proxy.

`LimitsPanel` is offered to any screen; the outbox shows it on a page of its own.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from fieldmonitor.app import limits as kept
from fieldmonitor.app.limits import Limits
from fieldmonitor.domain.errors import InputError
from fieldmonitor.system.formats import size
from fieldmonitor.system.translations import _
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.choice import ChoiceGrid, ChoiceRow
from fieldmonitor.ui.widgets.fields import FieldRow, LineField
from fieldmonitor.ui.widgets.layout import Page, column, row, rule
from fieldmonitor.ui.widgets.words import paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.sync.policy import Policy
    from fieldmonitor.ui.context import UiContext

RATES = (None, 8_000, 32_000, 128_000)
"""Bytes a second that can be chosen; None: as fast as the link."""

NIGHT = (time(22), time(5))


def held_back(policy: "Policy") -> str:
    """Return why originals wait, in words; nothing where they do not."""
    if policy.metered:
        return _("Datos limitados: las fotos originales esperan. Los informes y las copias sí salen.")
    if policy.from_hour != policy.to_hour:
        words = _("Las fotos originales salen de {begin} a {end}. Los informes y las copias, a toda hora.")
        return words.format(begin=f"{policy.from_hour:%H:%M}", end=f"{policy.to_hour:%H:%M}")
    return ""


class LimitsPanel(QWidget):
    """Each choice takes effect with the next exchange; `trouble` shows what could not be kept."""

    def __init__(self, context: "UiContext", trouble: Callable[[Exception], None]) -> None:
        super().__init__()
        self._context = context
        self._trouble = trouble
        self._presenter = Presenter(context.ws, context.runner, self)
        self._limits = Limits()
        self._lines = column(self, gap=8)
        self._metered()
        self._rates()
        self._hours()
        self._proxy_field()
        self.setEnabled(False)
        ws = context.ws
        self._presenter.ask(lambda: kept.limits(ws), self._show)

    def close_panel(self) -> None:
        """Let go of what is under way; call it when the page is left."""
        self._presenter.close()

    def trouble(self, error: Exception) -> None:
        """Show what went wrong: at the field it is about, or where the page shows such things."""
        if isinstance(error, InputError) and error.code == "sync.proxy_address":
            from fieldmonitor.app.messages import words_for

            said = words_for(error)
            self._proxy.show_error(f"{said.what} {said.next_step}")
        else:
            self._trouble(error)

    # -- parts -------------------------------------------------------------------------------------

    def _group(self, title: str, why: str) -> None:
        if self._lines.count():
            self._lines.addSpacing(look().px(12))
        self._lines.addWidget(text(title, "heading", wrap=True))
        self._lines.addWidget(paragraph(why, tone="secondary"))

    def _metered(self) -> None:
        why = _("Los informes y las copias pequeñas salen siempre: pesan poco.")
        self._group(_("Fotos originales"), why)
        self._meter = ChoiceRow(
            _("Mis datos móviles son limitados: dejar las originales para después"), several=True
        )
        self._meter.toggled.connect(self._meter_chosen)
        self._lines.addWidget(self._meter)

    def _rates(self) -> None:
        self._group(_("Velocidad"), _("Un límite deja internet libre para otras cosas."))
        self._rate_rows: dict[int | None, ChoiceRow] = {}
        for rate in RATES:
            words = _("{size} por segundo").format(size=size(rate)) if rate else _("Sin límite")
            option = ChoiceRow(words)
            option.clicked.connect(lambda _c=False, rate=rate: self._rate_chosen(rate))
            self._rate_rows[rate] = option
        self._lines.addWidget(
            ChoiceGrid(list(self._rate_rows.values()), 2 if look().compact else 4, across=True)
        )

    def _hours(self) -> None:
        self._group(_("Horas para las originales"), _("De noche la red suele estar libre. Hora de Lima."))
        self._any = ChoiceRow(_("A toda hora"))
        self._some = ChoiceRow(_("Solo a estas horas"))
        self._any.clicked.connect(lambda _c=False: self._hours_chosen((time(0), time(0))))
        self._some.clicked.connect(lambda _c=False: self._hours_chosen(NIGHT))
        self._lines.addWidget(ChoiceGrid([self._any, self._some], 2, across=True))
        self._times = QWidget()
        across = row(self._times, gap=16)
        hint = _("Como 22:00")
        self._begin = FieldRow(_("Desde"), LineField(width=140), hint)
        self._end = FieldRow(_("Hasta"), LineField(width=140), hint)
        for field in (self._begin, self._end):
            across.addWidget(field)
            self._editor(field).editingFinished.connect(self._times_typed)
        across.addStretch(1)
        self._lines.addWidget(self._times)

    def _proxy_field(self) -> None:
        self._group(_("Proxy"), _("Solo si la red de su oficina lo pide. Vacío: el del sistema."))
        self._proxy = FieldRow(_("Dirección del proxy"), LineField(), _("Como proxy.municipalidad.pe:8080"))
        self._editor(self._proxy).editingFinished.connect(self._proxy_typed)
        self._lines.addWidget(self._proxy)

    @staticmethod
    def _editor(field: FieldRow) -> LineField:
        editor = field.editor
        assert isinstance(editor, LineField)
        return editor

    # -- showing and keeping -----------------------------------------------------------------------

    def _show(self, limits: Limits) -> None:
        self._limits = limits
        policy = limits.policy
        self._meter.choose(policy.metered)
        nearest = min(RATES, key=lambda rate: abs((rate or 0) - (policy.bytes_per_second or 0)))
        for rate, option in self._rate_rows.items():
            option.choose(rate == nearest)
        always = policy.from_hour == policy.to_hour
        self._any.choose(always)
        self._some.choose(not always)
        self._times.setVisible(not always)
        for field, hour in ((self._begin, policy.from_hour), (self._end, policy.to_hour)):
            if not self._editor(field).hasFocus():
                self._editor(field).setText(f"{hour:%H:%M}")
        if not self._editor(self._proxy).hasFocus():
            self._editor(self._proxy).setText(limits.proxy)
        self.setEnabled(True)

    def _keep(self, limits: Limits) -> None:
        ws = self._context.ws

        def work() -> Limits:
            kept.keep_limits(ws, limits)
            return kept.limits(ws)

        self._presenter.ask(work, self._show)

    def _meter_chosen(self, metered: bool) -> None:
        self._keep(replace(self._limits, policy=replace(self._limits.policy, metered=metered)))

    def _rate_chosen(self, rate: int | None) -> None:
        self._keep(replace(self._limits, policy=replace(self._limits.policy, bytes_per_second=rate)))

    def _hours_chosen(self, hours: tuple[time, time]) -> None:
        policy = replace(self._limits.policy, from_hour=hours[0], to_hour=hours[1])
        self._keep(replace(self._limits, policy=policy))

    def _times_typed(self) -> None:
        typed: list[time] = []
        for field in (self._begin, self._end):
            hour = _hour(self._editor(field).text())
            field.show_error("" if hour is not None else _("Escriba la hora como 22:00."))
            if hour is not None:
                typed.append(hour)
        if len(typed) == 2:
            if typed[0] == typed[1]:
                self._end.show_error(_("Las dos horas son iguales."))
            else:
                self._hours_chosen((typed[0], typed[1]))

    def _proxy_typed(self) -> None:
        self._proxy.show_error("")
        if self._editor(self._proxy).text().strip() != self._limits.proxy:
            self._keep(replace(self._limits, proxy=self._editor(self._proxy).text()))


class LimitsScreen(Screen):
    """The panel on a page of its own."""

    place = "outbox"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        page = Page()
        page.column.addWidget(text(_("Límites de envío"), "title"))
        page.column.addWidget(rule("ruleTitle"))
        page.column.addSpacing(look().px(8))
        self._panel = LimitsPanel(context, self.trouble)
        if not look().narrow:
            self._panel.setMaximumWidth(look().px(960))
        page.column.addWidget(self._panel)
        page.column.addStretch(1)
        self.set_body(page)
        self.strip.say(_("Valen desde la próxima sincronización"))
        self.strip.leading(_("Bandeja"), self.back.emit).setAccessibleName(_("Volver a la Bandeja"))

    def close_screen(self) -> None:
        self._panel.close_panel()


def _hour(words: str) -> time | None:
    """Return a typed hour, as 22:00 or 22; None where it is none."""
    parts = words.strip().replace(".", ":").split(":")
    try:
        hour, minute = int(parts[0]), int(parts[1]) if len(parts) > 1 else 0
        return time(hour, minute) if len(parts) <= 2 else None
    except ValueError:
        return None
