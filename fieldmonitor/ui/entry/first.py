"""First start: language, consent, passphrase, recovery sheet, enrolment; or straight to practice."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldmonitor.system.translations import _, current_language
from fieldmonitor.ui.entry import consent
from fieldmonitor.ui.safety.passphrases import NewPassphrase
from fieldmonitor.ui.safety.sheet import SheetView
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.choice import ChoiceGrid, ChoiceRow
from fieldmonitor.ui.widgets.fields import FieldRow, LineField
from fieldmonitor.ui.widgets.layout import Page, column, row
from fieldmonitor.ui.widgets.mira import Mira
from fieldmonitor.ui.widgets.words import paragraph, text
from fieldmonitor.ui.wording import runasimi_note

if TYPE_CHECKING:
    from fieldmonitor.app.workspace import Workspace
    from fieldmonitor.ui.context import UiContext

STEPS = ("welcome", "consent", "passphrase", "sheet", "enrol")


class FirstScreen(Screen):
    """`ref` of its route is the step; what was typed in one step is kept while one goes to another."""

    header = "bare"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._step = route.ref if route.ref in STEPS else "welcome"
        edge = round(look().margin / look().scale)
        self._page = Page(margins=(edge, 24, edge, 16))
        across = row()
        across.addStretch(1)
        self._box = QWidget()
        self._box.setMaximumWidth(look().px(720))
        self._lines = column(self._box, gap=8)
        across.addWidget(self._box, 8)
        across.addStretch(1)
        self._page.column.addLayout(across, 1)
        self.set_body(self._page)
        self._first: QWidget | None = None
        self._button: Button | None = None
        self._progress()
        {
            "welcome": self._welcome,
            "consent": self._consent,
            "passphrase": self._passphrase,
            "sheet": self._sheet,
            "enrol": self._enrol,
        }[self._step](self._lines)
        self._lines.addStretch(1)

    def start(self) -> None:
        if self._first is not None:
            self._first.setFocus()

    def escape(self) -> bool:
        at = STEPS.index(self._step)
        if 0 < at <= STEPS.index("passphrase"):
            self._to(STEPS[at - 1])
        return True

    # -- the steps ---------------------------------------------------------------------------------

    def _progress(self) -> None:
        at = STEPS.index(self._step)
        said = _("Paso {n} de {total}").format(n=at + 1, total=len(STEPS))
        line = row(gap=12)
        line.addWidget(text(said, tone="secondary"))
        line.addWidget(Mira(len(STEPS), at, said, width=96))
        line.addStretch(1)
        self._lines.addLayout(line)

    def _welcome(self, lines: QVBoxLayout) -> None:
        lines.addWidget(text(_("Bienvenida, bienvenido a Monitor de Obras"), "title", wrap=True))
        about = _(
            "Con este programa usted registra sus visitas a obras públicas, con fotos y sin internet. "
            "Las envía firmadas a la Contraloría."
        )
        lines.addWidget(paragraph(about))
        lines.addSpacing(look().px(8))
        lines.addWidget(text(_("Idioma"), "heading"))
        rows = []
        for number, (code, name) in enumerate((("es", "Español"), ("en", "English"), ("qu", "Runasimi")), 1):
            choice = ChoiceRow(name, number)
            choice.choose(current_language() == code)
            choice.clicked.connect(lambda _c=False, code=code: self._speak(code))
            rows.append(choice)
        lines.addWidget(ChoiceGrid(rows, 3, across=True))
        lines.addWidget(paragraph(runasimi_note(), "fact", "secondary"))
        lines.addSpacing(look().px(8))
        lines.addWidget(text(_("¿Quiere probar primero?"), "heading", wrap=True))
        practice = _("La práctica es una visita de ejemplo. No necesita código y nunca se envía.")
        lines.addWidget(paragraph(practice, tone="secondary"))
        self.strip.leading(_("Restaurar una copia"), lambda: self.go("restore"), "history")
        self.strip.space()
        self.strip.act(_("Practicar"), self._practise)
        self._first = self._next(_("Empezar la inscripción"), lambda: self._to("consent"))

    def _consent(self, lines: QVBoxLayout) -> None:
        lines.addWidget(text(_("Sus datos personales"), "title", wrap=True))
        lines.addWidget(paragraph(consent.opening()))
        for title, words in consent.points():
            point = column(gap=0)
            point.addWidget(text(title, strong=True, wrap=True))
            point.addWidget(paragraph(words))
            lines.addLayout(point)
        lines.addSpacing(look().px(8))
        agreed = ChoiceRow(_("He leído y doy mi consentimiento"), several=True)
        agreed.setChecked(bool(self._kept("consent")))
        lines.addWidget(agreed)
        self._back()
        self.strip.note(_("Puede retirarlo cuando quiera, desde Ajustes."))
        button = self._next(_("Aceptar y seguir"), lambda: self._to("passphrase"))
        button.setEnabled(agreed.isChecked())

        def changed(on: bool) -> None:
            self._keep("consent", "yes" if on else "")
            button.setEnabled(on)

        agreed.toggled.connect(changed)
        self._first = agreed

    def _passphrase(self, lines: QVBoxLayout) -> None:
        lines.addWidget(text(_("Su frase clave"), "title", wrap=True))
        why = _(
            "Protege sus visitas en esta laptop y sirve para firmar sus informes. "
            "Cuatro palabras sueltas son una buena frase."
        )
        lines.addWidget(paragraph(why))
        warning = _(
            "Solo su hoja de recuperación abre el perfil. Sin la hoja nadie puede, y se pierde lo que no "
            "se haya enviado."
        )
        lines.addWidget(Banner("warn", warning, lead=_("Si la olvida:")))
        new = NewPassphrase(lambda: save(), _("Frase clave"))
        lines.addWidget(new)
        lines.addWidget(text(_("Hoja de recuperación"), strong=True))
        sheet, none = ChoiceRow(_("Hacer una hoja para imprimir")), ChoiceRow(_("No la quiero"))
        self._either(sheet, none)
        lines.addWidget(ChoiceGrid([sheet, none], 1 if look().compact else 2, across=True))
        remember = ChoiceRow(_("Recordarla en el llavero de este equipo"), several=True)
        lines.addWidget(remember)
        note = Banner(
            "info",
            _("Solo su frase clave protege el perfil, y la pediremos cada vez. Elija una larga."),
            lead=_("Este equipo no tiene un llavero seguro."),
        )
        note.hide()
        lines.addWidget(note)

        entry = self.context.entry

        def keyring(found: tuple[bool, bool]) -> None:
            available, alone = found
            remember.setVisible(available and alone)  # shared laptops always ask for the passphrase
            note.setVisible(not available)

        self.context.runner.database(lambda: (entry.keyring_available(), not entry.profiles()), keyring)

        def save() -> None:
            words = new.checked()
            if words is not None:
                remembered = remember.isChecked() and remember.isVisible()
                self._make(words, remember=remembered, sheet=sheet.isChecked())

        self._back()
        self._next(_("Guardar la frase clave"), save)
        self._first = new.first.field

    def _either(self, one: ChoiceRow, other: ChoiceRow) -> None:
        one.choose(True)
        for chosen, left in ((one, other), (other, one)):
            chosen.clicked.connect(lambda _c=False, chosen=chosen, left=left: _choose(chosen, left))

    def _sheet(self, lines: QVBoxLayout) -> None:
        lines.addWidget(text(_("Su hoja de recuperación"), "title", wrap=True))
        why = _("Este código abre su perfil si olvida la frase clave. Imprímalo o cópielo a mano ahora.")
        lines.addWidget(paragraph(why))
        lines.addWidget(SheetView(self, self._kept("sheet")))
        self.strip.space()
        self.strip.note(_("No se vuelve a mostrar."))
        self._first = self._next(_("Ya la tengo en papel"), self._put_away)

    def _put_away(self) -> None:
        self.context.typed.pop("first.sheet", None)
        self._to("enrol")

    def _enrol(self, lines: QVBoxLayout) -> None:
        lines.addWidget(text(_("Inscriba esta laptop"), "title", wrap=True))
        why = _("Su coordinación le dio la dirección del servidor y un código que sirve una sola vez.")
        lines.addWidget(paragraph(why))
        server, code = LineField(self._kept("server") or "https://"), LineField(self._kept("code"))
        server.textChanged.connect(lambda words: self._keep("server", words))
        code.textChanged.connect(lambda words: self._keep("code", words))
        address = FieldRow(_("Servidor"), server, _("Empieza con https://"))
        secret = FieldRow(
            _("Código de inscripción"), code, _("Como está en su papel; no importan las mayúsculas.")
        )
        lines.addWidget(address)
        lines.addWidget(secret)
        later = _("Sin internet puede seguir: inscríbase luego desde Ajustes. Mientras tanto, practique.")
        lines.addWidget(paragraph(later, tone="secondary"))
        lines.addWidget(
            Button(_("Sin internet: con un paquete"), "secondary", self._by_pack, icon_name="usb")
        )

        def send() -> None:
            address.show_error(
                "" if len(server.text().strip()) > 8 else _("Escriba la dirección del servidor.")
            )
            secret.show_error("" if code.text().strip() else _("Escriba el código de su papel."))
            if address.error or secret.error:
                (server if address.error else code).setFocus()
                return
            self._join(server.text().strip(), code.text().strip())

        code.returnPressed.connect(send)
        self.strip.leading(_("Inscribirme después"), self._enter, "clock")
        self.strip.space()
        self._next(_("Inscribir esta laptop"), send)
        self._first = code if server.text() != "https://" else server

    # -- what the buttons do -----------------------------------------------------------------------

    def _next(self, words: str, pressed: Callable[[], object]) -> Button:
        self._button = self.strip.act(words, pressed, kind="primary")
        return self._button

    def _back(self) -> None:
        self.strip.leading(_("Anterior"), self.escape)
        if self._step == "passphrase":
            self.strip.space()

    def _to(self, step: str) -> None:
        self.goes.emit(Route("first", ref=step))

    def _by_pack(self) -> None:
        self.go("enrol-pack")

    def _speak(self, code: str) -> None:
        self.context.preferences.language = code
        self.context.restyle()

    def _practise(self) -> None:
        self._busy(True)
        self.context.practise()

    def _make(self, words: str, *, remember: bool, sheet: bool) -> None:
        self._busy(True)
        entry = self.context.entry

        def work() -> "tuple[Workspace, str]":
            from fieldmonitor.app.consent import give_consent

            workspace = entry.create(words, remember=remember)
            give_consent(workspace)
            if sheet:
                return workspace, entry.safekeeping.make_sheet(workspace, words)
            entry.safekeeping.refuse_sheet(workspace, words)
            return workspace, ""

        self.context.runner.database(work, self._made, self.trouble)

    def _made(self, made: "tuple[Workspace, str]") -> None:
        self.context.workspace, code = made
        if code:
            self._keep("sheet", code)
        self._to("sheet" if code else "enrol")

    def _join(self, server: str, code: str) -> None:
        self._busy(True)
        self.notify("info", _("Inscribiendo esta laptop. Puede tardar un minuto."))
        workspace = self.context.ws
        self.context.runner.background(
            lambda: self.context.entry.enrol(workspace, server, code), self._joined, self.trouble
        )

    def _joined(self, _nothing: None) -> None:
        self._enter()

    def _enter(self) -> None:
        self.context.opened(self.context.ws)

    def trouble(self, error: Exception) -> None:
        self._busy(False)
        super().trouble(error)

    def _busy(self, busy: bool) -> None:
        if self._button is not None:
            self._button.setEnabled(not busy)

    def _kept(self, name: str) -> str:
        return self.context.typed.get(f"first.{name}", "")

    def _keep(self, name: str, words: str) -> None:
        self.context.typed[f"first.{name}"] = words


def _choose(chosen: ChoiceRow, left: ChoiceRow) -> None:
    chosen.choose(True)
    left.choose(False)
