"""The lettering of a project board: the work's own facts, as an entity would have had them painted."""

from fieldmonitor.demo.canvas import INK, WHITE, Canvas, font
from fieldmonitor.domain.facts import FactKey
from fieldmonitor.domain.records import Work

LEFT, RIGHT = 250, 1340


def board_term(work: Work) -> str:
    """Return the term on the board: boards are painted at the start and seldom painted again."""
    term = work.fact(FactKey.CONTRACT_TERM)
    return (term.previous or term.value) if term else ""


def paint_board(c: Canvas, work: Work) -> None:
    """Write entity, name, amount, start and term onto the white of a board."""
    c.box(205, 135, 1180, 120, (138, 32, 28))
    c.centred((795, 195), _fit(work.entity.upper(), 44, RIGHT - LEFT), 44, WHITE)
    y = 318
    for line in _wrap(work.name.split(", distrito")[0].upper(), 40, RIGHT - LEFT)[:3]:
        c.text((LEFT, y), line, 40, bold=True)
        y += 54
    y += 22
    for label, value in _facts(work):
        c.text((LEFT, y), f"{label}: {value}", 34)
        y += 52
    c.text((LEFT, y + 22), f"Plazo: {board_term(work)} días calendario", 56, INK, bold=True)


def _facts(work: Work) -> list[tuple[str, str]]:
    amount, start = work.fact(FactKey.CONTRACT_AMOUNT), work.fact(FactKey.START_DATE)
    number, day = (amount.as_decimal() if amount else None), (start.as_date() if start else None)
    shown = [("Modalidad", "contrata")]
    if day:
        shown.insert(0, ("Inicio", f"{day:%d/%m/%Y}"))
    if number is not None:
        shown.insert(0, ("Monto", f"S/ {number:,.2f}"))
    return shown


def _wrap(text: str, size: int, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and font(size, bold=True).getlength(longer) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def _fit(text: str, size: int, width: int) -> str:
    return _wrap(text, size, width)[0]
