"""The trash: what was thrown away, until when it stays, and the way back."""

from functools import partial

from PySide6.QtWidgets import QWidget

from fieldmonitor.app import trash
from fieldmonitor.app.trash import TrashRow
from fieldmonitor.system.formats import day, moment
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.settings.section import Section
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button, about
from fieldmonitor.ui.widgets.layout import clear, column, row, rule
from fieldmonitor.ui.widgets.words import paragraph, text
from fieldmonitor.ui.wording import short_work

SHOWN = 100


class TrashSection(Section):
    """It empties itself; nothing here was ever signed or sent."""

    def build(self) -> None:
        why = _("Los borradores y las fotos que se borran esperan aquí 30 días de uso. Después se van solos.")
        self.lines.addWidget(paragraph(why, tone="secondary"))
        self._list = column(gap=0)
        self.lines.addLayout(self._list)

    def start(self) -> None:
        ws = self.context.ws
        self.ask(lambda: trash.rows(ws), self._show)

    def _show(self, rows: tuple[TrashRow, ...]) -> None:
        clear(self._list)
        if not rows:
            self._list.addSpacing(look().px(16))
            self._list.addWidget(text(_("La papelera está vacía"), "heading", wrap=True))
            return
        self._list.addWidget(rule("ruleStrong"))
        for thrown in rows[:SHOWN]:
            self._list.addWidget(self._row(thrown))
            self._list.addWidget(rule())

    def _row(self, thrown: TrashRow) -> QWidget:
        box = QWidget()
        across = row(box, margins=(0, 8, 0, 8), gap=16)
        words = column(gap=2)
        title = self._title(thrown)
        words.addWidget(text(title, strong=True, wrap=True))
        words.addWidget(text(short_work(thrown.work_name), wrap=True))
        until = _("Borrado el {when}. Se va el {day}.").format(
            when=moment(thrown.trashed_at), day=day(thrown.goes_at)
        )
        words.addWidget(text(until, "fact", "secondary", wrap=True))
        across.addLayout(words, 1)
        button = Button(_("Recuperar"), "secondary", partial(self._take_out, thrown), icon_name="undo-2")
        button.setAccessibleName(about(_("Recuperar"), f"{title}, {thrown.work_name}"))
        across.addWidget(button)
        return box

    def _title(self, thrown: TrashRow) -> str:
        if thrown.evidence_id is not None:
            name = thrown.caption or _("sin leyenda")
            return _("Foto: {caption}").format(caption=name)
        answers = ngettext("{n} respuesta", "{n} respuestas", thrown.answered).format(n=thrown.answered)
        return _("Borrador con {answers}").format(answers=answers)

    def _take_out(self, thrown: TrashRow) -> None:
        ws = self.context.ws
        self.context.drafts.pop(str(thrown.report), None)
        self.ask(lambda: trash.take_out(ws, thrown), lambda _nothing: self._taken())

    def _taken(self) -> None:
        self.owner.notify("ok", _("Está otra vez donde estaba."), lead=_("Recuperado."))
        self.context.counts_changed()
        self.start()
