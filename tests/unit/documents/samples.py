"""Documents to set: one of each part, and the same with texts that would break a careless page."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

from PIL import Image, ImageDraw

from fieldmonitor.documents.model import (
    Answer,
    AnswerGroup,
    FileLine,
    FindingText,
    LetterDocument,
    LetterItem,
    MatrixCell,
    MatrixPhase,
    MatrixRow,
    MatrixTable,
    Photo,
    Published,
    ReceiptLine,
    ReportDocument,
    Signing,
    VisitLine,
    WorkHead,
)

MANIFEST = "76bb7b50e8177490a38b8bd460e7ec13fc5c5faccbcbfd2e8163536c12c3d530"
PHOTO_HASH = "c63c9f153aee89f5156cc4abe5c28c9c87202b766964091c90c1ec8e89823508"
REPORT_ID = "0ab7c4a9-2854-44f3-afe3-9e17b1504b40"
AT = datetime(2026, 11, 22, 14, 39, tzinfo=UTC)
SEEN = date(2026, 11, 22)

NASTY = (
    "Palabrasinespacios" * 40
    + " <b>negrita</b> & <para> \u202egirado\u202c 🏗 \x00\x07 ñandú ÁÉÍÓÚ “comillas” № 漢字 "
    + "línea\notra línea\r\ny otra\ty tabulador"
)


def jpeg(width: int = 400, height: int = 300) -> bytes:
    """Return a picture with a dark frame, so that its edges can be seen on paper."""
    image = Image.new("RGB", (width, height), "#88aacc")
    ImageDraw.Draw(image).rectangle((0, 0, width - 1, height - 1), outline="#102030", width=6)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


WORK = WorkHead(
    "Mejoramiento de la losa deportiva de Molle Grande",
    "Municipalidad Distrital de Quillabar",
    "Quillabar / Huaylas / Áncash",
    "2456789",
    "910000",
)

FINDING = FindingText(
    "Grave",
    False,
    "El contrato obliga a tener un residente.",
    "El residente no estaba en la obra.",
    "Foto 1",
    "La obra puede ejecutarse sin dirección técnica.",
)

PHOTO = Photo(
    1,
    jpeg(),
    "Frontis de la obra",
    "Foto del frente de la obra",
    ("22/11/2026, 09:05, según la cámara", "A 12 m de la obra"),
    ("Foto repetida",),
    PHOTO_HASH,
)

REPORT = ReportDocument(
    report_id=REPORT_ID,
    version=1,
    title="Informe de visita",
    work=WORK,
    volunteer="MCC-2041",
    checklist="Visita a la obra, versión 2026.11",
    started_at=AT,
    made_at=AT,
    published=(
        Published("Monto del contrato", "S/ 4,218,300.00", "SEACE", date(2025, 9, 12), "antes S/ 1.00"),
    ),
    findings=(FINDING,),
    groups=(
        AnswerGroup(
            "Llegada",
            (
                Answer("¿Le permitieron ingresar?", "No", reason="No estaba el residente."),
                Answer(
                    "¿Qué plazo dice el cartel?", "240 días", published="Publicado: 285 días", differs=True
                ),
                Answer("¿Algo más?", "", part="Cierre"),
            ),
        ),
    ),
    photos=(PHOTO,),
    files=(FileLine("Foto 1", "image/jpeg", "260 kB", PHOTO_HASH),),
    signing=Signing(
        AT, MANIFEST, "e4c9" * 16, "A menos de 1 s.", (ReceiptLine("Constancia completa", "2026-000003", AT),)
    ),
    visit=(VisitLine("Llegada", AT),),
)

MATRIX = MatrixTable(
    ("INFOBRAS", "SEACE", "PTE", "Invierte.pe"),
    (
        MatrixPhase(
            "Contratación",
            (
                MatrixRow(
                    "Monto del contrato",
                    (MatrixCell("Publicado", True), MatrixCell("Desactualizado", False), None, None),
                    SEEN,
                    "El contrato dice otra cosa.",
                    "Foto 1",
                ),
            ),
            "62 %",
        ),
    ),
    "62 %",
    "1.25 de 2 puntos",
    "Publicado vale 1; en parte, 0.5.",
    ("El plazo venció hace 127 días.",),
)

LETTER = LetterDocument(
    WORK,
    SEEN,
    (
        LetterItem("Presupuesto aprobado", "El costo actualizado.", ("PTE: no está publicado",)),
        LetterItem("Avance físico mensual", "", ("INFOBRAS: está desactualizado (visto el 22/11/2026)",)),
    ),
)


def nasty_report(photos: int = 3) -> ReportDocument:
    """Return a report in which every text is one that breaks careless pages."""
    answers = tuple(Answer(NASTY, NASTY * 3, NASTY, NASTY, published=NASTY, differs=True) for _ in range(2))
    cell = MatrixCell(NASTY, False)
    row = MatrixRow(NASTY, (cell, None, cell, cell), SEEN, NASTY, NASTY)
    return replace(
        REPORT,
        title=NASTY,
        work=WorkHead(NASTY, NASTY, NASTY, NASTY, NASTY, synthetic=True),
        volunteer=NASTY,
        checklist=NASTY,
        published=(Published(NASTY, NASTY, NASTY, SEEN, NASTY),),
        findings=(FindingText(NASTY, True, NASTY * 8, NASTY, NASTY, NASTY),),
        groups=(AnswerGroup(NASTY, answers),),
        photos=tuple(
            Photo(
                n, jpeg(200 + 900 * (n % 2), 700), NASTY * n, NASTY, (NASTY,), (NASTY,), PHOTO_HASH, MANIFEST
            )
            for n in range(1, photos + 1)
        ),
        files=(FileLine(NASTY, NASTY, NASTY, PHOTO_HASH),),
        matrix=replace(
            MATRIX,
            phases=(MatrixPhase(NASTY, (row,) * 2, NASTY),),
            score=NASTY,
            detail=NASTY,
            method=NASTY,
            noticed=(NASTY,),
        ),
        replaces=MANIFEST,
        reason=NASTY,
    )
