"""Answering a call: the requirements that a volunteer swears to meet, and the district they live in."""

import re
from typing import TYPE_CHECKING

from fieldmonitor.app import application, personal
from fieldmonitor.sync.enrolment import Enrolment
from fieldmonitor.system.translations import _
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.choice import ChoiceRow
from fieldmonitor.ui.widgets.fields import FieldRow, LineField
from fieldmonitor.ui.widgets.layout import Page, clear, rule
from fieldmonitor.ui.widgets.words import paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext

_UBIGEO = re.compile(r"[0-9]{6}")


def requirement_words(code: str) -> str:
    """Return a requirement as one swears to it; a code of a newer call is shown as it came."""
    return {
        "adult": _("Tengo 18 años o más."),
        "domicile": _("Mi DNI tiene domicilio en la zona de la convocatoria."),
        "civil_rights": _("Estoy en ejercicio de mis derechos civiles."),
        "no_records": _("No tengo antecedentes penales, policiales ni judiciales."),
        "no_sanction": _("No tengo sanción ni inhabilitación vigente."),
        "no_party": _("No milito en un partido ni tengo un cargo político."),
        "no_control_work": _("No trabajo para el sistema de control ni para una entidad por vigilar."),
    }.get(code, code.replace("_", " "))


class ApplyScreen(Screen):
    """Each requirement is sworn to by itself; all of them are needed."""

    place = "home"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._presenter = Presenter(context.ws, context.runner, self)
        self._page = Page()
        self._page.body.setMaximumWidth(look().px(900))
        self._rows: dict[str, ChoiceRow] = {}
        self._district: FieldRow | None = None
        self.set_body(self._page)

    def start(self) -> None:
        self._presenter.ask(lambda: personal.open_call(self.context.ws), self.show_call)

    def close_screen(self) -> None:
        self._presenter.close()

    def show_call(self, call: Enrolment | None) -> None:
        """Lay out the call, or say that there is nothing to answer."""
        clear(self._page.column)
        self.strip.reset()
        lines = self._page.column
        lines.addWidget(text(_("Postule a la convocatoria"), "title", wrap=True))
        if call is None or call.call_id is None:
            lines.addWidget(Banner("ok", _("Siga con el curso."), lead=_("Su postulación está enviada.")))
            lines.addStretch(1)
            self.strip.space()
            self.strip.act(_("Seguir el curso"), lambda: self.go("course"), kind="primary")
            return
        why = _(
            "Marque cada requisito solo si lo cumple. Su declaración se firma y tiene valor de juramento."
        )
        lines.addWidget(paragraph(why))
        lines.addSpacing(look().px(8))
        lines.addWidget(rule("ruleStrong"))
        self._rows = {code: ChoiceRow(requirement_words(code), several=True) for code in call.requirements}
        for shown in self._rows.values():
            lines.addWidget(shown)
        lines.addSpacing(look().px(12))
        hint = _("Seis números, del INEI. Su coordinación se lo da con la convocatoria.")
        self._district = FieldRow(_("Código de su distrito"), LineField(width=168), hint)
        lines.addWidget(self._district)
        lines.addStretch(1)
        self.strip.say(_("La Contraloría revisa su postulación"), _("Mientras tanto puede seguir el curso."))
        call_id = call.call_id
        self.strip.act(_("Jurar y postular"), lambda: self._apply(call_id), kind="primary")

    def _apply(self, call_id: str) -> None:
        assert self._district is not None and isinstance(self._district.editor, LineField)
        ubigeo = self._district.editor.text().strip()
        wrong = not _UBIGEO.fullmatch(ubigeo)
        self._district.show_error(_("Escriba los seis números de su distrito.") if wrong else "")
        if wrong:
            self._district.editor.setFocus()
            return
        sworn = {code: shown.isChecked() for code, shown in self._rows.items()}
        if not all(sworn.values()):
            missing = next(code for code, confirmed in sworn.items() if not confirmed)
            self.notify(
                "warn", requirement_words(missing), lead=_("Solo puede postular quien cumple todo. Falta:")
            )
            return
        ws = self.context.ws
        self._presenter.ask(
            lambda: application.apply_to_call(ws, call_id, ubigeo, sworn), lambda _id: self._applied()
        )

    def _applied(self) -> None:
        self.notify("", "")
        self.context.synchronise()
        self.context.counts_changed()
        self.start()
