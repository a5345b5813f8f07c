"""The safety gate: conditions to confirm one by one, and the ways of not going in."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.prepare import words
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.choice import ChoiceRow
from fieldmonitor.ui.widgets.layout import column, row, rule
from fieldmonitor.ui.widgets.words import paragraph, picture, text


class Gate(QWidget):
    """Every condition has a row and a number key; `held` are those confirmed so far."""

    def __init__(
        self, held: set[str], changed: Callable[[set[str]], object], *, outside: bool = False
    ) -> None:
        super().__init__()
        self._changed = changed
        lines = column(self, gap=8)
        asked = _("Confirme cada punto, ya frente a la obra. Si alguno no se cumple, no entre.")
        if outside:
            asked = _("Se responde desde afuera, sin entrar. Si algún punto no se cumple, no se acerque.")
        question = _("¿Es seguro acercarse?") if outside else _("¿Es seguro entrar?")
        lines.addWidget(text(question, "heading"))
        lines.addWidget(paragraph(asked))
        lines.addSpacing(look().px(4))
        self.rows: dict[str, ChoiceRow] = {}
        for number, (code, said) in enumerate(words.conditions(outside=outside), 1):
            line = ChoiceRow(said, number, several=True)
            line.choose(code in held)
            line.clicked.connect(lambda _checked=False: self._tell())
            self.rows[code] = line
            lines.addWidget(line)
        lines.addSpacing(look().px(8))
        help_ = _("Policía 105, Bomberos 116, ambulancia (SAMU) 106. Ninguna foto vale un accidente.")
        lines.addWidget(Banner("info", help_, lead=_("En una emergencia:")))

    @property
    def held(self) -> set[str]:
        """The conditions that were confirmed."""
        return {code for code, line in self.rows.items() if line.isChecked()}

    @property
    def first_open(self) -> ChoiceRow:
        """The first condition that is not confirmed, or the first of all."""
        rows = list(self.rows.values())
        return next((line for line in rows if not line.isChecked()), rows[0])

    def choose(self, number: int) -> bool:
        """Confirm, or take back, the condition of a number key; tell whether there is one."""
        rows = list(self.rows.values())
        if not 1 <= number <= len(rows):
            return False
        rows[number - 1].click()
        return True

    def _tell(self) -> None:
        self._changed(self.held)


def ways_out(taken: Callable[[str], object]) -> QWidget:
    """Return the ways of not going in, each with its button."""
    box = QWidget()
    lines = column(box, gap=0)
    lines.addWidget(text(_("¿Por qué no va a entrar?"), "heading"))
    lines.addSpacing(look().px(8))
    lines.addWidget(rule("ruleStrong"))
    for code, icon_name, title, detail, act in words.reasons():
        line = QWidget()
        across = row(line, margins=(0, 12, 0, 12), gap=16)
        across.addWidget(picture(icon_name, "text", 24))
        said = column(gap=2)
        said.addWidget(text(title, strong=True, wrap=True))
        said.addWidget(text(detail, tone="secondary", wrap=True))
        across.addLayout(said, 1)
        across.addWidget(Button(act, "secondary", partial(taken, code)))
        lines.addWidget(line)
        lines.addWidget(rule())
    return box
