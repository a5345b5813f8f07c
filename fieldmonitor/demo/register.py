"""A small register of made-up works, as the official one comes: with title rows and its known errors."""

from datetime import date
from pathlib import Path

from fieldmonitor.domain.facts import FactKey
from fieldmonitor.domain.records import Work

TITLE = "Datos de demostración: ninguna de estas obras es real"

HEADERS = (
    "CÓDIGO INFOBRAS", "CÓDIGO DE ENTIDAD", "NOMBRE DE ENTIDAD", "NOMBRE DE OBRA", "MODALIDAD DE EJECUCIÓN",
    "NATURALEZA", "ESTADO", "NIVEL DE GOBIERNO", "SECTOR", "CÓDIGO ÚNICO DE INVERSIONES", "CÓDIGO SNIP",
    "COSTO ACTUALIZADO", "MONTO DEL CONTRATO", "DEPARTAMENTO", "PROVINCIA", "DISTRITO",
    "AVANCE FÍSICO PROGRAMADO (%)", "AVANCE FÍSICO REAL (%)", "EJECUCIÓN FINANCIERA (%)",
    "FECHA DE ÚLTIMO AVANCE", "FECHA DE INICIO", "FECHA DE FIN PROGRAMADA", "FECHA DE FIN REAL",
    "EXISTE PARALIZACIÓN", "CAUSAL",
)  # fmt: skip

_FACTS = {
    "MODALIDAD DE EJECUCIÓN": FactKey.EXECUTION_MODE,
    "ESTADO": FactKey.PUBLIC_STATE,
    "COSTO ACTUALIZADO": FactKey.UPDATED_COST,
    "MONTO DEL CONTRATO": FactKey.CONTRACT_AMOUNT,
    "AVANCE FÍSICO PROGRAMADO (%)": FactKey.PROGRAMMED_PROGRESS,
    "AVANCE FÍSICO REAL (%)": FactKey.PHYSICAL_PROGRESS,
    "EJECUCIÓN FINANCIERA (%)": FactKey.FINANCIAL_PROGRESS,
    "FECHA DE ÚLTIMO AVANCE": FactKey.LAST_PROGRESS_DATE,
    "FECHA DE INICIO": FactKey.START_DATE,
    "FECHA DE FIN PROGRAMADA": FactKey.END_DATE,
    "FECHA DE FIN REAL": FactKey.REAL_END_DATE,
    "EXISTE PARALIZACIÓN": FactKey.STOPPAGE,
    "CAUSAL": FactKey.STOPPAGE_CAUSE,
}


def write_register(path: Path, works: tuple[Work, ...], downloaded: date) -> None:
    """Write works as a register's workbook; the first work stands in it twice, its older row first.

    Places carry the errors the official register has, so that reading it back shows them put right.
    """
    import openpyxl  # slow import, and an extra that a volunteer's laptop does without

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("OBRAS")
    sheet.append([TITLE])
    sheet.append([f"Descargado el {downloaded:%d/%m/%Y}"])
    sheet.append([])
    sheet.append(HEADERS)
    older = [_row(work) | {"ESTADO": "SIN EJECUCIÓN"} for work in works[:1]]
    for cells in older + [_row(work) for work in works]:
        sheet.append([cells.get(header) for header in HEADERS])
    book.save(path)


def _row(work: Work) -> dict[str, str | float | None]:
    department, province = misplace(work)
    cells: dict[str, str | float | None] = {
        "CÓDIGO INFOBRAS": work.infobras_code,
        "NOMBRE DE ENTIDAD": work.entity.upper(),
        "NOMBRE DE OBRA": work.name.upper(),
        "NATURALEZA": "MEJORAMIENTO",
        "NIVEL DE GOBIERNO": "GOBIERNO LOCAL",
        "SECTOR": (work.sector or "").upper(),
        "CÓDIGO ÚNICO DE INVERSIONES": work.cui,
        "DEPARTAMENTO": department.upper(),
        "PROVINCIA": province.upper(),
        "DISTRITO": work.district.upper(),
    }
    for header, key in _FACTS.items():
        fact = work.fact(key)
        number = fact.as_decimal() if fact else None
        cells[header] = float(number) if number is not None else fact.value if fact else None
    return cells


def misplace(work: Work) -> tuple[str, str]:
    """Return department and province as the official register writes them, errors included."""
    if work.department == "Callao":
        return "P C DEL CALLAO", work.province
    if work.department == "Ica" and work.province != "Ica":
        return "HUANCAVELICA", work.province
    if work.province == "Huaylas":
        return work.department, "ANDAHUAYLAS"
    return work.department, work.province
