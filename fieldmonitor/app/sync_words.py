"""The sync log in words."""

import re

from fieldmonitor.app.messages import words_for_code
from fieldmonitor.domain.local import LogEntry
from fieldmonitor.domain.records import RecordKind
from fieldmonitor.sync.codes import LogCode
from fieldmonitor.system.formats import size
from fieldmonitor.system.translations import _, ngettext

_VALUE = re.compile(r"\{\w+\}")


def line(entry: LogEntry) -> str:
    """Return a log entry as a sentence; an entry of a newer version shows its code."""
    params = dict(entry.params)
    if "bytes" in params:
        params["bytes"] = size(_number(params["bytes"]))
    if "problem" in params:
        params["problem"] = words_for_code(str(params["problem"]), {}).what
    if entry.code == LogCode.PULLED:
        return pulled(_number(params.get("records", 0)))
    sentence = _sentences().get(entry.code, entry.code)
    for name, value in params.items():
        sentence = sentence.replace("{" + name + "}", str(value))
    return sentence


def kind_of_step(code: str) -> str:
    """Return what kind of step a code stands for, without any value; empty for an unknown one."""
    if code == LogCode.PULLED:
        return _("Llegaron novedades")
    return _VALUE.sub("…", _sentences().get(code, ""))


def pulled(records: int) -> str:
    """Say how many records came down."""
    return ngettext("Llegó {n} novedad", "Llegaron {n} novedades", records).format(n=records)


def _sentences() -> dict[str, str]:
    return {
        LogCode.MESSAGE_SENT: _("Enviado: {title}"),
        LogCode.FILE_SENT: _("Foto enviada ({bytes}): {title}"),
        LogCode.CONTENT_RECEIVED: _("Recibido, faltan originales: {title}"),
        LogCode.COMPLETE: _("Constancia {number} recibida: {title}"),
        LogCode.RECORD_SKIPPED: _("No se pudo leer una novedad ({kind})"),
        LogCode.WAITING: _("Se reintentará: {title}. {problem}"),
        LogCode.NEEDS_ATTENTION: _("Requiere su atención: {title}. {problem}"),
        LogCode.STOPPED: _("Sincronización detenida. {problem}"),
        LogCode.BACK: _("Hay conexión con la Contraloría"),
        LogCode.LOG_ALARM: _("Señal grave en el registro de constancias. {problem}"),
        LogCode.KEY_ROTATED: _("La Contraloría firma con una clave nueva, que la anterior confirma"),
        LogCode.BUNDLE_WRITTEN: _("Escrito en la memoria ({bytes}): {name}"),
        LogCode.CUSTODY: _("En manos de {name}; falta la constancia de la Contraloría. Informes: {messages}"),
        LogCode.CUSTODY_LOST: _("{name} ya no tiene un envío suyo; se entregará otra vez"),
        LogCode.PACK_LOADED: _("Paquete de {name} cargado: {records} novedades"),
        LogCode.PACK_WARNING: _("Paquete de {name}. {problem}"),
        LogCode.CLOCK: _("El reloj de esta laptop difiere {seconds} segundos"),
    }


def kind_words(kind: RecordKind) -> str:
    """Return what a person calls a kind of record."""
    return {
        RecordKind.WORK: _("obra"),
        RecordKind.ASSIGNMENT: _("asignación"),
        RecordKind.CHECKLIST: _("cuestionario"),
        RecordKind.COURSE: _("curso"),
        RecordKind.FEEDBACK: _("respuesta"),
        RecordKind.ACCREDITATION: _("acreditación"),
        RecordKind.REVOCATION: _("credencial retirada"),
        RecordKind.CHECKPOINT: _("control del registro"),
        RecordKind.NOTICE: _("aviso"),
        RecordKind.SERVER_KEYS: _("clave de la Contraloría"),
    }[kind]


def _number(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0
