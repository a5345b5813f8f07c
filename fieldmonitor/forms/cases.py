"""Runs recorded conformance cases: expressions, and whole scenarios of answers and what must then hold."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from fieldmonitor.forms.checklist import Checklist
from fieldmonitor.forms.errors import AnswerError, ChecklistError
from fieldmonitor.forms.expression_cases import run_expression_case
from fieldmonitor.forms.session import Session
from fieldmonitor.forms.views import NodeView
from fieldmonitor.forms.xmlio import parse_xml

Step = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that did not hold; ``step`` is None for an expression."""

    id: str
    step: int | None
    expected: object
    got: object


@dataclass(slots=True)
class Tally:
    """What a run of cases came to."""

    cases: int = 0
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    expectations: int = 0
    expectations_passed: int = 0
    failures: list[Failure] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        """Return the tally as the command prints it."""
        return {
            "cases": self.cases,
            "passed": self.passed,
            "failed": self.failed,
            "skipped": self.skipped,
            "expectations": self.expectations,
            "expectations_passed": self.expectations_passed,
            "failures": [
                {"id": f.id, "step": f.step, "expected": f.expected, "got": f.got} for f in self.failures
            ],
        }


def run_cases(path: Path, gate: bool = False) -> dict[str, object]:
    """Run a JSON-lines file of cases; ``gate`` keeps to those that two engines agree on.

    A case of a kind that is not known here is skipped, and counted as such.
    """
    tally = Tally()
    for case in _read(Path(path)):
        if gate and not _in_gate(case):
            continue
        tally.cases += 1
        if "expr" not in case and "form_xml" not in case:
            tally.skipped += 1
            continue
        failures = _guarded(case, tally)
        tally.failures.extend(failures)
        if failures:
            tally.failed += 1
        else:
            tally.passed += 1
    return tally.as_dict()


