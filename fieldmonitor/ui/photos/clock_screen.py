"""How far the camera's clock was off: asked once per import, stated beside the photos, never written."""

import re
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from fieldmonitor.app import attachments, camera_clock
from fieldmonitor.app.camera_clock import Camera
from fieldmonitor.domain.clock import LIMA_OFFSET, lima
from fieldmonitor.protocol.manifests import PhotoFacts
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.photos.clock_face import ClockFace
from fieldmonitor.ui.photos.detail import ShownPicture
from fieldmonitor.ui.photos.words import clock_words
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.header import VisitHeader
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.intake import ENDINGS
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.facts import pair
from fieldmonitor.ui.widgets.fields import FieldRow, LineField, Options
from fieldmonitor.ui.widgets.files import FileQuestion, Purpose, Wanted, ask_for
from fieldmonitor.ui.widgets.layout import Page, clear, column, row, rule
from fieldmonitor.ui.widgets.words import paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext

_TIME = re.compile(r"(\d{1,2})[:.hH ](\d{2})(?:[:. ](\d{2}))?")
_SAME_S = 60
"""Seconds: a time without seconds says no more than that."""


class ClockScreen(Screen):
    """`key` of its route is the report; `ref` is "import" where one comes from there."""

    header = "visit"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self.leave_words = _("Volver") if look().narrow else _("Volver a las fotos")
        self._presenter = Presenter(context.ws, context.runner, self)
        self._key = report_key(route.key)
        self._cameras: list[Camera] = []
        self._device = ""
        self._shot: PhotoFacts | None = None
        self._dialog: QFileDialog | None = None
        edge = round(look().margin / look().scale)
        self._page = Page(margins=(edge, 20, edge, 24))
        self.set_body(self._page)

    # -- what the window asks ----------------------------------------------------------------------

    def start(self) -> None:
        ws, key = self.context.ws, self._key
        self._presenter.ask(lambda: camera_clock.cameras(attachments.listed(ws, key)), self._show)

    def close_screen(self) -> None:
        self._presenter.close()

    def dress_header(self, header: VisitHeader) -> None:
        header.name_visit(_("Hora de la cámara"), "")

    def leave(self) -> None:
        self.go("photos", self._route.key)

    def escape(self) -> bool:
        self.leave()
        return True

    # -- layout ------------------------------------------------------------------------------------

    def _show(self, cameras: list[Camera]) -> None:
        self._cameras = cameras
        known = [camera.device for camera in cameras]
        if self._device not in known:
            self._device = max(cameras, key=lambda camera: camera.photos).device if cameras else ""
        clear(self._page.column)
        lines = self._page.column
        lines.addWidget(text(_("¿Estaba bien la hora de la cámara?"), "title", wrap=True))
        why = _("Si el reloj de la cámara estaba mal, dígalo aquí: se anota al lado de sus fotos.")
        lines.addWidget(paragraph(why, tone="secondary"))
        if not cameras:
            lines.addSpacing(look().px(12))
            lines.addWidget(text(_("Ninguna foto de este informe dice a qué hora se tomó."), wrap=True))
        else:
            self._lay_cameras(lines)
            ways = column(gap=16) if look().narrow else row(gap=48)
            for lay in (self._lay_photo, self._lay_typed):
                way = column(gap=8)
                lay(way)
                way.addStretch(1)
                ways.addLayout(way, 1)
            lines.addLayout(ways)
        lines.addStretch(1)
        self.strip.reset()
        stated = any(camera.offset_s for camera in cameras)
        self.strip.say(
            _("Corrección anotada") if stated else _("Sin corrección"),
            _("La foto misma no se cambia nunca."),
        )
        words = _("Seguir") if stated or not cameras else _("Está bien, o no lo sé")
        self.strip.act(words, self.leave, kind="primary")

    def _lay_cameras(self, lines: QVBoxLayout) -> None:
        lines.addSpacing(look().px(8))
        lines.addWidget(rule("ruleStrong"))
        for camera in self._cameras:
            count = ngettext("{n} foto", "{n} fotos", camera.photos).format(n=camera.photos)
            said = clock_words(camera.offset_s) if camera.offset_s else _("hora tal como la dice la cámara")
            name = camera.device or _("Cámara sin nombre")
            lines.addWidget(pair(name, text(f"{count} · {said}", wrap=True), width=260))
        if len(self._cameras) > 1:
            options = [(camera.device, camera.device or _("Cámara sin nombre")) for camera in self._cameras]
            chosen = Options(_("Cámara que se corrige"), options, self._take_device, now=self._device)
            lines.addWidget(FieldRow(_("Cámara que se corrige"), chosen))
        lines.addSpacing(look().px(8))

    def _lay_photo(self, lines: QVBoxLayout) -> None:
        lines.addWidget(text(_("Fotografíe esta pantalla"), "heading", wrap=True))
        lines.addWidget(ClockFace(self._now))
        how = _("Tome la foto con esa cámara. Conéctela otra vez y elija la foto.")
        lines.addWidget(paragraph(how, tone="secondary"))
        lines.addWidget(Button(_("Elegir la foto"), "secondary", self._ask_photo, icon_name="image"))
        self._read_row = column(gap=8)
        lines.addLayout(self._read_row)

    def _lay_typed(self, lines: QVBoxLayout) -> None:
        lines.addWidget(text(_("O escriba qué hora muestra ahora"), "heading", wrap=True))
        self._typed = LineField(width=168)
        self._typed_row = FieldRow(
            _("Hora en la cámara, ahora mismo"), self._typed, _("Como 10:42, o 10:42:30 si muestra segundos.")
        )
        self._typed.returnPressed.connect(self._take_typed)
        lines.addWidget(self._typed_row)
        lines.addWidget(Button(_("Anotar la diferencia"), "secondary", self._take_typed))
        if any(camera.offset_s for camera in self._cameras if camera.device == self._device):
            forget = partial(self._state, self._device, 0.0)
            lines.addWidget(Button(_("Quitar la corrección"), "quiet", forget))

    # -- the photo of this screen ------------------------------------------------------------------

    def _ask_photo(self) -> None:
        question = FileQuestion(Purpose.PHOTOS, _("Foto de esta pantalla"), Wanted.FILE, _("Fotos"), ENDINGS)
        self._dialog = ask_for(self, self.context.preferences, question, self._read_photo)

    def _read_photo(self, paths: list[Path]) -> None:
        ws = self.context.ws

        def read() -> tuple[PhotoFacts, QImage]:
            picture = ws.pictures.prepare(paths[0].read_bytes())
            return picture.facts, QImage.fromData(picture.small)

        self.context.runner.background(read, self._show_photo, self._presenter.show_trouble)

    def _show_photo(self, read: tuple[PhotoFacts, QImage]) -> None:
        if self._presenter.closed:
            return
        self._shot, image = read
        clear(self._read_row)
        shown = ShownPicture(_("Foto de esta pantalla"), look().px(360))
        shown.show_image(image)
        self._read_row.addWidget(shown)
        self._seen = LineField(width=168)
        self._seen_row = FieldRow(_("¿Qué hora se lee en la foto?"), self._seen, _("Con segundos: 10:42:30."))
        self._seen.returnPressed.connect(self._take_seen)
        self._read_row.addWidget(self._seen_row)
        self._read_row.addWidget(Button(_("Anotar esta hora"), "secondary", self._take_seen))
        self._seen.setFocus()
        QTimer.singleShot(0, self, lambda: self._page.ensureWidgetVisible(self._seen_row))

    def _take_seen(self) -> None:
        shown = self._near(self._seen, self._seen_row, self._now())
        if shown is None or self._shot is None:
            return
        aware = (shown - LIMA_OFFSET).replace(tzinfo=self.context.ws.clock.now().tzinfo)
        try:
            seconds = camera_clock.offset_from_photo(self._shot, aware)
        except Exception as error:  # noqa: BLE001 - a photo that says no time is told in words
            self._presenter.show_trouble(error)
            return
        self._state(self._shot.device or "", float(seconds))

    def _take_typed(self) -> None:
        now = self._now()
        shown = self._near(self._typed, self._typed_row, now)
        if shown is not None:
            apart = (now - shown).total_seconds()
            self._state(self._device, 0.0 if abs(apart) < _SAME_S else float(round(apart)))

    # -- doing -------------------------------------------------------------------------------------

    def _take_device(self, device: str) -> None:
        self._device = device

    def _now(self) -> datetime:
        """Return Peru's wall clock."""
        return lima(self.context.ws.clock.now())

    def _near(self, field: LineField, line: FieldRow, now: datetime) -> datetime | None:
        """Return the typed time of day as the moment nearest to now."""
        found = _TIME.fullmatch(field.text().strip())
        hour, minute, second = (int(part or 0) for part in found.groups()) if found else (24, 0, 0)
        if hour > 23 or minute > 59 or second > 59:
            line.show_error(_("Escriba la hora como 10:42."))
            field.setFocus()
            return None
        line.show_error("")
        shown = now.replace(hour=hour, minute=minute, second=second, microsecond=0)
        half = timedelta(hours=12)
        return (
            shown + timedelta(days=1)
            if now - shown > half
            else shown - timedelta(days=1 if shown - now > half else 0)
        )

    def _state(self, device: str, seconds: float) -> None:
        ws, key = self.context.ws, self._key
        before = next((camera.offset_s for camera in self._cameras if camera.device == device), None)

        def undo() -> None:
            self.context.runner.database(
                lambda: camera_clock.state_offset(ws, key, device, before or 0.0), lambda _n: self.start()
            )

        def done(count: int) -> None:
            if not count:
                self.notify("warn", _("Ninguna foto de este informe es de esa cámara."))
            else:
                said = ngettext("Se anotó en {n} foto.", "Se anotó en {n} fotos.", count).format(n=count)
                self.context.undo(said, undo)
            self.start()

        self._presenter.ask(lambda: camera_clock.state_offset(ws, key, device, seconds), done)
