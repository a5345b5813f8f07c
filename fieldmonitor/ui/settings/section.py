"""What every page of the settings has: a column, work beside the window, and a passphrase where it counts."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldmonitor.domain.errors import InputError
from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.choice import ChoiceGrid, ChoiceRow
from fieldmonitor.ui.widgets.fields import PassphraseRow
from fieldmonitor.ui.widgets.layout import column, row, rule
from fieldmonitor.ui.widgets.words import text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext
    from fieldmonitor.ui.settings.screen import SettingsScreen

T = TypeVar("T")


class Section(QWidget):
    """One page; `start` loads what it shows, `primary` fills the strip's one next step."""

    title = ""

    def __init__(self, screen: "SettingsScreen") -> None:
        super().__init__()
        self.owner = screen
        self.gone = False
        self.lines: QVBoxLayout = column(self, gap=8)
        self.build()
        self.lines.addStretch(1)

    @property
    def context(self) -> "UiContext":
        """The window's context."""
        return self.owner.context

    def build(self) -> None:
        """Lay out what needs no reading."""

    def start(self) -> None:
        """Load what the page shows; called once it stands in the window."""

    def spot(self, _ref: str) -> ChoiceRow | None:
        """Return the choice that was made last, on a page whose choices build the window anew."""
        return None

    def primary(self) -> tuple[str, Callable[[], object], str] | None:
        """Return words, action and icon of the page's next step, if it has one."""
        return None

    def secondary(self) -> tuple[str, Callable[[], object], str] | None:
        """Return words, action and icon of what may be done beside it, or instead: the way out of a work."""
        return None

    def leave(self) -> None:
        """Let go of what is under way."""
        self.gone = True

    def ask(
        self,
        task: Callable[[], T],
        then: Callable[[T], object],
        *,
        failed: Callable[[Exception], object] | None = None,
        slow: bool = False,
    ) -> None:
        """Run a task beside the window; `slow` ones beside the database too."""

        def deliver(result: T) -> None:
            if not self.gone:
                then(result)

        def trouble(error: Exception) -> None:
            if not self.gone:
                (failed or self.owner.trouble)(error)

        run = self.context.runner.background if slow else self.context.runner.database
        run(task, deliver, trouble)

    def heading(self, words: str, lines: QVBoxLayout | None = None) -> None:
        """Begin a part of the page."""
        into = self.lines if lines is None else lines
        if into.count() > 1:
            into.addSpacing(look().px(16))
        into.addWidget(text(words, "heading", wrap=True))
        into.addWidget(rule("ruleStrong"))

    def options(
        self, options: list[tuple[str, str]], chosen: str, choose: Callable[[str], object], columns: int
    ) -> ChoiceGrid:
        """Return named choices of which one holds; each takes effect at once."""
        rows: dict[str, ChoiceRow] = {}

        def pressed(key: str) -> None:
            for name, option in rows.items():
                option.choose(name == key)
            choose(key)

        for key, words in options:
            rows[key] = ChoiceRow(words)
            rows[key].choose(key == chosen)
            rows[key].clicked.connect(lambda _c=False, key=key: pressed(key))
        return ChoiceGrid(list(rows.values()), columns, across=True)


class Confirmed(QWidget):
    """Asks for the passphrase before something that only the owner may do; hidden until `ask` is called."""

    def __init__(self, section: Section) -> None:
        super().__init__()
        self._section = section
        self._do: Callable[[str], object] | None = None
        lines = column(self, gap=8)
        self._row = PassphraseRow(_("Frase clave"))
        self._row.field.returnPressed.connect(self._go)
        lines.addWidget(self._row)
        buttons = row(gap=12)
        self._button = Button("", "secondary", self._go)
        buttons.addWidget(self._button)
        buttons.addWidget(Button(_("Cancelar"), "quiet", self.put_away))
        buttons.addStretch(1)
        lines.addLayout(buttons)
        self.hide()

    def ask(self, words: str, do: Callable[[str], object]) -> None:
        """Ask for the passphrase; `words` name what it is for."""
        self._do = do
        self._button.set_words(words)
        self._row.field.clear()
        self._row.show_error("")
        self.show()
        self._row.field.setFocus()

    def put_away(self) -> None:
        """Hide, and forget what was typed."""
        self._row.field.clear()
        self._do = None
        self.hide()

    def refused(self, error: Exception) -> None:
        """Say at the field that the passphrase is wrong; anything else above the page."""
        from fieldmonitor.app.messages import words_for

        if isinstance(error, InputError) and error.code.startswith("vault."):
            said = words_for(error)
            self._row.show_error(f"{said.what} {said.next_step}".strip())
            self._row.field.selectAll()
            self._row.field.setFocus()
        else:
            self._section.owner.trouble(error)

    def _go(self) -> None:
        words = self._row.field.text()
        if not words:
            self._row.show_error(_("Escriba su frase clave."))
            self._row.field.setFocus()
        elif self._do is not None:
            self._do(words)
