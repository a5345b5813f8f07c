"""One part of the checklist as a page: its head, its questions and notes, in the order of the checklist."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldmonitor.forms import GroupState, NodeView
from fieldmonitor.system.translations import _
from fieldmonitor.ui.photos.thumbnails import Thumbnails
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.asked import AskedAt, asked_banner, within
from fieldmonitor.ui.visit.parts import could_not_of, is_could_not, is_reason
from fieldmonitor.ui.visit.photos import PhotoEditor
from fieldmonitor.ui.visit.question import Question, Surroundings, compact_gap, note, show_if, subheading
from fieldmonitor.ui.visit.rows import row_head, row_tools
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.layout import Page, clear, column, row, rule
from fieldmonitor.ui.widgets.mira import Mira
from fieldmonitor.ui.widgets.photo_grid import PhotoCard
from fieldmonitor.ui.widgets.words import text


class PartPage(Page):
    """Rebuilt for each part; `show_changes` then repaints exactly what an answer changed."""

    answered = Signal(str, str)
    urgent = Signal(str)
    adds_photo = Signal(str)
    opens_photo = Signal(str)
    adds_row = Signal(str)
    drops_row = Signal(str)

    def __init__(self, thumbnails: Thumbnails) -> None:
        side = 24 if look().narrow else 32
        right = round(look().margin / look().scale) if look().compact else side  # nothing stands beside it
        super().__init__(margins=(side, 12 if look().narrow else 20, right, 24))
        self.questions: dict[str, Question] = {}
        self._notes: dict[str, tuple[NodeView, QWidget]] = {}
        self._repeats: list[tuple[NodeView, bool]] = []
        self._part = ""
        self._asked: AskedAt = {}
        self._thumbnails = thumbnails

    def lay(
        self,
        groups: list[GroupState],
        part: str,
        nodes: Iterable[NodeView],
        around: Surroundings,
        open_photos: Callable[[], object] | None,
    ) -> None:
        """Lay out a part; `open_photos` where there is no room for the photos beside the page."""
        clear(self.column)
        self.questions, self._notes = {}, {}
        self.photos_button: Button | None = None
        self._part, self._asked = part, {}
        self._lay_head(groups, part, open_photos)
        self._asked_at: QVBoxLayout = column(gap=8)
        self.column.addLayout(self._asked_at)
        known = {node.ref: node for node in nodes}
        self._repeats = [(node, node.relevant) for node in known.values() if node.kind == "repeat"]
        repeats: list[NodeView] = []
        for node in known.values():
            while repeats and not node.ref.startswith(f"{repeats[-1].ref}["):
                self._lay_row_tools(repeats.pop())
            self._lay_node(node, known, around)
            if node.kind == "repeat":
                repeats.append(node)
        while repeats:
            self._lay_row_tools(repeats.pop())
        self.column.addStretch(1)

    def asked(self) -> list[str]:
        """Return the questions that are asked now, in their order."""
        return [ref for ref, question in self.questions.items() if question.node.relevant]

    def rows_came_or_went(self) -> bool:
        """Tell whether an answer opened or closed a repeat: its head and buttons are laid anew then."""
        return any(node.relevant is not shown for node, shown in self._repeats)

    def show_changes(self, refs: Iterable[str]) -> None:
        """Repaint the questions and notes that an answer changed."""
        for ref in refs:
            question = self.questions.get(ref) or self.questions.get(ref.removesuffix("_unverified"))
            if question is not None:
                question.show_node()
            if ref in self._notes:
                node, shown = self._notes[ref]
                shown.setVisible(node.relevant)
        for question in self.questions.values():
            if question.node.extra.get("fm:details"):
                question.show_following()  # what it leads to is told by other answers

    def show_cards(self, cards: dict[str, list[PhotoCard]]) -> None:
        """Show each question's photos, and what has become of urgent findings."""
        for ref, question in self.questions.items():
            if isinstance(question.editor, PhotoEditor):
                question.editor.show_cards(cards.get(ref, []))
            question.show_following()

    def show_asked(self, asked: AskedAt) -> None:
        """Show what a review asks, each at its question; at the top where that question is not asked now."""
        here = {self._question_of(ref): said for ref, said in within(asked, self._part).items()}
        shown = {ref for ref, question in self.questions.items() if question.node.relevant}
        for ref in self.questions:
            self.questions[ref].show_asked(here.get(ref, ()))
        elsewhere = {ref: said for ref, said in here.items() if ref not in shown}
        if elsewhere != self._asked:
            self._asked = elsewhere
            clear(self._asked_at)
            for said in elsewhere.values():
                self._asked_at.addWidget(asked_banner(said))

    def _question_of(self, ref: str) -> str:
        base = ref.removesuffix("_unverified")  # the box "No se pudo verificar" stands at its question
        return base if ref not in self.questions and base in self.questions else ref

    def flush(self) -> None:
        """Hand over what was typed and not yet answered."""
        for question in self.questions.values():
            question.editor.flush()

    def photo_target(self, current: str) -> str | None:
        """Return the photo question a photo belongs to: the one at hand, or the first without a photo."""
        at_hand = self.questions.get(current)
        if at_hand is not None and isinstance(at_hand.editor, PhotoEditor):
            return at_hand.ref
        empty = (
            ref
            for ref, question in self.questions.items()
            if isinstance(question.editor, PhotoEditor) and question.node.relevant and not question.node.value
        )
        return next(empty, None)

    def show_working(self, ref: str | None) -> None:
        """Say at a photo question that a photo is being read."""
        question = self.questions.get(ref or "")
        if question is not None and isinstance(question.editor, PhotoEditor):
            question.editor.show_working()

    def bring(self, ref: str) -> None:
        """Scroll a question into view, whole if it fits: its lower end first, as new photos stand there."""
        question = self.questions.get(ref)
        if question is not None:
            self.ensureWidgetVisible(question, 0, look().px(24))

    def _lay_head(
        self, groups: list[GroupState], part: str, open_photos: Callable[[], object] | None
    ) -> None:
        at = next(i for i, group in enumerate(groups) if group.ref == part)
        head = row(gap=16)
        head.addWidget(text(groups[at].label, "title", wrap=True), 1)
        if open_photos is not None:
            sign = "" if look().scale > 1.25 else "camera"
            words = _("Fotos: {n}").format(n=0)
            self.photos_button = Button(words, "secondary", open_photos, icon_name=sign)
            head.addWidget(self.photos_button)
        self.column.addLayout(head)
        if look().scale > 1.25:
            head = row(gap=16)
            self.column.addLayout(head)
        self._place, self._place_said = row(gap=16), ""
        self.show_place(groups)
        head.addLayout(self._place)
        if look().scale > 1.25:
            head.addStretch(1)
        self.column.addSpacing(look().px(4))
        self.column.addWidget(rule())
        self.column.addSpacing(look().px(8))

    def show_place(self, groups: list[GroupState]) -> None:
        """Say which part of how many this is; answers decide how many there are."""
        at = next((i for i, group in enumerate(groups) if group.ref == self._part), None)
        if at is None:
            return
        said = _("Parte {n} de {total}").format(n=at + 1, total=len(groups))
        if said == self._place_said:
            return
        self._place_said = said
        clear(self._place)
        self._place.addWidget(text(said, tone="secondary"))
        self._place.addWidget(Mira(len(groups), at, said, width=min(24 * len(groups), 200)))

    def _lay_node(self, node: NodeView, nodes: dict[str, NodeView], around: Surroundings) -> None:
        if is_could_not(node, nodes):
            return
        if node.kind == "group" or (node.kind == "repeat" and node.relevant):
            if node.label:
                self.column.addWidget(subheading(node.label))
        elif node.kind == "repeat-instance":
            self.column.addWidget(row_head(node))
        elif node.kind == "note":
            shown = note(node)
            show_if(shown, node.relevant)
            self._notes[node.ref] = (node, shown)
            self.column.addWidget(shown)
        elif node.kind == "question":
            self._lay_question(node, nodes, around)

    def _lay_row_tools(self, repeat: NodeView) -> None:
        if repeat.can_add and repeat.relevant:
            add, drop = partial(self.adds_row.emit, repeat.ref), partial(self.drops_row.emit, repeat.ref)
            self.column.addWidget(row_tools(repeat, add, drop))

    def _lay_question(self, node: NodeView, nodes: dict[str, NodeView], around: Surroundings) -> None:
        question = Question(node, around, could_not_of(node, nodes), self._thumbnails)
        question.answered.connect(self.answered)
        question.adds_photo.connect(self.adds_photo)
        question.urgent.connect(self.urgent)
        if self.questions and not is_reason(node):
            question.layout().setContentsMargins(0, compact_gap(), 0, 0)  # type: ignore[union-attr]
        if isinstance(question.editor, PhotoEditor):
            question.editor.opens_photo.connect(self.opens_photo)
        self.questions[node.ref] = question
        self.column.addWidget(question)
