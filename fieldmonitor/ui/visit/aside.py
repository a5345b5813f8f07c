"""Beside the page: the photos of this part, and where to look for what the question asks."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame

from fieldmonitor.forms import NodeView
from fieldmonitor.system.translations import _
from fieldmonitor.ui.help.words import terms_in
from fieldmonitor.ui.visit.parts import norm_words
from fieldmonitor.ui.widgets.buttons import Button, link
from fieldmonitor.ui.widgets.layout import Page, clear, column, panel, row, rule
from fieldmonitor.ui.widgets.photo_grid import PhotoButton, PhotoCard, Pictures
from fieldmonitor.ui.widgets.words import paragraph, text

SHOWN = 4


def aside_frame(pictures: Pictures) -> "tuple[QFrame, Aside]":
    """Return the aside in its frame."""
    frame = panel("aside", 320)
    aside = Aside(pictures)
    column(frame, gap=0).addWidget(aside)
    return frame, aside


class Aside(Page):
    """Shows at most four photos; the rest is one press away."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__(margins=(24, 24, 40, 24))
        self._pictures = pictures
        self._photos = column(gap=12)
        self._guide = column(gap=4)
        self._guided = ""
        self.column.addLayout(self._photos)
        self.column.addSpacing(16)
        self.column.addLayout(self._guide)
        self.column.addStretch(1)

    def show_photos(
        self,
        cards: list[PhotoCard],
        loose: list[str],
        add: Callable[[], object],
        open_: Callable[[str], object],
    ) -> None:
        """Show the photos of this part's questions; `loose` are the photos that no question has yet."""
        clear(self._photos)
        head = row()
        head.addWidget(text(_("Fotos de esta parte"), strong=True), 1)
        head.addWidget(text(str(len(cards)), tone="secondary"))
        self._photos.addLayout(head)
        for card in cards[-SHOWN:]:
            shown = PhotoButton(card, self._pictures)
            shown.clicked.connect(lambda _c=False, id_=card.id: open_(id_))
            self._photos.addWidget(shown)
        button = Button(_("Agregar fotos"), "secondary", add, icon_name="camera")
        policy = button.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        button.setSizePolicy(policy)
        self._photos.addWidget(button)
        if loose:
            words = _("Sin pregunta: {n}").format(n=len(loose))
            self._photos.addWidget(link(words, lambda: open_(loose[0])))
        if cards:
            self._photos.addWidget(link(_("Ver todas las fotos"), lambda: open_("")))
        elif not loose:
            hint = _("Puede arrastrar aquí fotos, PDF y otros archivos, o pegarlos.")
            self._photos.addWidget(paragraph(hint, "fact", "secondary"))

    def show_guide(self, node: NodeView | None) -> None:
        """Show what helps with a question: where to look, and the norm behind it."""
        ref = node.ref if node is not None else ""
        if ref == self._guided:
            return
        self._guided = ref
        clear(self._guide)
        if node is None:
            return
        where = node.guidance
        norm = node.extra.get("fm:norm", "")
        terms = terms_in(node.label)
        if not where and not norm and not terms:
            return
        self._guide.addWidget(rule())
        if where:
            self._guide.addSpacing(12)
            self._guide.addWidget(text(_("Dónde mirar"), strong=True))
            self._guide.addWidget(paragraph(where, tone="secondary"))
        if norm:
            self._guide.addSpacing(12)
            self._guide.addWidget(text(_("Qué norma lo pide"), strong=True))
            self._guide.addWidget(paragraph(norm_words(norm), tone="secondary"))
        for name, said in terms:
            self._guide.addSpacing(12)
            self._guide.addWidget(text(name, strong=True, wrap=True))
            self._guide.addWidget(paragraph(said, tone="secondary"))
