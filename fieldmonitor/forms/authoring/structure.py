"""Checks of a workbook's rows: names, types, groups, lists, columns, translations."""

import re
from collections.abc import Iterator

from fieldmonitor.forms.authoring.finding import Finding
from fieldmonitor.forms.authoring.survey import TYPES, Option, Question, Survey, settings_of
from fieldmonitor.forms.authoring.workbook import Row, Sheet, Workbook

_NAME = re.compile(r"[^\W\d][\w.\-]*\Z")
_TRANSLATED = re.compile(r"(label|hint|guidance_hint|constraint_message|required_message|media::\w+)::(.+)\Z")
_KNOWN = frozenset(
    [
        "type",
        "name",
        "value",
        "label",
        "hint",
        "guidance_hint",
        "guidance",
        "appearance",
        "relevant",
        "constraint",
        "constraint_message",
        "calculation",
        "calculate",
        "required",
        "required_message",
        "readonly",
        "read_only",
        "choice_filter",
        "repeat_count",
        "count",
        "default",
        "parameters",
        "trigger",
        "media",
        "image",
        "audio",
        "video",
        "big-image",
        "note",
        "notes",
        "comment",
        "comments",
        "save_to",
        "$given_name",
        "intent",
        "query",
        "entity_id",
        "create_if",
        "update_if",
    ]
)
_KNOWN_PREFIXES = (
    "bind::",
    "body::",
    "instance::",
    "control::",
    "media::",
    "label::",
    "hint::",
    "guidance_hint::",
    "constraint_message::",
    "required_message::",
    "jr:",
    "image::",
    "audio::",
    "video::",
)


def check_structure(book: Workbook, survey: Survey, options: dict[str, list[Option]]) -> Iterator[Finding]:
    """Yield what is wrong in the rows, without looking into expressions."""
    sheet = book.sheet("survey")
    if sheet is None:
        yield Finding("error", "sheet.missing", params={"sheet": "survey"})
        return
    for header in ("type", "name"):
        if not sheet.has(header):
            yield Finding("error", "column.missing", sheet.name, 1, params={"column": header})
    for row in survey.untyped:
        yield Finding("error", "type.missing", sheet.name, row.number, "type")
    for code, row in survey.unbalanced:
        yield Finding("error", code, sheet.name, row.number, "type", {"name": row.get("name")})
    yield from _check_names(sheet, survey)
    for question in survey.questions:
        yield from _check_question(sheet, question, options)
    yield from _check_choices(book, options, survey)
    yield from _check_columns(book, sheet)
    yield from _check_settings(book)
    for name in ("survey", "choices"):
        found = book.sheet(name)
        if found is not None:
            yield from _check_translations(found)


def _check_names(sheet: Sheet, survey: Survey) -> Iterator[Finding]:
    seen: dict[str, Question] = {}
    for question in survey.questions:
        name, number = question.name, question.row.number
        if not name:
            if question.kind not in ("audit",):
                yield Finding("error", "name.missing", sheet.name, number, "name")
            continue
        if not _NAME.match(name):
            yield Finding("error", "name.invalid", sheet.name, number, "name", {"name": name})
        first = seen.setdefault(question.path.lower(), question)
        if first is not question:
            params = {"name": name, "row": first.row.number}
            yield Finding("error", "name.twice", sheet.name, number, "name", params)


def _check_question(sheet: Sheet, question: Question, options: dict[str, list[Option]]) -> Iterator[Finding]:
    number = question.row.number
    if question.list_name:
        if not question.from_file and question.list_name not in options and "${" not in question.list_name:
            yield Finding("error", "list.unknown", sheet.name, number, "type", {"list": question.list_name})
    elif question.kind not in ("group", "repeat", "loop") and question.kind not in TYPES:
        code = "type.needs_list" if question.kind.startswith(("select", "rank")) else "type.unknown"
        yield Finding("error", code, sheet.name, number, "type", {"type": question.kind})
    if (
        question.kind == "calculate"
        and "calculation" not in question.expressions
        and not question.row.get("default")
    ):
        yield Finding(
            "error", "calculation.missing", sheet.name, number, "calculation", {"name": question.name}
        )
    if question.shown and question.kind not in ("group", "repeat", "loop") and not _labelled(question.row):
        yield Finding("warning", "label.missing", sheet.name, number, "label", {"name": question.name})


def _labelled(row: Row) -> bool:
    prefixes = ("label", "hint", "media", "image", "audio", "video")
    return any(header.lower().startswith(prefixes) for header in row.cells)


def _check_choices(book: Workbook, options: dict[str, list[Option]], survey: Survey) -> Iterator[Finding]:
    sheet = book.sheet("choices")
    if sheet is None:
        return
    twice_allowed = settings_of(book).get("allow_choice_duplicates", "").lower() in ("yes", "true")
    used = {question.list_name for question in survey.questions}
    for name, listed in options.items():
        seen: dict[str, Option] = {}
        for option in listed:
            number = option.row.number
            if not option.value:
                yield Finding("error", "choice.no_value", sheet.name, number, "name", {"list": name})
                continue
            if " " in option.value:
                yield Finding("error", "choice.space", sheet.name, number, "name", {"value": option.value})
            if not _labelled(option.row):
                yield Finding(
                    "warning", "choice.no_label", sheet.name, number, "label", {"value": option.value}
                )
            first = seen.setdefault(option.value, option)
            if first is not option and not twice_allowed:
                params = {"value": option.value, "list": name, "row": first.row.number}
                yield Finding("error", "choice.twice", sheet.name, number, "name", params)
        if name not in used:
            yield Finding(
                "warning", "list.unused", sheet.name, listed[0].row.number, "list_name", {"list": name}
            )


def _check_columns(book: Workbook, sheet: Sheet) -> Iterator[Finding]:
    namespaces = settings_of(book).get("namespaces", "")
    for header in sheet.headers:
        folded = header.lower()
        if folded not in _KNOWN and not folded.startswith(_KNOWN_PREFIXES):
            yield Finding("warning", "column.unknown", sheet.name, 1, header, {"column": header})
        match = re.match(r"bind::(\w+):", folded)
        if (
            match is not None
            and match.group(1) not in ("jr", "odk", "orx")
            and f"{match.group(1)}=" not in namespaces
        ):
            params = {"column": header, "prefix": match.group(1)}
            yield Finding("error", "column.no_namespace", sheet.name, 1, header, params)


def _check_settings(book: Workbook) -> Iterator[Finding]:
    settings = settings_of(book)
    name = "settings"
    if not settings.get("form_id"):
        yield Finding("warning", "settings.no_id", name, params={})
    if not settings.get("version"):
        yield Finding("warning", "settings.no_version", name, params={})
    if settings.get("public_key"):
        yield Finding("warning", "notice.encryption_ignored", name, 2, "public_key")


def _check_translations(sheet: Sheet) -> Iterator[Finding]:
    """A text in one language must be there in all languages that its column has."""
    columns: dict[str, dict[str, str]] = {}
    for header in sheet.headers:
        match = _TRANSLATED.match(header)
        if match is not None:
            columns.setdefault(match.group(1).lower(), {})[match.group(2).strip()] = header
    for base, languages in columns.items():
        if sheet.has(base):
            yield Finding("warning", "translation.untagged", sheet.name, 1, base, {"column": base})
        for row in sheet.rows:
            missing = [language for language, header in languages.items() if not row.cells.get(header)]
            if missing and len(missing) < len(languages):
                for language in missing:
                    params = {"language": language, "name": row.get("name", "value")}
                    yield Finding(
                        "warning", "translation.missing", sheet.name, row.number, languages[language], params
                    )
