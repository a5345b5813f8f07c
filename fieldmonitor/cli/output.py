"""How commands print: JSON or lines on standard output, errors in words on standard error."""

import json
import sys
from collections.abc import Iterable, Sequence

from fieldmonitor.app.messages import words_for


def print_json(value: object) -> None:
    """Print a value as JSON, readable and stable."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_rows(rows: Iterable[Sequence[object]]) -> None:
    """Print rows as columns of text."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def report_error(error: BaseException) -> None:
    """Say on standard error what went wrong and what to do."""
    print(words_for(error), file=sys.stderr)
