"""Su credencial: what the guard at the gate sees, and a code that anybody can check without the internet."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from fieldmonitor.app import accreditation, queries
from fieldmonitor.app.accreditation import Standing
from fieldmonitor.domain.records import AccreditationState
from fieldmonitor.system.formats import day, moment_comma
from fieldmonitor.system.translations import _
from fieldmonitor.ui import names
from fieldmonitor.ui.credential.words import shown_date
from fieldmonitor.ui.empty import Way, empty_page
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.icons import logo
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.layout import Page, clear, column, panel, row, rule
from fieldmonitor.ui.widgets.qr import QrCode, modules
from fieldmonitor.ui.widgets.words import StateLabel, paragraph, picture, text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext


@dataclass(frozen=True, slots=True)
class CredentialModel:
    """A volunteer's standing, when it was last heard, and of when the list of revocations is."""

    standing: Standing
    last_sync: datetime | None
    listed: datetime | None


AROUND_CODE = 200
"""Design pixels above and below the code where it fills a screen: head, caption, the hint, margins."""


class CredentialScreen(Screen):
    """Shown together with one's identity document; the whole-screen view shows nothing else."""

    place = "credential"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._presenter = Presenter(context.ws, context.runner, self)
        self._page = Page()
        self._model: CredentialModel | None = None
        self.set_body(self._page)

    def start(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        ws = self.context.ws

        def read() -> CredentialModel:
            last = queries.sync_line(ws).last_sync
            standing = accreditation.standing(ws)
            if standing.credential is not None and standing.accreditation is not None:
                modules(standing.accreditation.credential or "")  # reckoned here, drawn from memory there
            return CredentialModel(standing, last, accreditation.revocations_listed(ws))

        self._presenter.ask(read, self.show_credential)

    def close_screen(self) -> None:
        self._presenter.close()

    def show_credential(self, model: CredentialModel) -> None:
        """Lay out the credential, or say why there is none yet."""
        self._model = model
        clear(self._page.column)
        self.strip.reset()
        lines = self._page.column
        head = row(gap=16)
        head.addWidget(text(_("Su credencial"), "title"), 1)
        if model.standing.credential is not None:
            other = _("Verificar otra credencial")
            button = Button(other, "secondary", self._verify, icon_name="scan-line")
            if look().narrow and look().scale > 1.5:
                button.set_words(_("Verificar otra"))
                button.setAccessibleName(other)
            head.addWidget(button)
        lines.addLayout(head)
        lines.addSpacing(look().px(4))
        if model.standing.credential is None:
            self._nothing(lines, model)
            return
        across: QBoxLayout = column(gap=24) if look().compact else row(gap=64)
        across.addWidget(_card_with_note(model), 0 if look().compact else 64)
        across.addWidget(_state(model), 0 if look().compact else 58)
        lines.addLayout(across)
        lines.addStretch(1)
        self.strip.say(_("Antes de entrar a la obra"), _("La pantalla completa muestra solo la credencial."))
        papers = _("PDF") if look().narrow else _("Credencial en PDF")
        self.strip.act(papers, lambda: self.go("document", "", "credential"), icon_name="printer")
        whole = _("Pantalla completa") if look().scale > 1.5 else _("Mostrar en pantalla completa")
        self.strip.act(whole, self._whole_screen, kind="primary", icon_name="expand")

    def _nothing(self, lines: QVBoxLayout, model: CredentialModel) -> None:
        state = model.standing.state
        if state is not None and state is not AccreditationState.APPLICANT:
            sign = names.accreditation(state)
            lines.addWidget(
                Banner(
                    "warn",
                    _("Consulte a su coordinación."),
                    lead=_("Acreditación: {state}.").format(state=sign.word.lower()),
                )
            )
        ways = [
            Way(
                "graduation-cap",
                _("Primero, el curso"),
                _("Lea las lecciones y dé la prueba."),
                _("Seguir el curso"),
                lambda: self.go("course"),
            ),
            Way(
                "refresh-cw",
                _("Si ya aprobó"),
                _("Sincronice para recibir su credencial."),
                _("Sincronizar"),
                self.context.synchronise,
            ),
        ]
        why = _("La Contraloría la firma cuando usted aprueba el curso y le acredita.")
        lines.addWidget(empty_page(_("Todavía no tiene credencial"), why, ways))
        lines.addStretch(1)
        self.strip.say(_("Primero, el curso y su prueba"), _("La credencial llega al sincronizar."))
        self.strip.act(_("Verificar otra credencial"), self._verify, icon_name="scan-line")
        self.strip.act(_("Seguir el curso"), lambda: self.go("course"), kind="primary")

    def _verify(self) -> None:
        self.go("check-credential")

    def _whole_screen(self) -> None:
        if self._model is not None and self._model.standing.credential is not None:
            self._shown = WholeScreen(self._model, self.screen().size())
            self._shown.showFullScreen()
            self._shown.setFocus()


class WholeScreen(QWidget):
    """The credential alone, as large as the screen lets it be; any key or press closes it."""

    def __init__(self, model: CredentialModel, room: QSize) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(_("Su credencial"))
        lines = column(self, margins=(0, 8, 0, 8), gap=8)
        lines.addStretch(1)
        card = _card(model, whole_code(room.height()), room.width() - look().px(16))
        lines.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        hint = text(_("Presione cualquier tecla para cerrar."), tone="secondary")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        lines.addWidget(hint)
        lines.addStretch(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.close()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.close()


def whole_code(height: int) -> int:
    """Return how large the code may be on a screen of a height in pixels, in design pixels."""
    return max(120, min(400, round(height / look().scale) - AROUND_CODE))


def _card_with_note(model: CredentialModel) -> QWidget:
    box = QWidget()
    lines = column(box, gap=12)
    lines.addWidget(_card(model, qr=190 if look().narrow else 240))
    lines.addWidget(paragraph(_("Muéstrela en la puerta de la obra junto con su DNI."), tone="secondary"))
    lines.addStretch(1)
    return box


def _card(model: CredentialModel, qr: int, widest: int = 0) -> QFrame:
    credential, held = model.standing.credential, model.standing.accreditation
    assert credential is not None and held is not None
    card = panel("credential")
    large = look().scale > 1.5
    card.setMinimumWidth(min(look().px(560), widest or (1 if large else look().px(560))))
    if look().compact:
        card.setMaximumWidth(look().px(760))
    card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    lines = column(card, gap=0)
    lines.addWidget(_card_head())
    body = row(margins=(24, 12, 12, 16), gap=12)
    words = _card_words(model, stacked=large and not widest)
    words.setContentsMargins(0, 0 if large else look().px(12), 0, 0)
    body.addLayout(words, 1)
    code = column(gap=0)
    drawn = QrCode(held.credential or "", qr, _("Código QR de la credencial"))
    code.addWidget(drawn)
    said = text(_("Lectura sin internet"), "fact", "secondary")
    said.setContentsMargins(drawn.quiet, 0, 0, 0)  # in line with the code, not with the white around it
    code.addWidget(said)
    code.addStretch(1)
    body.addLayout(code)
    lines.addLayout(body)
    return card


def _card_head() -> QFrame:
    head = panel("credentialHead")
    across = row(head, margins=(24, 12, 24, 12), gap=16)
    mark = QLabel()
    mark.setPixmap(logo("surface", 24))
    across.addWidget(mark)
    words = column(gap=0)
    words.addWidget(text(_("Monitores Ciudadanos de Control"), tone="inverse", strong=True))
    words.addWidget(text(_("Contraloría General de la República"), "fact", "inverse"))
    across.addLayout(words, 1)
    return head


def _card_words(model: CredentialModel, *, stacked: bool) -> QVBoxLayout:
    """Lay what is read of a credential; `stacked`: each date has a line of its own."""
    credential = model.standing.credential
    assert credential is not None
    lines = column(gap=2)
    who = row(gap=16)
    if look().scale <= 1.5:  # larger letters need its room
        portrait = panel("portrait")
        portrait.setFixedSize(look().px(84), look().px(100))
        inside = column(portrait)
        inside.addWidget(picture("user-round", "control", 36), 0, Qt.AlignmentFlag.AlignCenter)
        who.addWidget(portrait)
    named = column(gap=2)
    named.addWidget(text(_("Código"), "fact", "secondary"))
    named.addWidget(text(credential.volunteer, "title"))
    if look().scale <= 1.5:
        named.addWidget(text(_("Monitor ciudadano acreditado"), wrap=True))
    named.addStretch(1)
    who.addLayout(named, 1)
    lines.addLayout(who)
    lines.addSpacing(look().px(12))
    lines.addWidget(text(_("Puede visitar"), "fact", "secondary"))
    lines.addWidget(text(credential.scope, strong=True, wrap=True))
    lines.addSpacing(look().px(12))
    dates: QBoxLayout = column(gap=8) if stacked else row(gap=12 if look().scale > 1.5 else 32)
    for word, value in (
        (_("Válida desde"), credential.valid_from),
        (_("Válida hasta"), credential.valid_until),
    ):
        cell = column(gap=0)
        cell.addWidget(text(word, "fact", "secondary"))
        cell.addWidget(text(shown_date(value), strong=True))
        dates.addLayout(cell)
    dates.addStretch(1)
    lines.addLayout(dates)
    lines.addStretch(1)
    return lines


def _state(model: CredentialModel) -> QWidget:
    box = QWidget()
    lines = column(box, gap=0)
    now = model.standing
    held, credential = now.accreditation, now.credential
    assert held is not None and credential is not None and now.state is not None
    checked = (
        _("Comprobada en la última conexión: {when}.").format(when=moment_comma(model.last_sync))
        if model.last_sync
        else _("Todavía no se ha comprobado en línea.")
    )
    if now.may_visit:
        lead = _("Vigente hasta el {date}.").format(date=shown_date(credential.valid_until))
        lines.addWidget(Banner("ok", checked, lead=lead))
    else:
        words = names.accreditation(now.state).word
        lines.addWidget(Banner("warn", checked, lead=_("Acreditación: {state}.").format(state=words.lower())))
    lines.addSpacing(look().px(20))
    lines.addWidget(text(_("Estado de su acreditación"), "fact", "secondary", strong=True))
    lines.addSpacing(look().px(8))
    lines.addWidget(rule("ruleStrong"))
    _state_row(lines, _("Firma de la Contraloría"), StateLabel(_("Válida"), "circle-check", "ok"))
    listed = day(model.listed) if model.listed else _("Llega con el primer paquete")
    _state_row(lines, _("Lista de credenciales retiradas"), text(listed))
    passed = held.course_passed_on
    course = _("Aprobado, {date}").format(date=day(passed)) if passed else _("Sin dato")
    _state_row(lines, _("Curso y prueba"), text(course))
    _state_row(lines, _("Número de credencial"), text(credential.number))
    lines.addSpacing(look().px(20))
    lines.addWidget(text(_("Si en la puerta dudan de usted"), strong=True))
    lines.addSpacing(look().px(4))
    advice = _(
        "Muestre el código QR. Quien tenga este programa, o la clave pública de la Contraloría, "
        "comprueba la firma sin internet. Si le niegan el paso, anote «Acceso denegado» y el motivo."
    )
    lines.addWidget(paragraph(advice))
    lines.addStretch(1)
    return box


def _state_row(lines: QVBoxLayout, name: str, value: QWidget) -> None:
    across = row(margins=(0, 12, 0, 12))
    across.addWidget(text(name), 1)
    across.addWidget(value)
    lines.addLayout(across)
    lines.addWidget(rule())
