"""What the state publishes of a work: single facts, each with its source and date."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum


class FactType(StrEnum):
    """How a fact's text is read."""

    TEXT = "text"
    AMOUNT = "amount"
    DAYS = "days"
    PERCENT = "percent"
    DATE = "date"


class FactKey(StrEnum):
    """What a fact is about. Checklists name these keys too (`fm:expected`, instance `work`)."""

    PUBLIC_STATE = "public_state"
    CONTRACT_AMOUNT = "contract_amount"
    UPDATED_COST = "updated_cost"
    ADDITIONS = "additions"
    DEDUCTIONS = "deductions"
    CONTRACT_TERM = "contract_term_days"
    START_DATE = "start_date"
    END_DATE = "end_date"
    REAL_END_DATE = "real_end_date"
    PHYSICAL_PROGRESS = "physical_progress"
    PROGRAMMED_PROGRESS = "programmed_progress"
    FINANCIAL_PROGRESS = "financial_progress"
    LAST_PROGRESS_DATE = "last_progress_date"
    STOPPAGE = "stoppage"
    STOPPAGE_CAUSE = "stoppage_cause"
    CONTRACT_NUMBER = "contract_number"
    EXECUTION_MODE = "execution_mode"
    CONTRACTOR = "contractor"
    SUPERVISOR = "supervisor"
    RESIDENT = "resident"


FACT_TYPES: dict[FactKey, FactType] = {
    FactKey.CONTRACT_AMOUNT: FactType.AMOUNT,
    FactKey.UPDATED_COST: FactType.AMOUNT,
    FactKey.ADDITIONS: FactType.AMOUNT,
    FactKey.DEDUCTIONS: FactType.AMOUNT,
    FactKey.CONTRACT_TERM: FactType.DAYS,
    FactKey.START_DATE: FactType.DATE,
    FactKey.END_DATE: FactType.DATE,
    FactKey.REAL_END_DATE: FactType.DATE,
    FactKey.PHYSICAL_PROGRESS: FactType.PERCENT,
    FactKey.PROGRAMMED_PROGRESS: FactType.PERCENT,
    FactKey.FINANCIAL_PROGRESS: FactType.PERCENT,
    FactKey.LAST_PROGRESS_DATE: FactType.DATE,
}
"""Keys that are not text."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One published value, as one source gave it on one day.

    `value` is canonical text: a decimal with a point, an ISO date, or words.
    `previous` is what the same source said before it changed (a term of 240 days before an addendum).
    """

    key: FactKey
    value: str
    source: str
    as_of: date
    previous: str | None = None

    @property
    def type(self) -> FactType:
        return FACT_TYPES.get(self.key, FactType.TEXT)

    def as_decimal(self) -> Decimal | None:
        """Return the value as a number, or None where it is none."""
        try:
            return Decimal(self.value)
        except InvalidOperation:
            return None

    def as_date(self) -> date | None:
        """Return the value as a date, or None where it is none."""
        try:
            return date.fromisoformat(self.value)
        except ValueError:
            return None
