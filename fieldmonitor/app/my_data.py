"""Everything held about a person on this laptop, for them to read; and what an erasure would lose."""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from fieldmonitor.app.queries import ReportView, report_view
from fieldmonitor.app.report_json import report_as_plain
from fieldmonitor.app.sync_words import line
from fieldmonitor.app.workspace import CONSENT, CONSENT_WITHDRAWN, Workspace
from fieldmonitor.domain.errors import FieldMonitorError
from fieldmonitor.domain.local import Evidence, ReportRow
from fieldmonitor.domain.records import RecordKind
from fieldmonitor.domain.reports import SENT, ReportState
from fieldmonitor.protocol.codec import to_plain
from fieldmonitor.system.durable import sync_file, sync_folder
from fieldmonitor.system.faults import disk_fault
from fieldmonitor.system.long_work import LongWork
from fieldmonitor.system.translations import _

ABOUT_ME = (
    RecordKind.ACCREDITATION,
    RecordKind.ASSIGNMENT,
    RecordKind.FEEDBACK,
    RecordKind.NOTICE,
)
"""Records that came down because of this person; works, checklists and the course are the same for all."""

SETTINGS = ("volunteer.id", "volunteer.region", "call.id", "call.requirements", "server.url", CONSENT,
            CONSENT_WITHDRAWN, "course_progress", "map_home", "last_sync")  # fmt: skip
"""Settings that say something of the person; keys are left out, for they would open what they protect."""

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/tiff": "tif",
           "application/pdf": "pdf"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: reports and files, and those whose original is not on this laptop any more."""

    path: Path
    reports: int
    files: int
    absent: int


@dataclass(frozen=True, slots=True)
class Losing:
    """What an erasure would lose: reports that the comptroller does not have whole, and what it keeps."""

    unsent: tuple[ReportRow, ...]
    sent: int
    files: int


def what_is_lost(ws: Workspace) -> Losing:
    """Return the reports that would be lost for good, and how much the comptroller keeps."""
    unsent = (ReportState.DRAFT, ReportState.SIGNED, ReportState.QUEUED, ReportState.SENDING,
              ReportState.CONTENT_RECEIVED)  # fmt: skip
    with ws.store.read() as uow:
        return Losing(
            tuple(uow.overview.reports(unsent)), len(uow.overview.reports(SENT)), uow.evidence.count()
        )


def export_everything(ws: Workspace, target: Path, work: LongWork | None = None) -> Exported:
    """Write a ZIP with everything held about the person, readable without this program.

    It leaves the vault: the caller says so first. Raises EnvironmentFault where the disk will not take it,
    and Cancelled; nothing is left then.
    """
    part = target.with_name(f".{target.name}.{uuid4().hex}.part")
    try:
        with part.open("xb") as file:
            with zipfile.ZipFile(file, "w") as archive:
                done = _fill(ws, archive, target, work or LongWork())
            sync_file(file)
        part.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise disk_fault(error, target) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return done


def _fill(ws: Workspace, archive: zipfile.ZipFile, target: Path, work: LongWork) -> Exported:
    with ws.store.read() as uow:
        held = {name: value for name in SETTINGS if (value := uow.settings.get(name))}
        records = {kind.value: uow.overview.bodies(kind) for kind in ABOUT_ME}
        receipts = [to_plain(receipt) for receipt in uow.overview.receipts()]
        log = [f"{entry.at.isoformat(timespec='seconds')} {line(entry)}" for entry in uow.log.tail(5_000)]
        keys = [row.key for row in (*uow.reports.list(tuple(ReportState)), *uow.reports.trashed())]
        work.expects(sum(evidence.size for key in keys for evidence in uow.evidence.list(key)))
    _put(archive, _("leame") + ".txt", _readme())
    _put(archive, "perfil.json", _json(held))
    for name, bodies in records.items():
        _put(archive, f"registros/{name}.json", _json(bodies))
    _put(archive, "constancias.json", _json(receipts))
    _put(archive, "sincronizacion.txt", "\n".join(log))
    files = absent = 0
    for key in keys:
        view = report_view(ws, key)
        folder = f"informes/{key.id}-v{key.version}"
        _put(archive, f"{folder}/informe.json", _json(_plain(view)))
        _put(archive, f"{folder}/respuestas.xml", view.row.report.answers_xml.decode())
        for number, evidence in enumerate(view.evidence, 1):
            written = _put_file(ws, archive, f"{folder}/{number:03}", evidence)
            work.did(evidence.size)
            files, absent = files + written, absent + (not written)
    return Exported(target, len(keys), files, absent)


def _plain(view: ReportView) -> dict[str, object]:
    plain = report_as_plain(view)
    plain["evidence"] = [to_plain(evidence) for evidence in view.evidence]
    return plain


def _put_file(ws: Workspace, archive: zipfile.ZipFile, name: str, evidence: Evidence) -> bool:
    """Write the untouched original where it is here, else the small copy; tell whether it is the original."""
    ending = ENDINGS.get(evidence.media_type, "bin")
    for sha256 in (evidence.original_sha256, evidence.sha256, evidence.small_sha256):
        if sha256 is None:
            continue
        try:
            data = ws.blobs.read(ws.store, sha256)
        except FieldMonitorError:
            continue  # let go after its receipt, as the retention rule says
        small = sha256 == evidence.small_sha256 != evidence.sha256
        archive.writestr(f"{name}{'-copia' if small else ''}.{'jpg' if small else ending}", data)
        return not small
    return False


def _put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(name, text, zipfile.ZIP_DEFLATED)


def _json(value: object) -> str:
    return json.dumps(to_plain(value), ensure_ascii=False, indent=1, sort_keys=True)


def _readme() -> str:
    return "\n".join([
        _("Sus datos en Monitor de Obras"),
        "",
        _("perfil.json: su código, su zona, cuándo dio su consentimiento y su avance en el curso."),
        _("registros: su acreditación, sus asignaciones, los avisos y las respuestas de la Contraloría."),
        _("informes: cada informe con sus respuestas, sus fotos y lo que dicen de sí mismas."),
        _("constancias.json y sincronizacion.txt: qué se entregó y cuándo."),
        "",
        _("Este archivo no está cifrado. Guárdelo bien o bórrelo cuando no lo necesite."),
        _("Lo que la Contraloría guarda de usted se pide a ella: este archivo es lo que hay en esta laptop."),
        "",
    ])  # fmt: skip
