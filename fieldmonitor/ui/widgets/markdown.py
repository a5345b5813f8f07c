"""Lessons: Markdown that travels with the course, its pictures scaled to the page; no link leads out."""

import base64
import binascii

from PySide6.QtCore import QByteArray, QSize, Qt, QUrl
from PySide6.QtGui import (
    QImage,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser

from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.lines import kept_together


class LessonText(QTextBrowser):
    """Shows Markdown in its whole height, so that the page around it scrolls."""

    def __init__(self, markdown: str, pictures: dict[str, str], said: str) -> None:
        super().__init__()
        self._pictures = pictures
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(said)
        self._images: dict[str, QImage] = {}
        self.document().setDefaultFont(look().font())
        self.document().setDocumentMargin(0)
        self.document().setIndentWidth(look().px(24))
        features = QTextDocument.MarkdownFeature.MarkdownDialectCommonMark
        no_html = QTextDocument.MarkdownFeature.MarkdownNoHTML
        self.document().setMarkdown(_without_title(markdown), features | no_html)
        self._set_type()
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Return a picture of the lesson; nothing is read from elsewhere."""
        if kind != QTextDocument.ResourceType.ImageResource:
            return None
        wanted = name.toString() if isinstance(name, QUrl) else name
        try:
            data = base64.b64decode(self._pictures.get(wanted, ""), validate=True)
        except (binascii.Error, ValueError):
            return None
        return self._images.setdefault(wanted, QImage.fromData(QByteArray(data)))

    def sizeHint(self) -> QSize:
        return QSize(look().px(480), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _set_type(self) -> None:
        """Give headings and paragraphs the house's sizes, line height and space."""
        now, cursor = look(), QTextCursor(self.document())
        block = self.document().begin()
        while block.isValid():
            cursor.setPosition(block.position())
            level = block.blockFormat().headingLevel()
            shape = QTextBlockFormat()
            if not _pictures_of(block):  # a picture's line is as high as the picture
                shape.setLineHeight(111, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            shape.setTopMargin(now.px(16 if level else 4 if block.textList() else 8))
            shape.setBottomMargin(now.px(4))
            cursor.mergeBlockFormat(shape)
            if level:
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                ink = cursor.charFormat()
                ink.clearProperty(QTextFormat.Property.FontSizeAdjustment.value)  # Markdown's own size
                ink.setFont(
                    now.font("heading"), QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesAll
                )
                cursor.setCharFormat(ink)
            _keep_last_words(cursor, block)
            block = block.next()

    def _fit(self) -> None:
        """Take the height that the words need, and make no picture wider than the page."""
        self.document().setTextWidth(self.viewport().width())
        self._fit_pictures(max(100, self.viewport().width()))
        self.setFixedHeight(round(self.document().size().height()) + 4)

    def _fit_pictures(self, widest: int) -> None:
        block = self.document().begin()
        while block.isValid():
            for piece in _pictures_of(block):
                shape = piece.charFormat().toImageFormat()
                picture = self.loadResource(QTextDocument.ResourceType.ImageResource, QUrl(shape.name()))
                wide = min(widest, picture.width()) if isinstance(picture, QImage) else 0
                if isinstance(picture, QImage) and wide and round(shape.width()) != wide:
                    shape.setWidth(wide)
                    shape.setHeight(picture.height() * wide / picture.width())
                    smooth = picture.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)
                    self.document().addResource(
                        QTextDocument.ResourceType.ImageResource, QUrl(shape.name()), smooth
                    )
                    cursor = QTextCursor(block)
                    cursor.setPosition(piece.position())
                    cursor.setPosition(piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor)
                    cursor.setCharFormat(shape)
            block = block.next()


def _keep_last_words(cursor: QTextCursor, block: QTextBlock) -> None:
    """Leave no short word alone on a paragraph's last line."""
    words = block.text()
    kept = kept_together(words)
    if kept == words:
        return
    at = block.position() + words.rindex(" ")
    cursor.setPosition(at)
    cursor.setPosition(at + 1, QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText("\u00a0")


def _pictures_of(block: QTextBlock) -> list[QTextFragment]:
    pieces = (item.fragment() for item in block)  # type: ignore[attr-defined]
    return [piece for piece in pieces if piece.charFormat().isImageFormat()]


def _without_title(markdown: str) -> str:
    """Return a lesson without its first heading: the page shows its title already."""
    first, _newline, rest = markdown.lstrip().partition("\n")
    return rest if first.startswith("# ") else markdown
