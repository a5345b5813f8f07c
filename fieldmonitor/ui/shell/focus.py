"""The ring around the control that has the keyboard: 3 px outside a 2 px gap, on every screen."""

import shiboken6
from PySide6.QtCore import QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QFocusFrame,
    QLineEdit,
    QPlainTextEdit,
    QProxyStyle,
    QScrollArea,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QTabBar,
    QWidget,
)

from fieldmonitor.ui.shell.theme import look

MARGIN = 5
"""Gap plus ring, in pixels."""


class _FrameStyle(QProxyStyle):
    """Tells the frame, and nothing else, how far outside the control it lies and that it lies on top."""

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        if metric in (
            QStyle.PixelMetric.PM_FocusFrameHMargin,
            QStyle.PixelMetric.PM_FocusFrameVMargin,
        ):
            return MARGIN
        return super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,
    ) -> int:
        if hint == QStyle.StyleHint.SH_FocusFrame_AboveWidget:
            return 1
        if hint == QStyle.StyleHint.SH_FocusFrame_Mask:
            return 0
        return super().styleHint(hint, option, widget, returnData)


def frame_style(app: QApplication) -> QStyle:
    """Return the frame's style, owned by the application so that it outlives every frame."""
    style = _FrameStyle()
    style.setParent(app)
    return style


class FocusRing(QFocusFrame):
    """A frame drawn around the focused control, above its neighbours and clipped by the scrolled page."""

    def __init__(self, parent: QWidget, style: QStyle) -> None:
        super().__init__(parent)
        self.setStyle(style)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        held = self.widget()
        inside = MARGIN if held is not None and _fills_its_width(held) else 0
        area = QRectF(self.rect()).adjusted(inside, 0, -inside, 0)
        for inset, width, role in ((1.5, 3, "ring"), (4, 2, "ring_gap")):
            painter.setPen(QPen(look().color(role), width))
            painter.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), 5, 5)
        painter.end()


class FocusGuide(QObject):
    """Moves the ring with the keyboard focus and scrolls the control it comes to into view."""

    def __init__(self, app: QApplication, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._ring: FocusRing | None = None
        self._style = frame_style(app)
        app.focusChanged.connect(self._moved)

    def release(self) -> None:
        """Take the ring off before the screen under it is thrown away."""
        if self._ring is not None and shiboken6.isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._ring = None

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        self.release()
        if new is None or not shiboken6.isValid(new) or new.window() is not self._window:
            return
        if new.focusPolicy() == Qt.FocusPolicy.ClickFocus:
            return  # the page itself
        if self._by_keyboard():
            scroll_to(new)  # under a press nothing may move
        if self._wants_ring(new):
            self._ring = FocusRing(new, self._style)
            self._ring.setWidget(new)

    def _wants_ring(self, widget: QWidget) -> bool:
        if isinstance(widget, QAbstractScrollArea) and not isinstance(widget, QPlainTextEdit):
            return not isinstance(widget, QAbstractItemView) and self._by_keyboard()
        return isinstance(widget, (QLineEdit, QPlainTextEdit)) or self._by_keyboard()

    @staticmethod
    def _by_keyboard() -> bool:
        return QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton


def _fills_its_width(widget: QWidget) -> bool:
    """Tell whether a ring outside the control would be cut off at the window's or the page's edge."""
    around = widget.parentWidget()
    while around is not None and not around.isWindow() and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    if around is None:
        return False
    left = widget.mapTo(around, QPoint(0, 0)).x()
    return left < MARGIN or left + widget.width() > around.width() - MARGIN


def scroll_to(widget: QWidget) -> None:
    """Bring a control into the visible part of the page that scrolls around it."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea) and parent.isAncestorOf(widget):
            if not isinstance(widget, QTabBar):
                parent.ensureWidgetVisible(widget, 0, look().px(24))
            return
        parent = parent.parentWidget()
