"""What is taken away when a profile is locked: everything that still shows or holds a piece of it."""

import gc

from PySide6.QtGui import QGuiApplication, QPixmapCache
from PySide6.QtWidgets import QApplication, QDialog, QWidget


def draw(window: QWidget) -> None:
    """Close every other window, forget copied words and decoded pictures, and show the change at once."""
    for other in QApplication.topLevelWidgets():
        if other is window or not other.isVisible():
            continue
        if isinstance(other, QDialog):
            other.reject()
        else:
            other.close()
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsClipboard():
        clipboard.clear()
    QPixmapCache.clear()
    window.repaint()  # the last frame before a sleep is the first one after it


def sweep() -> None:
    """Free what a closed profile left in memory. Python's own bytes cannot be overwritten."""
    gc.collect()
