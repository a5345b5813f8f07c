"""One message of the outbox: what it is, how far it is, what to do about it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from fieldmonitor.app.custody_words import custody_words
from fieldmonitor.app.messages import words_for_code
from fieldmonitor.app.names import report_title
from fieldmonitor.domain.local import QueueRow, StoredReceipt
from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.protocol.envelope import (
    APPLICATION_TYPE,
    ASSIGNMENT_REPLY_TYPE,
    COURSE_ATTEMPT_TYPE,
    REPORT_TYPE,
    URGENT_TYPE,
)
from fieldmonitor.system.formats import clock_time, day, moment_comma, remaining, size
from fieldmonitor.system.translations import _
from fieldmonitor.ui.names import Sign, short_work
from fieldmonitor.ui.ports import SyncProgress
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.layout import clear, column, row
from fieldmonitor.ui.widgets.mira import Mira
from fieldmonitor.ui.widgets.words import StateLabel, text
from fieldmonitor.ui.wording import short_hash

MOST_SEGMENTS = 12

SOON = timedelta(seconds=20)
"""A wait shorter than this is not worth a word."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a message stands: its sign, and the one thing that can be done about it."""

    sign: Sign
    action: str
    words: str


def message_title(row_: QueueRow) -> str:
    """Return what a message is, and of which work."""
    kind = {
        REPORT_TYPE: report_title(row_.activity) if row_.activity else _("Informe"),
        URGENT_TYPE: _("Hallazgo urgente"),
        APPLICATION_TYPE: _("Postulación"),
        COURSE_ATTEMPT_TYPE: _("Prueba del curso"),
        ASSIGNMENT_REPLY_TYPE: _("Respuesta a una asignación"),
    }.get(row_.message.payload_type, _("Envío"))
    title = short_work(row_.message.title)
    return f"{kind}: {title}" if title else kind


def receipt_of(row_: QueueRow, kind: str) -> StoredReceipt | None:
    """Return a message's receipt of a kind."""
    return next((receipt for receipt in row_.receipts if receipt.kind == kind), None)


def file_words(row_: QueueRow) -> str:
    """Return which file is next; those that have a small copy each are photos."""
    if row_.small_done < row_.small:
        words = _("Foto {n} de {total}, copia pequeña")
        return words.format(n=row_.small_done + 1, total=row_.small)
    number = min(row_.originals_done + 1, row_.originals)
    photos = row_.small == row_.originals
    words = _("Foto {n} de {total}, original") if photos else _("Archivo {n} de {total}")
    return words.format(n=number, total=row_.originals)


def standing(row_: QueueRow, sending: bool) -> Standing:
    """Return how a message stands; "Enviado" only where its complete receipt is held."""
    if receipt_of(row_, "complete"):
        return Standing(Sign(_("Enviado"), "circle-check", "ok"), "receipt", _("Ver constancia"))
    if row_.state is OutboxState.NEEDS_ATTENTION:
        return Standing(Sign(_("Requiere atención"), "triangle-alert", "error"), "retry", _("Reintentar"))
    if row_.state is OutboxState.PAUSED and row_.untouched:
        return Standing(
            Sign(_("No se envía hasta que usted lo diga"), "pause", "secondary"), "release", _("Enviar")
        )
    if row_.state is OutboxState.PAUSED:
        return Standing(Sign(_("En pausa"), "pause", "secondary"), "resume", _("Reanudar"))
    if sending:
        return Standing(Sign(_("Enviando"), "upload"), "pause", _("Pausar"))
    if row_.state is OutboxState.DONE:
        return Standing(Sign(_("Falta la constancia"), "clock"), "", "")
    if receipt_of(row_, "content"):
        return Standing(Sign(_("Recibido, faltan originales"), "upload"), "pause", _("Pausar"))
    if row_.untouched:
        return Standing(Sign(_("Por enviar"), "clock"), "hold", _("No enviar todavía"))
    return Standing(Sign(_("Por enviar"), "clock"), "pause", _("Pausar"))


