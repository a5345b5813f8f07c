"""A report as PDF: what was looked at, found, answered and photographed, and how to check it."""

from itertools import groupby

from reportlab.lib.units import mm
from reportlab.platypus.flowables import Flowable

from fieldmonitor.documents.codes import report_code
from fieldmonitor.documents.language import in_language
from fieldmonitor.documents.layout import (
    WIDTH,
    Cells,
    QrCode,
    Sheet,
    banner,
    build,
    facts,
    gap,
    plain_table,
    ruled,
    section,
    short,
    text,
)
from fieldmonitor.documents.matrix_pdf import matrix_section
from fieldmonitor.documents.model import Answer, AnswerGroup, FindingText, Published, ReportDocument
from fieldmonitor.documents.photos_pdf import photo_section
from fieldmonitor.documents.words import person, synthetic_note, work_pairs
from fieldmonitor.system.formats import day, moment_comma
from fieldmonitor.system.translations import _, ngettext

QR_SIDE = 34 * mm
LONG_NAME = 600
"""A longer name of a work is cut at the top, and stands whole among the facts."""


def build_report(report: ReportDocument, language: str = "es") -> bytes:
    """Return a report as PDF in Spanish or English; the texts inside the model are set as they are."""
    return in_language(language, lambda: build(sheet(report, language, report.title), lambda: _story(report)))


def sheet(report: ReportDocument, language: str, title: str) -> Sheet:
    """Return what stands on every page of a report or an acta."""
    foot = _("Informe {id}, versión {version}").format(id=report.report_id, version=report.version)
    if report.signing:
        foot += _(" · huella {hash}").format(hash=report.signing.manifest_sha256[:16])
    return Sheet(f"{title}: {report.work.name}", language, foot, mark(report))


def mark(report: ReportDocument) -> str:
    """Return the warning that every page of a report bears, if any."""
    if report.practice:
        return _("PRÁCTICA, sin validez")
    if report.signing is None:
        return _("BORRADOR sin firma")
    return _("DEMOSTRACIÓN") if report.work.synthetic else ""


def head(report: ReportDocument, title: str) -> list[Flowable]:
    """Return a document's title with the QR code beside it, and what must be known first."""
    manifest = report.signing.manifest_sha256 if report.signing else None
    code = QrCode(report_code(report.report_id, report.version, manifest), QR_SIDE)
    words = [
        short(title, 120, "title"),
        gap(1),
        short(report.work.name, LONG_NAME, "strong"),
        gap(1),
        short(report.work.entity, 300),
        short(report.work.place, 200, "small"),
    ]
    story: list[Flowable] = [plain_table([[words, code]], [WIDTH - QR_SIDE, QR_SIDE]), gap(2)]
    for words_ in warnings(report):
        story += [banner(words_), gap(2)]
    return story


def warnings(report: ReportDocument) -> list[str]:
    """Return what a reader must know before all else."""
    found = []
    if report.practice:
        found.append(_("Visita de práctica: no se firma ni se envía, y no tiene validez."))
    elif report.signing is None:
        found.append(_("Borrador: todavía no está firmado y puede cambiar."))
    if report.work.synthetic:
        found.append(synthetic_note())
    if report.replaces:
        found.append(
            _("Corrige una versión anterior (huella {hash}). Motivo: {reason}").format(
                hash=report.replaces[:16], reason=report.reason
            )
        )
    return found


def about(report: ReportDocument) -> list[tuple[str, str]]:
    """Return who made a report, when and with what; names only where they were asked for."""
    signed, work = report.signing, work_pairs(report.work)
    return [
        *(work if len(report.work.name) > LONG_NAME else work[3:]),
        (_("Monitor"), report.volunteer),
        (_("Nombre"), "\n".join(person(who) for who in report.people)),
        (_("Comenzó"), moment_comma(report.started_at)),
        *((line.what, moment_comma(line.at)) for line in report.visit),
        (_("Firmado"), moment_comma(signed.signed_at) if signed else _("Sin firma")),
        (_("Cuestionario"), report.checklist),
        (_("Informe"), _("{id}, versión {version}").format(id=report.report_id, version=report.version)),
    ]


def _story(report: ReportDocument) -> list[Flowable]:
    return [
        *head(report, report.title),
        facts(about(report)),
        *_findings(report.findings),
        *(matrix_section(report.matrix) if report.matrix else []),
        *_published(report.published),
        *answers(report.groups),
        *photo_section(report.photos),
        *_check(report),
    ]


