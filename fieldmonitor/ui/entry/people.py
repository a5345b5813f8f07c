"""Who uses the laptop: each volunteer has a profile that the others cannot read."""

from functools import partial
from typing import TYPE_CHECKING

from fieldmonitor.system.translations import _
from fieldmonitor.ui.entry.frame import NarrowScreen
from fieldmonitor.ui.safety.ports import ProfileRow
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.fields import FieldRow, LineField
from fieldmonitor.ui.widgets.index import IndexItem, IndexRow
from fieldmonitor.ui.widgets.layout import clear, column, rule
from fieldmonitor.ui.widgets.words import paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext


class PeopleScreen(NarrowScreen):
    """A list to choose from, and a name for a new one; the name can be read without a passphrase."""

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self.lines.addWidget(text(_("¿Quién usa la laptop?"), "title", wrap=True))
        why = _("Cada persona tiene su perfil, con su propia frase clave. Nadie puede leer el de otra.")
        self.lines.addWidget(paragraph(why, tone="secondary"))
        self._list = column(gap=0)
        self.lines.addLayout(self._list)
        self.lines.addSpacing(look().px(16))
        self._name = LineField()
        hint = _("Un nombre o unas iniciales. Se ve sin abrir el perfil.")
        self._row = FieldRow(_("Nombre de la persona nueva"), self._name, hint)
        self._name.returnPressed.connect(self._add)
        self.lines.addWidget(self._row)
        self.lines.addStretch(1)
        self.strip.space()
        self.strip.act(_("Agregar persona"), self._add, kind="primary", icon_name="plus")

    def start(self) -> None:
        self.ask(self.context.entry.profiles, self.show_people)

    def show_people(self, rows: list[ProfileRow]) -> None:
        """List the profiles; the first takes the keyboard."""
        clear(self._list)
        self._list.addWidget(rule("ruleStrong"))
        for person in rows:
            name = person.name or _("Primer perfil")
            item = IndexItem(str(person.folder), name, _("Se abre con su frase clave"), "user-round")
            shown = IndexRow(item, partial(self._open, person))
            self._list.addWidget(shown)
            self._list.addWidget(rule())
        first = self._list.itemAt(1)
        widget = first.widget() if first is not None else None
        (widget or self._name).setFocus()

    def _open(self, person: ProfileRow, _name: str) -> None:
        self.context.switch(person.folder)

    def _add(self) -> None:
        words = self._name.text()
        entry = self.context.entry
        self.ask(lambda: entry.add(words), self.context.switch)

    def refused(self, error: Exception) -> None:
        from fieldmonitor.app.messages import words_for

        said = words_for(error)
        self._row.show_error(f"{said.what} {said.next_step}".strip())
        self._name.setFocus()

    def escape(self) -> bool:
        return True