class MessageRow(QFrame):
    """Repaints itself when its message moves on; buttons say which message they are about."""

    acts = Signal(str, str)

    def __init__(self, item: QueueRow, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.item = item
        self._now = now
        self._button: Button | None = None
        self._progress: SyncProgress | None = None
        self._layout = row(self, margins=(0, 14, 0, 14), gap=24)
        self._build()

    def show_item(self, item: QueueRow) -> None:
        """Show what changed."""
        if item != self.item:
            self.item = item
            self._rebuild()

    def show_progress(self, progress: SyncProgress | None) -> None:
        """Show bytes as they leave, or that nothing is under way."""
        if (progress is None) != (self._progress is None):
            self._progress = progress
            self._rebuild()
        elif progress is not None:
            self._progress = progress
            self._move()

    def _rebuild(self) -> None:
        holder = QApplication.focusWidget()
        held = holder is not None and self.isAncestorOf(holder)
        clear(self._layout)
        self._build()
        if held and self._button is not None:  # the keyboard stays where it was
            self._button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        how = standing(self.item, self._progress is not None)
        words = column(gap=2)
        head = row(gap=12)
        head.addWidget(text(message_title(self.item), strong=True, wrap=True), 1)
        strong = how.sign.tone == "text"
        sign = StateLabel(how.sign.word, how.sign.icon, how.sign.tone, strong=strong)
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words.addLayout(head)
        words.addWidget(text(self._facts(), "fact", "secondary", wrap=True))
        if self.item.custody and not receipt_of(self.item, "complete"):
            words.addWidget(text(custody_words(self.item.custody[-1]), "fact", wrap=True))
        self._add_mira(words)
        if self.item.problem:
            said = words_for_code(self.item.problem, {})
            words.addWidget(Banner("error", said.next_step, lead=said.what, code=said.code))
        self._layout.addLayout(words, 1)
        self._layout.addWidget(self._action(how), 0, Qt.AlignmentFlag.AlignTop)

    def _action(self, how: Standing) -> QWidget:
        self._button = None
        if not how.action:
            spacer = QWidget()
            spacer.setFixedWidth(look().px(148))
            return spacer
        icons = {
            "hold": "pause",
            "release": "upload",
            "pause": "pause",
            "resume": "play",
            "retry": "rotate-ccw",
        }
        kind = "quiet" if how.action == "receipt" else "secondary"
        button = Button(
            how.words,
            kind,
            lambda: self.acts.emit(self.item.message.id, how.action),
            icon_name=icons.get(how.action, ""),
        )
        button.setAccessibleName(f"{how.words}: {message_title(self.item)}")
        button.setMinimumWidth(look().px(148))
        self._button = button
        return button

    def _add_mira(self, words: QVBoxLayout) -> None:
        self._mira: Mira | None = None
        if receipt_of(self.item, "complete") or (self.item.sent_bytes == 0 and self._progress is None):
            return
        total = min(self.item.files + 1, MOST_SEGMENTS)
        line = row(gap=14)
        self._mira = Mira(total, None, "", done=0)
        line.addWidget(self._mira, 1)
        self._percent = text("", strong=True, figures=True)
        line.addWidget(self._percent)
        words.addSpacing(look().px(6))
        words.addLayout(line)
        self._detail = text("", "fact", "secondary", wrap=True)
        words.addWidget(self._detail)
        self._move()

    def _move(self) -> None:
        if self._mira is None:
            return
        item, now = self.item, self._progress
        total = min(item.files + 1, MOST_SEGMENTS)
        done_bytes = item.sent_bytes + (now.in_flight if now else 0)
        share = min(done_bytes / item.total_bytes, 1.0) if item.total_bytes else 0.0
        done = int(share * total)
        part = share * total - done
        current = done if done < total and now is not None else None
        facts = [_("{done} de {total}").format(done=size(done_bytes), total=size(item.total_bytes))]
        if item.files_done < item.files:
            facts.insert(0, file_words(item))
        if now is not None and now.rate:
            left = timedelta(seconds=max(0, item.total_bytes - done_bytes) / now.rate)
            facts.append(_("quedan {time}").format(time=remaining(left)))
        said = " · ".join(facts)
        self._mira.set_progress(done, current, part, said)
        self._percent.setText(f"{share * 100:.0f}\u00a0%")
        self._detail.setText(said)

    def _facts(self) -> str:
        item = self.item
        receipt = receipt_of(item, "complete") or receipt_of(item, "content")
        if receipt is not None:
            number = _("Constancia {number}").format(number=receipt.number)
            digest = _("huella {hash}").format(hash=short_hash(item.message.manifest_sha256))
            return f"{number} · {moment_comma(receipt.received_at)} · {digest}"
        signed = _("Firmado el {date}").format(date=day(item.message.created_at))
        later = item.next_try is not None and item.next_try > self._now() + SOON
        if later and item.state is OutboxState.WAITING and self._progress is None:
            assert item.next_try is not None
            again = _("nuevo intento a las {time}").format(time=clock_time(item.next_try))
            return f"{signed} · {size(item.total_bytes)} · {again}"
        if item.state is OutboxState.NEEDS_ATTENTION:
            safe = _("{size} · su envío está a salvo en esta laptop")
            return safe.format(size=size(item.total_bytes))
        return f"{signed} · {size(item.total_bytes)}"