def _findings(findings: tuple[FindingText, ...]) -> list[Flowable]:
    title = ngettext("{n} hallazgo", "{n} hallazgos", len(findings)).format(n=len(findings))
    if not findings:
        return [*section(_("Hallazgos")), text(_("Las respuestas no dieron ningún hallazgo."))]
    story = section(title, room=50)
    for number, finding in enumerate(findings, 1):
        story += finding_block(number, finding)
    return story


def finding_block(number: int, finding: FindingText) -> list[Flowable]:
    """Return one finding: criterion, condition, evidence, effect."""
    name = _("Hallazgo {n}. Gravedad: {severity}").format(n=number, severity=finding.severity.lower())
    parts = [
        (_("Criterio"), finding.criterion),
        (_("Condición"), finding.condition),
        (_("Evidencia"), finding.evidence or _("Sin foto")),
        (_("Efecto posible"), finding.effect),
    ]
    if finding.same_alert:
        said = _("Según el monitor, es lo mismo que la alerta {number}.").format(number=finding.same_alert)
        parts.append((_("Alerta abierta"), said))
    block = section(name, 1, room=38)
    if finding.urgent:
        block.append(text(_("Se envía primero: peligro para la vida."), "alarm"))
    return [*block, facts(parts), gap(2)]


def _published(published: tuple[Published, ...]) -> list[Flowable]:
    if not published:
        return []
    names = (_("Dato"), _("Valor publicado"), _("Fuente"), _("Fecha"))
    rows: list[Cells] = [[text(name, "label") for name in names]]
    for one in published:
        value = f"{one.value} ({one.note})" if one.note else one.value
        rows.append([text(one.name), text(value, "strong"), text(one.source), text(day(one.as_of))])
    return [
        *section(_("Lo que publican las fuentes oficiales"), room=50),
        ruled(rows, [31, 32, 34, 14], head=True),
    ]


def answers(groups: tuple[AnswerGroup, ...]) -> list[Flowable]:
    """Return the answers, part by part."""
    story: list[Flowable] = section(_("Respuestas"), room=45) if groups else []
    for number, group in enumerate(groups, 1):
        story += section(f"{number}. {group.title}", 1)
        for part, lines in groupby(group.answers, key=lambda answer: answer.part):
            if part:
                story.append(text(part, "label"))
            story += [ruled([_answer(line) for line in lines], [50, 50]), gap(2)]
    return story


def _answer(line: Answer) -> Cells:
    said: list[Flowable] = [text(line.answer or _("Sin respuesta"), "strong" if line.answer else "small")]
    if line.reason:
        said.append(text(line.reason))
    if line.published:
        said.append(text(line.published, "small"))
    if line.differs:
        said.append(text(_("No coincide con lo publicado."), "alarm"))
    return [text(line.question), said]


def _check(report: ReportDocument) -> list[Flowable]:
    """Return what lets anyone check the report: hashes of the files and of the whole, and the receipts."""
    story = section(_("Archivos y firma"), room=45)
    if report.files:
        names = (_("Archivo"), _("Tipo"), _("Tamaño"), _("Huella SHA-256"))
        rows: list[Cells] = [[text(name, "label") for name in names]]
        rows += [
            [
                text(one.name, "small"),
                text(one.kind, "small"),
                text(one.size, "small"),
                text(one.sha256, "hash"),
            ]
            for one in report.files
        ]
        story += [ruled(rows, [20, 19, 15, 90], head=True), gap(3)]
    signed = report.signing
    if signed is None:
        return [*story, text(_("Este documento todavía no tiene firma digital."))]
    pairs = [
        (_("Huella del informe"), signed.manifest_sha256),
        (_("Firmado"), moment_comma(signed.signed_at)),
        (_("Reloj"), signed.clock_note),
        (_("Clave de la laptop"), signed.device),
        *((one.kind, f"{one.number}, {moment_comma(one.at)}") for one in signed.receipts),
    ]
    how = _(
        "El código QR lleva el número del informe y su huella. La Contraloría guarda el informe firmado: "
        "si la huella es la misma, nada cambió. Horas de Perú. Documento hecho el {when}."
    ).format(when=moment_comma(report.made_at))
    return [*story, facts(pairs), gap(2), text(how, "small")]
