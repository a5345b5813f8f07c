"""Unlocking a profile, and the quiet page before anything is known."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.door import ERASING
from fieldmonitor.ui.shell.icons import logo
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import link
from fieldmonitor.ui.widgets.fields import PassphraseRow
from fieldmonitor.ui.widgets.layout import Page, column, row
from fieldmonitor.ui.widgets.words import paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.app.workspace import Workspace
    from fieldmonitor.ui.context import UiContext


class StartingScreen(Screen):
    """The first thing painted: the mark and the name, while the profile is looked for.

    `ref` of its route tells of a profile that is being erased, which cannot be stopped.
    """

    header = "bare"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        body = QWidget()
        body.setObjectName("page")
        lines = column(body, gap=12)
        lines.addStretch(1)
        mark = QLabel()
        mark.setPixmap(logo("text", 64))
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        lines.addWidget(mark)
        words = text(_("Abriendo Monitor de Obras"), tone="secondary")
        if route.ref == ERASING:
            words = text(_("Borrando su perfil. No se puede detener: así no queda a medias."), strong=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        lines.addWidget(words)
        lines.addStretch(1)
        self.set_body(body, strip=False)


class UnlockScreen(Screen):
    """Asks for the passphrase; says what happens if it is forgotten before anybody has to ask."""

    header = "bare"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        page = Page()
        across = row()
        across.addStretch(1)
        box = QWidget()
        box.setMaximumWidth(look().px(560))
        lines = column(box, margins=(0, 24, 0, 0), gap=12)
        lines.addWidget(text(_("Escriba su frase clave"), "title", wrap=True))
        why = _("Sus visitas están cifradas en esta laptop. Su frase clave las abre.")
        lines.addWidget(paragraph(why, tone="secondary"))
        lines.addSpacing(look().px(12))
        self._row = PassphraseRow(_("Frase clave"))
        self._field = self._row.field
        self._field.returnPressed.connect(self._open)
        lines.addWidget(self._row)
        lines.addSpacing(look().px(16))
        lines.addWidget(text(_("Si la olvidó"), strong=True))
        lines.addWidget(
            paragraph(
                _(
                    "Su hoja de recuperación abre el perfil. Sin la hoja nadie puede abrirlo, tampoco la "
                    "Contraloría: lo que no se envió queda cifrado. Lo ya enviado está a salvo."
                ),
                tone="secondary",
            )
        )
        lines.addWidget(link(_("Olvidé mi frase clave"), lambda: self.go("recover")))
        if context.entry.can_add():
            lines.addWidget(link(_("Soy otra persona"), lambda: self.go("people")))
        lines.addStretch(1)
        across.addWidget(box, 6)
        across.addStretch(1)
        page.column.addLayout(across, 1)
        self.set_body(page)
        self.strip.space()
        self.strip.act(_("Practicar sin abrir"), self._practise)
        self._button = self.strip.act(_("Abrir"), self._open, kind="primary")

    def start(self) -> None:
        self._field.setFocus()

    def _open(self) -> None:
        words = self._field.text()
        if not words:
            self._row.show_error(_("Escriba su frase clave."))
            self._field.setFocus()
            return
        self._busy(True)
        self.context.runner.database(lambda: self.context.entry.open(words), self._opened, self._refused)

    def _opened(self, workspace: "Workspace") -> None:
        self._field.clear()
        self.context.opened(workspace)

    def _refused(self, error: Exception) -> None:
        from fieldmonitor.app.messages import words_for
        from fieldmonitor.domain.errors import EnvironmentFault

        if isinstance(error, EnvironmentFault) or getattr(error, "code", "") == "vault.wiped":
            self.context.fault = error
            self.go("fault")
            return
        said = words_for(error)
        self._busy(False)
        self._row.show_error(f"{said.what} {said.next_step}".strip())
        self._field.selectAll()
        self._field.setFocus()

    def _practise(self) -> None:
        self._busy(True)
        self.context.practise()

    def _busy(self, busy: bool) -> None:
        self._button.setEnabled(not busy)
        self._field.setEnabled(not busy)

    def trouble(self, error: Exception) -> None:
        self._busy(False)
        super().trouble(error)
