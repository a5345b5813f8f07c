"""What a check finds in a workbook."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from fieldmonitor.forms.messages import finding_words
from fieldmonitor.system.translations import _

Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend; ``row`` counts as Excel does, 0 where the whole sheet is meant."""

    severity: Severity
    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The finding in words, in the language in force."""
        return finding_words(self.code, self.params)

    @property
    def place(self) -> str:
        """Where it is, in words."""
        parts = [
            _("hoja «{sheet}»").format(sheet=self.sheet) if self.sheet else "",
            _("fila {row}").format(row=self.row) if self.row else "",
            _("columna «{column}»").format(column=self.column) if self.column else "",
        ]
        return ", ".join(part for part in parts if part)

    def __str__(self) -> str:
        kind = _("Error") if self.severity == "error" else _("Aviso")
        place = f" ({self.place})" if self.place else ""
        return f"{kind}{place}: {self.message}"

    def as_dict(self) -> dict[str, object]:
        """Return the finding as ``--json`` prints it."""
        return {
            "severity": self.severity,
            "code": self.code,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "message": self.message,
        }