def _read(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _in_gate(case: Mapping[str, Any]) -> bool:
    if "expr" in case:
        return not case.get("exotic") and not case.get("disputed")
    return bool(case.get("confirmed_by_two_engines"))


def _guarded(case: Mapping[str, Any], tally: Tally) -> list[Failure]:
    """One case that breaks the engine is one failure, not the end of the run."""
    try:
        return _run(case, tally)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is what the case found
        return [Failure(str(case.get("id")), None, "no error", f"{type(error).__name__}: {error}")]


def _run(case: Mapping[str, Any], tally: Tally) -> list[Failure]:
    if "expr" in case:
        tally.expectations += 1
        held, got = run_expression_case(case)
        tally.expectations_passed += held
        return [] if held else [Failure(case["id"], None, case["expected"], _plain(got))]
    runner = ScenarioRunner(case)
    failures = runner.run()
    tally.expectations += runner.expectations
    tally.expectations_passed += runner.expectations - len(failures)
    return failures


def _plain(value: object) -> object:
    return value if isinstance(value, (str, int, bool, list, dict, type(None))) else str(value)


Fact: TypeAlias = tuple[str, str]
"""What a snapshot knows: an expectation's name and a ref."""

_SWEEPING = frozenset({"new_instance", "serialize_and_restore", "edit_current_instance", "set_language"})
"""Actions after which the whole state is expected anew."""


class ScenarioRunner:
    """Plays one scenario and compares the whole state, step by step."""

    def __init__(self, case: Mapping[str, Any]) -> None:
        self._case = case
        self._id = str(case["id"])
        self.expectations = 0
        self._failures: list[Failure] = []
        self._sources = {a["uri"]: a["content"] for a in case.get("attachments") or []}
        self._session: Session
        self._before: dict[Fact, object] = {}
        """The state before the last action: what the case does not mention must still be so."""
        self._mentioned: set[Fact] = set()
        self._action: int | None = None

    def run(self) -> list[Failure]:
        """Return what did not hold."""
        try:
            checklist = Checklist.from_xform(self._case["form_xml"])
            self._start(checklist, self._case.get("edit_instance_xml"))
            for number, step in enumerate(self._case["steps"]):
                self._step(number, step)
            self._check_unchanged()
        except ChecklistError as error:
            self._failures.append(Failure(self._id, None, "no error", str(error)))
        return self._failures

    def _start(self, checklist: Checklist, edited: str | None = None) -> None:
        self._session = checklist.start(
            edited,
            language="",
            instances=self._sources,
            zone=ZoneInfo(self._case["tz"]),
            settings=_preload_settings(self._case.get("preload")),
            edit=edited is not None,
        )

    def _step(self, number: int, step: Step) -> None:
        operation = str(step["op"])
        if not operation.startswith("expect_"):
            self._check_unchanged()
            self._before, self._mentioned, self._action = self._snapshot(), set(), number
            self._act(number, step)
            return
        self._mentioned.add((operation, str(step.get("ref", ""))))
        if step.get("webforms_only"):
            return
        self.expectations += 1
        try:
            held, got = self._expectations[operation](self, step)
        except AnswerError as error:
            held, got = operation == "expect_absent", error.code
        if not held:
            wanted = step.get("value", step.get("text", step.get("choices", step.get("xml"))))
            self._failures.append(Failure(self._id, number, wanted, _plain(got)))

    # -- actions

    def _act(self, number: int, step: Step) -> None:
        session = self._session
        match step["op"]:
            case "answer":
                with suppress(AnswerError):  # refused: what follows expects that nothing changed
                    session.answer(step["ref"], step["value"])
                self._expect_after(number, step)
            case "add_repeat":
                session.add_repeat(step["ref"])
            case "remove_repeat":
                session.remove_repeat(step["ref"], step["index"])
            case "set_language":
                session.set_language(step["value"])
            case "new_instance":
                self._start(session.checklist)
            case "serialize_and_restore":
                session.restore(session.to_xml(final=True))
            case "edit_current_instance":
                self._start(session.checklist, session.to_xml(final=True).decode())
            case other:
                raise ChecklistError("case.unknown_action", op=other)

    def _expect_after(self, number: int, step: Step) -> None:
        if "value_after" in step:
            self.expectations += 1
            got = self._session.node(step["ref"]).value
            if got != step["value_after"]:
                self._failures.append(Failure(self._id, number, step["value_after"], got))

    def _snapshot(self) -> dict[Fact, object]:
        facts: dict[Fact, object] = {}
        for view in self._session.root.walk():
            ref = view.ref
            if "#" in ref:
                continue
            facts["expect_relevant", ref] = view.relevant
            facts["expect_readonly", ref] = view.readonly
            if view.kind == "repeat":
                facts["expect_repeat_count", ref] = len(view.children)
            elif view.kind in ("question", "note"):
                facts["expect_value", ref] = view.value
                facts["expect_required", ref] = view.required
                facts["expect_valid", ref] = (view.valid, view.condition)
                facts["expect_label", ref] = view.raw_label
                facts["expect_choices", ref] = view.choices
        return facts

    def _check_unchanged(self) -> None:
        """Whatever an action changed must be among the expectations that followed it."""
        step = self._case["steps"][self._action] if self._action is not None else None
        if step is None or step["op"] in _SWEEPING:
            return
        after = self._snapshot()
        for fact, before in self._before.items():
            now = after.get(fact, before)
            if now != before and fact not in self._mentioned:
                self.expectations += 1
                change = {"ref": fact[1], "fact": fact[0], "was": _plain(before), "is": _plain(now)}
                self._failures.append(Failure(self._id, self._action, "unchanged", change))

    # -- expectations

    def _node(self, step: Step) -> NodeView:
        return self._session.node(step["ref"])

    def _expect_value(self, step: Step) -> tuple[bool, object]:
        got = self._node(step).value
        return step["value"] in (got, _masked(got)), got

    def _expect_relevant(self, step: Step) -> tuple[bool, object]:
        got = self._node(step).relevant
        return got == step["value"], got

    def _expect_readonly(self, step: Step) -> tuple[bool, object]:
        got = self._node(step).readonly
        return got == step["value"], got

    def _expect_required(self, step: Step) -> tuple[bool, object]:
        got = self._node(step).required
        return got == step["value"], got

    def _expect_valid(self, step: Step) -> tuple[bool, object]:
        view = self._node(step)
        return (view.valid, view.condition) == (step["value"], step.get("condition")), view.condition

    def _expect_message(self, step: Step) -> tuple[bool, object]:
        got = self._node(step).message
        return got == step["text"], got

    def _expect_label(self, step: Step) -> tuple[bool, object]:
        got = self._node(step).raw_label
        return got == step["text"], got

    def _expect_hint(self, step: Step) -> tuple[bool, object]:
        got = self._node(step).hint
        return got == step["text"], got

    def _expect_choices(self, step: Step) -> tuple[bool, object]:
        got = [{"value": c.value, "label": c.label} for c in self._node(step).choices]
        return got == step["choices"], got

    def _expect_repeat_count(self, step: Step) -> tuple[bool, object]:
        got = len(self._node(step).children)
        return got == int(step["value"]), got

    def _expect_absent(self, step: Step) -> tuple[bool, object]:
        self._node(step)
        return False, "present"

    def _expect_xml(self, step: Step) -> tuple[bool, object]:
        got = self._session.to_xml(final=True).decode()
        return canonical(got) == canonical(step["xml"]), _masked(got)

    def _expect_form_valid(self, step: Step) -> tuple[bool, object]:
        problems = self._session.validate()
        return (not problems) == step["value"], [p.ref for p in problems]

    _expectations: Mapping[str, Callable[["ScenarioRunner", Step], tuple[bool, object]]] = {
        "expect_value": _expect_value,
        "expect_relevant": _expect_relevant,
        "expect_readonly": _expect_readonly,
        "expect_required": _expect_required,
        "expect_valid": _expect_valid,
        "expect_message": _expect_message,
        "expect_label": _expect_label,
        "expect_hint": _expect_hint,
        "expect_choices": _expect_choices,
        "expect_repeat_count": _expect_repeat_count,
        "expect_absent": _expect_absent,
        "expect_xml": _expect_xml,
        "expect_form_valid": _expect_form_valid,
    }


_UUID = re.compile(r"(?:uuid:)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def _masked(text: str) -> str:
    return _UUID.sub("UUID", text)


def _preload_settings(preload: object) -> dict[str, str]:
    if not isinstance(preload, Mapping):
        return {}
    return {str(name).lower(): str(value) for name, value in preload.items()}


def canonical(xml: str) -> str:
    """Return XML in a form that only differs where its content does."""
    from lxml import etree

    root = parse_xml(_masked(xml))
    for element in root.iter():
        if len(element) and not (element.text or "").strip():
            element.text = None
        if not (element.tail or "").strip():
            element.tail = None
    etree.cleanup_namespaces(root)
    return etree.tostring(root, method="c14n").decode()
