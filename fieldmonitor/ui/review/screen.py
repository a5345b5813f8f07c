"""Revise sus respuestas: what is missing with links to it, the findings, every answer; then the signature."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldmonitor.app import findings, signing
from fieldmonitor.app.findings import OpenAlert
from fieldmonitor.app.signing import Review
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import Finding
from fieldmonitor.forms import Problem
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.photos.thumbnails import Thumbnails
from fieldmonitor.ui.review.answers import answer_groups, answers_widget
from fieldmonitor.ui.review.findings import finding_widget
from fieldmonitor.ui.review.notices import lay_alerts, lay_unproven, lay_wording, why_not_yet
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.draft_screen import DraftScreen
from fieldmonitor.ui.visit.naming import leave_words
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button, link
from fieldmonitor.ui.widgets.choice import ChoiceRow
from fieldmonitor.ui.widgets.facts import tally
from fieldmonitor.ui.widgets.fields import PassphraseField, PassphraseRow
from fieldmonitor.ui.widgets.layout import Page, clear, column, panel, row, rule
from fieldmonitor.ui.widgets.standing import stand_at
from fieldmonitor.ui.widgets.words import paragraph, picture, text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext


MANY = 8
"""More problems than this are shown by part."""


class ReviewScreen(DraftScreen):
    """`key` of its route is the report. Links lead to a question; leaving it comes back here by Revisar."""

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self.leave_words = leave_words(context.drafts.get(route.key))
        self._pictures = Thumbnails(
            context.runner, self._presenter.thumbnail_reader, self._presenter.show_trouble, parent=self
        )
        self._checked: Review | None = None
        self._alerts: tuple[OpenAlert, ...] = ()
        self._row: PassphraseRow | None = None
        self._field: PassphraseField | None = None
        self._on_the_way = False
        body = QWidget()
        self._across: QHBoxLayout = row(body, gap=0)
        self._page = Page()
        self._across.addWidget(self._page, 1)
        self._side = Page("paper", margins=(32, 24, 40, 12))
        if not look().compact:
            frame = panel("asideWindow", 420)
            column(frame, gap=0).addWidget(self._side)
            self._across.addWidget(frame)
        self.set_body(body)

    def leave(self) -> None:
        self.go("home")

    def escape(self) -> bool:
        self._back_to("")
        return True

    # -- what the presenter tells ------------------------------------------------------------------

    def show_shots(self) -> None:
        """Check the draft as a whole, now that its photos are known."""
        ws, draft = self.context.ws, self._presenter.draft

        def read() -> tuple[Review, tuple[OpenAlert, ...]]:
            return signing.review(ws, draft), findings.open_alerts(ws, draft.work.id, draft.key)

        self._presenter.ask(read, self._show_read)

    def _show_read(self, read: tuple[Review, tuple[OpenAlert, ...]]) -> None:
        checked, self._alerts = read
        self.show_review(checked)

    def show_review(self, checked: Review) -> None:
        """Lay out the review."""
        self._checked = checked
        self._page.hold()
        held = QApplication.focusWidget()
        if held is not None and self._page.isAncestorOf(held):
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # it would go on to the next step
        clear(self._page.column)
        lines = self._page.column
        lines.addWidget(text(_("Revise sus respuestas"), "title"))
        lines.addSpacing(look().px(8))
        if checked.problems:
            lines.addWidget(self._problems(checked.problems))
            lines.addSpacing(look().px(8))
        reword = partial(self.go, "finding", self._route.key)
        lay_wording(lines, self._presenter.draft, checked.findings, self._back_to, reword)
        lay_alerts(lines, self._alerts, checked.findings, reword)
        self._lay_findings(lines, checked)
        groups = answer_groups(self._presenter.draft)
        lines.addWidget(answers_widget(groups, self._back_to))
        if checked.dropped:
            self._lay_dropped(lines, checked)
        if look().compact:
            lines.addSpacing(look().px(24))
            lines.addWidget(rule("ruleTitle"))
            self._lay_signature(lines, checked)
        else:
            clear(self._side.column)
            self._lay_signature(self._side.column, checked)
        lines.addStretch(1)
        self._next_step(checked)
        if self._on_the_way:
            self._on_the_way = False
            QTimer.singleShot(0, self, self._show_undecided)  # once the page around it has its height

    # -- what there is to see ----------------------------------------------------------------------

    def _problems(self, problems: tuple[Problem, ...]) -> QFrame:
        box = panel("errorSummary")
        across = row(box, margins=(12, 14, 16, 8), gap=12)
        across.addWidget(picture("octagon-alert", "error", 24), 0, Qt.AlignmentFlag.AlignTop)
        lines = column(gap=0)
        count = len(problems)
        title = ngettext("Hay {n} problema antes de firmar", "Hay {n} problemas antes de firmar", count)
        lines.addWidget(text(title.format(n=count), "heading", "error"))
        for words, ref in problem_links(problems):
            lines.addWidget(link(words, partial(self._back_to, ref), tone="error"))
        across.addLayout(lines, 1)
        return box

    def _lay_findings(self, lines: QVBoxLayout, checked: Review) -> None:
        shots = [(row_, b"") for row_ in self._presenter.photos]
        reword = partial(self.go, "finding", self._route.key)
        lay_unproven(lines, checked.missing_evidence, self._back_to, reword, online=self._online)
        waiting = set(checked.undecided) - set(checked.missing_evidence)
        for number, finding in enumerate(checked.findings, 1):
            title = _("Hallazgo {n} de {total}").format(n=number, total=len(checked.findings))
            lines.addWidget(
                finding_widget(
                    finding,
                    title,
                    shots,
                    change=partial(self._back_to, finding.question_ref),
                    toggle=partial(self._toggle, finding),
                    reword=partial(reword, finding.id),
                    confirm=partial(self._confirm, finding) if finding in waiting else None,
                    pictures=self._pictures,
                )
            )
        if len(waiting) > 1:
            words = _("Confirmar los {n} que quedan").format(n=len(waiting))
            lines.addSpacing(look().px(8))
            lines.addWidget(Button(words, "secondary", partial(self._confirm_all, waiting)))

    def _lay_dropped(self, lines: QVBoxLayout, checked: Review) -> None:
        lines.addSpacing(look().px(16))
        lines.addWidget(text(_("Respuestas que ya no aplican"), "heading"))
        why = _("Se guardaron en el borrador. Al firmar quedan fuera del informe.")
        lines.addWidget(paragraph(why, tone="secondary"))
        for label in checked.dropped:
            lines.addWidget(text(f"· {label}", wrap=True))

    def _lay_signature(self, lines: QVBoxLayout, checked: Review) -> None:
        lines.addWidget(text(_("Firma del informe"), "heading"))
        for statement in checked.statements:
            lines.addWidget(Banner("info", "", lead=statement))
        frozen = _("Al firmar, este informe ya no se puede cambiar. Una corrección será una versión nueva.")
        lines.addWidget(paragraph(frozen))
        lines.addSpacing(look().px(8))
        lines.addWidget(text(_("Su firma fija:"), "fact", "secondary"))
        lines.addWidget(rule("ruleStrong"))
        total = _("de {questions}").format(questions=checked.questions)
        confirmed = sum(finding.confirmed for finding in checked.findings)
        files = sum(not row_.thumbnail_sha256 for row_ in checked.evidence)
        for name, value, after in (
            (_("Respuestas"), str(checked.answered), total),
            (_("Fotos originales"), str(len(checked.evidence) - files), ""),
            *([(_("Archivos"), str(files), "")] if files else []),
            (_("Hallazgos"), str(confirmed), ""),
            (_("Respuestas que ya no aplican"), str(len(checked.dropped)), ""),
        ):
            lines.addWidget(tally(name, value, after))
        lines.addSpacing(look().px(12))
        self._row = self._field = None
        if checked.practice:
            words = _("Puede revisar todo, pero no se firma ni se envía.")
            lines.addWidget(Banner("info", words, lead=_("Es una práctica.")))
            lines.addStretch(1)
            return
        label = (
            _("Frase clave de {code}").format(code=self.context.who) if self.context.who else _("Frase clave")
        )
        self._row = PassphraseRow(label)
        self._field = self._row.field
        self._field.returnPressed.connect(self._ask_to_sign)
        lines.addWidget(self._row)
        if why := why_not_yet(checked):
            self._field.setEnabled(False)
            lines.addWidget(_with_icon("lock", why))
        lines.addWidget(_with_icon("shield-check", _("La entidad no verá su identidad.")))
        lines.addStretch(1)

    def _next_step(self, checked: Review) -> None:
        self.strip.reset()
        groups = self._presenter.groups()
        last = groups[-1]
        online = self._online
        words = _("Anterior") if look().compact else _("Anterior: {part}").format(part=last.label)
        if online:
            words = _("Matriz") if look().narrow else _("Volver a la matriz")
        self.strip.leading(words, lambda: self._back_to("" if online else last.ref))
        self.strip.space()
        paper, kind = (_("Informe en PDF"), "report") if online else (_("Acta"), "acta")
        self.strip.act(paper, lambda: self.go("document", self._route.key, kind), icon_name="printer")
        if checked.problems:
            first = checked.problems[0].ref
            self.strip.act(_("Resolver el primer problema"), lambda: self._back_to(first), kind="primary")
        elif checked.undecided:
            self.strip.act(_("Ver el siguiente hallazgo sin confirmar"), self._show_undecided, kind="primary")
        elif checked.practice:
            self.strip.act(_("Terminar la práctica"), self.leave, kind="primary")
        else:
            self.strip.act(_("Firmar informe"), self._ask_to_sign, kind="primary")

    @property
    def _online(self) -> bool:
        return self._presenter.draft.report.activity is Activity.INFORMATION_ACCESS

    # -- doing -------------------------------------------------------------------------------------

    def _back_to(self, ref: str) -> None:
        self.go("visit", self._route.key, ref)

    def _toggle(self, finding: Finding) -> None:
        self._decide(replace(finding, confirmed=not finding.confirmed, decided=True))

    def _confirm(self, finding: Finding) -> None:
        self._on_the_way = True
        self._decide(replace(finding, decided=True))

    def _confirm_all(self, waiting: set[Finding]) -> None:
        self._decide(*(replace(finding, decided=True) for finding in waiting))

    def _decide(self, *findings: Finding) -> None:
        for finding in findings:
            self._presenter.draft.reword(finding)
        self._presenter.save()
        self.show_shots()

    def _show_undecided(self) -> None:
        """Stand at the first finding that waits for a word: its photo, or that it is so."""
        for name in (_("Agregar foto"), _("Confirmar")):
            found = (b for b in self._page.findChildren(Button) if b.accessibleName().startswith(f"{name}: "))
            if (button := next((b for b in found if b.isVisible()), None)) is not None:
                button.setFocus(Qt.FocusReason.TabFocusReason)
                stand_at(self._page, button, 160)
                return

    def _ask_to_sign(self) -> None:
        if self._field is None or self._row is None or (self._checked and why_not_yet(self._checked)):
            return
        words = self._field.text()
        if not words:
            self._row.show_error(_("Escriba su frase clave para firmar."))
            self._field.setFocus()
            return
        self._row.show_error("")
        self._dialog = SignDialog(self, self._checked.statements if self._checked else ())
        self._dialog.accepted.connect(lambda: self._sign(words, self._dialog.holds))
        self._dialog.open()

    def _sign(self, words: str, hold: bool) -> None:
        ws, key = self.context.ws, self._presenter.key
        if self.strip.primary is not None:
            self.strip.primary.setEnabled(False)
        self.notify("info", _("Firmando el informe."))
        self._presenter.ask(lambda: signing.sign(ws, key, words, hold=hold), lambda _manifest: self._signed())

    def _signed(self) -> None:
        self.context.forget_undo()  # what is signed cannot be undone, and Esc leads to no draft of it
        self.context.drafts.pop(str(self._presenter.key), None)
        self.context.counts_changed()
        self.context.synchronise()
        self.show_signed()

    def trouble(self, error: Exception) -> None:
        if self._row is not None and getattr(error, "code", "") in AT_ITS_FIELD:
            from fieldmonitor.app.messages import words_for

            said = words_for(error)
            self.notify("", "")
            self._row.show_error(f"{said.what} {said.next_step}".strip())
        else:
            super().trouble(error)
        if self.strip.primary is not None:
            self.strip.primary.setEnabled(True)
        if self._field is not None:
            self._field.selectAll()
            self._field.setFocus()


AT_ITS_FIELD = ("vault.wrong_passphrase", "vault.wait")
"""What went wrong with the passphrase itself: said where it is typed, as while unlocking."""


class SignDialog(QDialog):
    """One of the two questions the program ever asks before doing something: signing cannot be undone."""

    def __init__(self, parent: QWidget, statements: tuple[str, ...]) -> None:
        """`statements` say what is signed of an unusual visit, as one that found no work."""
        super().__init__(parent)
        self.setWindowTitle(_("Firmar informe"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(look().px(480))
        lines = column(self, margins=(24, 24, 24, 24), gap=8)
        lines.addWidget(text(_("¿Firmar este informe?"), "heading"))
        for statement in statements:
            lines.addWidget(paragraph("", lead=statement))
        lines.addWidget(paragraph(_("Después no se puede cambiar. Una corrección será una versión nueva.")))
        self._hold = ChoiceRow(_("No enviar todavía: lo enviaré después, en la Bandeja"), several=True)
        lines.addWidget(self._hold)
        lines.addSpacing(look().px(12))
        buttons = row(gap=12)
        buttons.addStretch(1)
        buttons.addWidget(Button(_("Volver a revisar"), "secondary", self.reject))
        sign = Button(_("Firmar informe"), "primary", self.accept)
        sign.setDefault(True)
        buttons.addWidget(sign)
        lines.addLayout(buttons)

    @property
    def holds(self) -> bool:
        """Whether the report stays here until the volunteer lets it go."""
        return self._hold.isChecked()


def problem_links(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """Return a link per problem, or one per part where there are too many to read."""
    if len(problems) <= MANY:
        return [(f"{problem.group}: {problem_words(problem)}", problem.ref) for problem in problems]
    parts: dict[str, list[Problem]] = {}
    for problem in problems:
        parts.setdefault(problem.group, []).append(problem)
    links = []
    for part, some in parts.items():
        words = ngettext("{part}: falta {n} respuesta", "{part}: faltan {n} respuestas", len(some))
        links.append((words.format(part=part, n=len(some)), some[0].ref))
    return links


def problem_words(problem: Problem) -> str:
    """Say what to do about a problem, in the same words as at its question."""
    if problem.condition == "required":
        return problem.message or _("responda «{question}»").format(question=problem.label.rstrip("."))
    return problem.message or _("revise «{question}»").format(question=problem.label.rstrip("."))


def _with_icon(icon_name: str, words: str) -> QWidget:
    box = QWidget()
    line = row(box, margins=(0, 6, 0, 0), gap=8)
    line.addWidget(picture(icon_name, "text", 20), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(paragraph(words), 1)
    return box
