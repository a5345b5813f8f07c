"""What can be printed or saved: how each document is gathered, made and named; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fieldmonitor.app import document_receipts, documents
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.documents.model import Person
from fieldmonitor.system.translations import _
from fieldmonitor.ui.keys import report_key


@dataclass(frozen=True, slots=True)
class Paper:
    """One document. `read` runs on the database's thread, `make` beside the window, with what was read.

    `names` tells whether a person may put a name on it: 0 never, 1 a name, 2 a name and a document number.
    """

    title: str
    said: str
    file: Callable[[str], str]
    read: Callable[[Workspace, str, Person | None], Any]
    make: Callable[[Any, str, str], bytes]
    endings: tuple[str, ...] = ("pdf",)
    names: int = 0


def paper(kind: str, key: str) -> Paper:
    """Return a document by its kind: report, acta, letter, receipt or credential."""
    return {"acta": _acta, "letter": _letter, "receipt": _receipt, "credential": _credential}.get(
        kind, _report
    )(key)


def _report(key: str) -> Paper:
    about = report_key(key)
    return Paper(
        _("Informe en PDF"),
        _("Sin datos personales: usted figura con su código."),
        lambda ending: documents.suggested_name("report", about, ending),
        lambda ws, language, _person: documents.read_report(ws, about, language),
        lambda read, language, _ending: documents.make_report(read, language),
    )


def _acta(key: str) -> Paper:
    about = report_key(key)
    return Paper(
        _("Acta de la visita"),
        _("Para imprimir y firmar a mano en la obra. Sin datos personales."),
        lambda ending: documents.suggested_name("acta", about, ending),
        lambda ws, language, _person: documents.read_acta(ws, about, language),
        lambda read, language, _ending: documents.make_acta(read, language),
    )


def _letter(key: str) -> Paper:
    about = report_key(key)
    return Paper(
        _("Solicitud de información"),
        _("Pide a la entidad lo que falta publicar. Complete sus datos a mano o aquí."),
        lambda ending: documents.suggested_name("letter", about, ending),
        lambda ws, language, person: documents.read_letter(ws, about, language, requester=person),
        lambda read, language, ending: documents.make_letter(
            read, "docx" if ending == "docx" else "pdf", language
        ),
        endings=("pdf", "docx"),
        names=2,
    )


def _receipt(key: str) -> Paper:
    about = report_key(key)
    return Paper(
        _("Constancia"),
        _("Lo que firmó la Contraloría al recibir este envío."),
        lambda ending: _("constancia-{id}-v{version}.{ending}").format(
            id=about.id[:8], version=about.version, ending=ending
        ),
        lambda ws, language, _person: document_receipts.read_receipt(ws, about, language),
        lambda read, language, _ending: document_receipts.make_receipt(read, language),
    )


def _credential(_key: str) -> Paper:
    return Paper(
        _("Credencial en PDF"),
        _("Para imprimir y recortar. Lleva su código; su nombre, solo si lo pone aquí."),
        lambda ending: _("credencial.{ending}").format(ending=ending),
        lambda ws, _language, person: documents.read_credential_card(ws, name=person.name if person else ""),
        lambda read, language, _ending: documents.make_credential(read, language),
        names=1,
    )
