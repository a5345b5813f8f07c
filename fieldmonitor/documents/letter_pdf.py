"""The request for information as PDF, ready to print and sign."""

from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether
from reportlab.platypus.flowables import Flowable

from fieldmonitor.documents.language import in_language
from fieldmonitor.documents.layout import Cells, Sheet, build, gap, ruled, text
from fieldmonitor.documents.letter import LetterText, letter_text
from fieldmonitor.documents.model import LetterDocument
from fieldmonitor.documents.words import synthetic_note
from fieldmonitor.system.translations import _


def build_letter_pdf(letter: LetterDocument, language: str = "es") -> bytes:
    """Return a request for information as PDF."""

    def make() -> bytes:
        words = letter_text(letter)
        foot = synthetic_note() if letter.work.synthetic else ""
        page = Sheet(words.title, language, foot, programme=False)
        return build(page, lambda: _story(words))

    return in_language(language, make)


def _story(words: LetterText) -> list[Flowable]:
    on, *address = words.opening
    story: list[Flowable] = [text(on, "right"), gap(2), *(text(line, "strong") for line in address), gap(3)]
    story += [text(words.title, "heading"), gap(2), text(words.subject, "strong"), gap(3)]
    story += [text(words.body, "body"), gap(1), _table(words), gap(4)]
    story += [text(line, "body") for line in words.closing]
    story += [*(text(line) for line in words.delivery), gap(6)]
    sign = KeepTogether([text(_("Atentamente,")), gap(9), _sign(words)])
    return [*story, sign]


def _sign(words: LetterText) -> Flowable:
    rows = [[text(name, "label"), text(value)] for name, value in words.sign]
    return ruled(rows, [26, 84], total=110 * mm)


def _table(words: LetterText) -> Flowable:
    rows: list[Cells] = [[text(name, "label") for name in words.heads]]
    for number, item in words.rows:
        asked: list[Flowable] = [text(item.label, "strong")]
        asked += [text(item.detail, "small")] if item.detail else []
        rows.append([text(number), asked, [text(line) for line in item.found]])
    return ruled(rows, [6, 38, 56], head=True)
