"""Preloads and events: what the form does by itself at loading, at new rows, at changes, at the end."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from fieldmonitor.forms.definition import NodeDef, SetValue
from fieldmonitor.forms.engine import Engine
from fieldmonitor.forms.errors import BudgetError, ChecklistError
from fieldmonitor.forms.instance import FormNode, walk
from fieldmonitor.forms.types import fit
from fieldmonitor.forms.xpath import dates
from fieldmonitor.forms.xpath.compiler import Compiler

MAX_ROUNDS = 1000
FIRST_LOAD, LOAD, NEW_ROW, CHANGED = (
    "odk-instance-first-load",
    "odk-instance-load",
    "odk-new-repeat",
    "xforms-value-changed",
)


class Actions:
    """Fires the actions of one session."""

    def __init__(self, engine: Engine, compiler: Compiler) -> None:
        self._engine = engine
        self._compiler = compiler
        self._on_change: dict[NodeDef, list[SetValue]] = {}
        self._on_row: dict[NodeDef, list[SetValue]] = {}
        for action in engine.definition.actions:
            if CHANGED in action.events and action.source is not None:
                self._on_change.setdefault(action.source, []).append(action)
            if NEW_ROW in action.events:
                for definition in self._rows_of(action):
                    self._on_row.setdefault(definition, []).append(action)
        self._waiting: list[tuple[SetValue, FormNode]] = []
        self._loaded = False
        if self._on_change:
            engine.on_value = self._value_changed
        if self._on_row:
            engine.on_row = self._row_added

    def _rows_of(self, action: SetValue) -> Iterable[NodeDef]:
        """The repeat that an action in the body stands in; one in the model means the target's repeat."""
        target = self._engine.definition.binds[action.target]
        start = action.source if action.source is not None and action.source.repeat is not None else target
        return [node for node in (start, *start.ancestors()) if node.repeat is not None][:1]

    def _value_changed(self, node: FormNode) -> None:
        if self._loaded:
            self._waiting.extend((action, node) for action in self._on_change.get(node.definition, ()))

    def _row_added(self, row: FormNode) -> None:
        for node in walk(row):
            self._waiting.extend((action, node) for action in self._on_row.get(node.definition, ()))

    @contextmanager
    def silenced(self) -> Iterator[None]:
        """Do not fire anything meanwhile: an undo must not be undone by its own events."""
        loaded, self._loaded = self._loaded, False
        try:
            yield
        finally:
            self._loaded = loaded
            self._waiting.clear()

    def start_over(self) -> None:
        """Prepare for another instance: its values are no changes."""
        self._loaded = False
        self._waiting.clear()

    def forget(self) -> None:
        """Drop what waits; an action of the session is over."""
        self._waiting.clear()

    # -- the events

    def load(self, *, first: bool) -> None:
        """Fire the events of loading."""
        wanted = {LOAD, FIRST_LOAD} if first else {LOAD}
        for action in self._engine.definition.actions:
            if action.events & wanted:
                target = self._engine.definition.binds[action.target]
                if action.selected is not None:
                    self._set(action, self._selected(action.selected, self._engine.top))
                else:
                    self._set(action, self._engine.instances(self._engine.document, target.path))
        self._engine.run()
        self._loaded = True
        self.settle()

    def settle(self) -> None:
        """Fire what changes and new rows have set waiting, until nothing more follows."""
        for _ in range(MAX_ROUNDS):
            if not self._waiting:
                return
            waiting, self._waiting = self._waiting, []
            for action, node in waiting:
                # A change reaches its target also while that is not asked; loading does not.
                self._set(action, self._targets(action, node), hidden=True)
            self._engine.run()
        raise BudgetError("budget.events", limit=MAX_ROUNDS)

    def _targets(self, action: SetValue, source: FormNode) -> list[FormNode]:
        target = self._engine.definition.binds[action.target]
        if action.selected is not None:
            return self._selected(action.selected, source)
        current = source
        while current.parent is not None and current.parent is not self._engine.document:
            if target.path[: current.definition.depth + 1] == current.definition.path:
                break
            current = current.parent
        return self._engine.instances(current, target.path[current.definition.depth + 1 :])

    def _selected(self, path: str, source: FormNode) -> list[FormNode]:
        engine = self._engine
        engine.context.current = source
        found = self._compiler.as_nodes(self._compiler.compile(path))(source, engine.context)
        return [node for node in found if isinstance(node, FormNode)]

    def _set(self, action: SetValue, targets: Iterable[FormNode], *, hidden: bool = False) -> None:
        engine = self._engine
        for node in targets:
            if not node.relevant and not hidden:
                continue
            value = action.text
            if action.value is not None:
                engine.context.current = node
                try:
                    value = self._compiler.as_text(self._compiler.compile(action.value))(node, engine.context)
                except BudgetError:
                    raise
                except ChecklistError:
                    value = ""
            engine.store(node, fit(node.definition.bind.type, value))

    # -- preloads

    def preload(self, now: datetime, settings: Mapping[str, str]) -> None:
        """Fill what the form wants filled at the first load."""
        for definition in self._engine.definition.binds.values():
            if definition.bind.preload:
                value = _preloaded(definition.bind.preload, definition.bind.preload_params, now, settings)
                if value is not None:
                    for node in self._engine.instances(self._engine.document, definition.path):
                        self._engine.store(node, fit(definition.bind.type, value))

    def finalize(self, now: datetime) -> None:
        """Fill what is known only at the end."""
        for definition in self._engine.definition.binds.values():
            if (definition.bind.preload, definition.bind.preload_params) == ("timestamp", "end"):
                for node in self._engine.instances(self._engine.document, definition.path):
                    self._engine.store(node, dates.with_offset(now))

    def renew_id(self) -> None:
        """Give an edited instance a new id and keep the old one as ``deprecatedID``."""
        meta = [child for child in self._engine.top.children if child.local == "meta"]
        for group in meta:
            ids = {child.local: child for child in group.children}
            current = ids.get("instanceID")
            if current is None or not current.stored:
                continue
            old = ids.get("deprecatedID") or _add_deprecated(group)
            self._engine.store(old, current.stored)
            if current.definition.bind.preload == "uid":
                self._engine.store(current, _new_id())


def _add_deprecated(group: FormNode) -> FormNode:
    """Most forms have no place for the old id; the instance gets one."""
    meta = group.definition
    known = next((child for child in meta.children.values() if child.local == "deprecatedID"), None)
    if known is None:
        key = "deprecatedID" if meta.prefix is None else f"{{{meta.namespace}}}deprecatedID"
        known = NodeDef(meta, "deprecatedID", meta.namespace, meta.prefix, key)
        known.optional = True
        meta.add(known)
    node = FormNode(known)
    node.parent = group
    group.children = [*group.children, node]
    group.named = None
    return node


def _new_id() -> str:
    return f"uuid:{uuid.uuid4()}"


def _preloaded(kind: str, params: str, now: datetime, settings: Mapping[str, str]) -> str | None:
    match kind, params:
        case "uid", _:
            return _new_id()
        case "timestamp", "start":
            return dates.with_offset(now)
        case "date", _:
            return now.date().isoformat()
        case "property" | "context", name:
            return settings.get(name)
        case _:
            return None
