"""One answering of a checklist: values in, state out, and exactly what changed."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from fieldmonitor.forms.actions import Actions
from fieldmonitor.forms.audit import AuditLog
from fieldmonitor.forms.changes import Changes, GroupState, Problem, changes_of
from fieldmonitor.forms.choices import Choices
from fieldmonitor.forms.definition import Definition, NodeDef
from fieldmonitor.forms.engine import SELECTS, Engine
from fieldmonitor.forms.errors import AnswerError, BudgetError
from fieldmonitor.forms.instance import FormNode, Seed, ref_of, walk
from fieldmonitor.forms.labels import Labels
from fieldmonitor.forms.locate import find, is_stand_in
from fieldmonitor.forms.nodes import DOCUMENT
from fieldmonitor.forms.sources import Source
from fieldmonitor.forms.types import fit, within
from fieldmonitor.forms.views import NodeView, group_states, problems_of, root_view
from fieldmonitor.forms.world import World
from fieldmonitor.forms.writer import read_draft, write_instance
from fieldmonitor.forms.xpath.runtime import Context

if TYPE_CHECKING:
    from fieldmonitor.forms.checklist import Checklist

MAX_ANSWER = 1 << 20
UNDO_STEPS = 200


class Session:
    """A live form. Made by :meth:`Checklist.start`; not for use from two threads at once."""

    def __init__(
        self,
        checklist: "Checklist",
        *,
        language: str,
        sources: Mapping[str, Source],
        now: Callable[[], datetime],
        zone: tzinfo,
        settings: Mapping[str, str],
    ) -> None:
        self.checklist = checklist
        self._definition = checklist.definition
        self._now = now
        self._zone = zone
        self._settings = settings
        self._world = World(self._definition, sources, now, settings)
        document = _document(checklist)
        self._engine = Engine(self._definition, checklist.units, Context(document, self._world, zone))
        self._labels = Labels(self._definition, checklist.compiler, self._engine.context, language)
        self._choices = Choices(self._engine, checklist.compiler, self._labels)
        self._actions = Actions(self._engine, checklist.compiler)
        self._undo: list[list[tuple[str, FormNode, object]]] = []
        audited = next((changes for _, changes in _audit_binds(self._definition)), None)
        self._groups: list[GroupState] | None = None
        self._audit = AuditLog(wanted=audited is not None, changes=audited == "true")
        self.position = ""
        """The ref where the person was; it travels in drafts."""
        self._world.read_itext = self._labels.itext
        self._world.read_choice = self._choices.name_of
        self._engine.on_choices = self._choices.refresh
        self._engine.offered = self._choices.offered
        self._engine.on_texts = self._labels.refresh

    # -- beginning

    def begin_new(self) -> None:
        """Plant a new instance: defaults, preloads, calculations, then the events of a first load."""
        self._engine.fresh = True
        self._plant(self._definition.seed)
        self._actions.preload(self._now().astimezone(self._zone), self._settings)
        self._compute()
        self._actions.load(first=True)
        self._audit.add("form start", self._now())
        self._engine.fresh = False
        self._finish()

    def begin_from(self, xml: bytes | str, *, edit: bool = False) -> None:
        """Plant a draft, or with ``edit`` a sent instance, which then gets a new id and names the old one."""
        seed, position = read_draft(xml, self._definition)
        self._plant(seed)
        self.position = position
        if edit:
            self._actions.renew_id()
        self._compute()
        self._actions.load(first=False)
        self._audit.add("form resume", self._now())
        self._finish()

    def _plant(self, seed: Seed) -> None:
        self._undo.clear()
        self._actions.start_over()
        document = _document(self.checklist)
        self._engine.begin()
        self._engine.plant(seed, document)
        self._world.primary = document
        self._engine.show_offered()

    def _compute(self) -> None:
        engine = self._engine
        for unit in self.checklist.units:
            engine.schedule(unit, engine.targets(unit, engine.document, unit.definition.path))
        engine.run()

    def _finish(self) -> Changes:
        self._groups = None
        changes = changes_of(self._engine, self._view_of)
        self._actions.forget()
        return changes

    # -- looking

    @property
    def language(self) -> str:
        """The language of labels, as the form names it."""
        return self._labels.language

    @property
    def root(self) -> NodeView:
        """The whole form as a tree of views."""
        return root_view(self)

    @property
    def evaluations(self) -> int:
        """How many expressions were evaluated since the session began."""
        return self._engine.evaluations

    def node(self, ref: str) -> NodeView:
        """Return the view of a node; raises AnswerError for an unknown ref."""
        return self._view_of(self._find(ref))

    def _view_of(self, node: FormNode) -> NodeView:
        return NodeView(self, node.definition.body, node)

    def _find(self, ref: str) -> FormNode:
        return find(self._engine, self._definition, ref)

    def groups(self) -> list[GroupState]:
        """Return the top-level groups (or lone questions) with their progress."""
        if self._groups is None:
            self._groups = group_states(self)
        return list(self._groups)

    def validate(self) -> list[Problem]:
        """Return everything that keeps the form from being final, in the order of the form."""
        return problems_of(self)

    # -- changing

    def answer(self, ref: str, value: str) -> Changes:
        """Give an answer as typed; '' clears it. A select-many takes its values separated by spaces.

        Text that is no value of the question's type is kept as no answer, as in other engines; look at the
        node's value. Raises AnswerError where no answer can be given.
        """
        node = self._find(ref)
        if node.definition.children or is_stand_in(node):
            raise AnswerError("answer.no_question", ref=ref)
        if node.readonly:
            raise AnswerError("answer.readonly", ref=ref)
        if len(value) > MAX_ANSWER:
            raise AnswerError("answer.too_long", ref=ref, limit=MAX_ANSWER)
        fitting = self._fit(node, value)
        self._audit.add("question", self._now(), ref, node.stored, fitting)
        return self._act(lambda: self._engine.store(node, fitting))

    def _fit(self, node: FormNode, value: str) -> str:
        body = node.definition.body
        if body is not None and body.control in SELECTS:
            return self._choices.fit(node, value)
        if body is not None and body.control == "range":
            return within(body.attributes, fit(node.definition.bind.type, value))
        if body is not None and body.control == "trigger":
            return "OK" if value else ""
        return fit(node.definition.bind.type, value)

    def add_repeat(self, ref: str) -> Changes:
        """Add a row at the end of a repeat."""
        stand_in = self._repeat(ref)
        assert stand_in.parent is not None
        rows = len(stand_in.parent.child_elements(stand_in.definition.key))
        self._audit.add("add repeat", self._now(), f"{ref}[{rows + 1}]")
        return self._act(lambda: self._engine.rows.add(stand_in, rows, 1))

    def remove_repeat(self, ref: str, index: int) -> Changes:
        """Remove a row; ``index`` counts from 1."""
        stand_in = self._repeat(ref)
        assert stand_in.parent is not None
        rows = len(stand_in.parent.child_elements(stand_in.definition.key))
        if not 1 <= index <= rows:
            raise AnswerError("repeat.no_row", ref=ref, index=index, rows=rows)
        self._audit.add("delete repeat", self._now(), f"{ref}[{index}]")
        return self._act(lambda: self._engine.rows.remove(stand_in, index - 1, 1))

    def _repeat(self, ref: str) -> FormNode:
        node = self._find(ref)
        if not is_stand_in(node):
            raise AnswerError("repeat.not_a_repeat", ref=ref)
        repeat = node.definition.repeat
        if repeat is not None and (repeat.count is not None or repeat.fixed):
            raise AnswerError("repeat.fixed", ref=ref)
        return node

    def undo(self) -> Changes | None:
        """Take back the last action; None if there is nothing to take back."""
        if not self._undo:
            return None
        journal = self._undo.pop()
        self._engine.begin()
        with self._actions.silenced():
            for kind, node, before in reversed(journal):
                self._take_back(kind, node, before)
            self._engine.run()
        return self._finish()

    def _take_back(self, kind: str, node: FormNode, before: object) -> None:
        if kind == "value":
            self._engine.store(node, str(before))
        elif kind == "added":
            assert node.parent is not None and node.parent.ranges is not None
            self._engine.rows.remove(node.parent.ranges[node.definition.key], node.place, 1)
        else:
            assert isinstance(before, FormNode)
            self._engine.rows.insert(before, node.place, [node])

    @property
    def can_undo(self) -> bool:
        """Whether there is an action to take back."""
        return bool(self._undo)

    def set_language(self, language: str) -> Changes:
        """Show the form in another of its languages; raises AnswerError for one it does not have."""
        self._engine.begin()
        self._labels.set_language(language)
        for node in walk(self._engine.top):
            node.choices = None
            if node.texts is not None or node.definition.body is not None:
                node.texts = None
                self._engine.changed[node] = None
        for unit in self.checklist.units:
            if unit.uses_language:
                engine = self._engine
                engine.schedule(unit, engine.targets(unit, engine.document, unit.definition.path))
        self._engine.run()
        return self._finish()

    def _act(self, change: Callable[[], object]) -> Changes:
        engine = self._engine
        self._groups = None
        engine.begin()
        try:
            change()
            engine.run()
            self._actions.settle()
        except BudgetError:
            engine.abandon()
            self._actions.forget()
            raise
        if engine.journal:
            self._undo.append(engine.journal)
            del self._undo[:-UNDO_STEPS]
        return self._finish()

    # -- keeping

    def to_xml(self, final: bool) -> bytes:
        """Return the instance: ``final`` leaves out what is not relevant, a draft keeps every answer."""
        self._audit.add("form finalize" if final else "form save", self._now())
        if final:
            self._groups = None
            self._engine.begin()
            self._actions.finalize(self._now().astimezone(self._zone))
            self._engine.run()
        return write_instance(self._engine.top, final=final, position="" if final else self.position)

    def audit_csv(self) -> bytes:
        """Return the audit log of this session as a file, empty where the form wants none."""
        return self._audit.to_csv()

    def restore(self, xml: bytes | str) -> Changes:
        """Replace everything by a draft."""
        self.begin_from(xml)
        return Changes((ref_of(self._engine.top),), (), (), everything=True)


def _audit_binds(definition: Definition) -> Iterator[tuple[NodeDef, str]]:
    """Yield the ``meta/audit`` nodes, and whether changes are to be tracked."""
    for meta in definition.root.children.values():
        for node in meta.children.values() if meta.local == "meta" else ():
            if node.local == "audit":
                yield node, node.bind.extra.get("odk:track-changes", "")


def _document(checklist: "Checklist") -> FormNode:
    return FormNode(checklist.document_definition, kind=DOCUMENT)
