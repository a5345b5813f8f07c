"""The parts of a checklist as the index shows them, and what is still missing; pure."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from fieldmonitor.forms import GroupState, NodeView
from fieldmonitor.system.resources import resource
from fieldmonitor.system.translations import _, current_language, ngettext
from fieldmonitor.ui.visit.asked import AskedAt, count
from fieldmonitor.ui.widgets.index import IndexItem


def index_items(groups: list[GroupState], current: str, asked: AskedAt | None = None) -> list[IndexItem]:
    """Return each part with its state in words and as an icon; a part that a review asks about is marked.

    Parts that are not asked stand last, without a number, and cannot be opened.
    """
    here = [group for group in groups if group.relevant]
    items = [_item(number, group, group.ref == current) for number, group in enumerate(here, 1)]
    items += [_left_out(group) for group in groups if not group.relevant]
    return [_marked(item, count(asked or {}, item.name)) for item in items]


def _left_out(group: GroupState) -> IndexItem:
    return IndexItem(group.ref, group.label, _("No aplica"), "circle-minus", enabled=False)


def _marked(item: IndexItem, asked: int) -> IndexItem:
    if not asked:
        return item
    said = ngettext("{n} pedido de la Contraloría", "{n} pedidos de la Contraloría", asked)
    return replace(item, asked=asked, asked_words=said.format(n=asked))


def missing(group: GroupState) -> int:
    """Return how many required answers a part still lacks."""
    return group.required - group.required_answered


def wrong(group: GroupState) -> int:
    """Return how many answers a part has that cannot be right."""
    return group.problems - missing(group)


def missing_words(group: GroupState) -> str:
    """Say what a part still lacks, or what to look at in it; it never blocks."""
    left, amiss = missing(group), wrong(group)
    if amiss:
        words = ngettext(
            "Revise {n} respuesta de esta parte. Puede seguir.",
            "Revise {n} respuestas de esta parte. Puede seguir.",
            amiss,
        )
        return words.format(n=amiss)
    if left == 0:
        return _("Esta parte está completa.")
    words = ngettext(
        "Falta {n} respuesta en esta parte. Puede seguir.",
        "Faltan {n} respuestas en esta parte. Puede seguir.",
        left,
    )
    return words.format(n=left)


def numbers(groups: list[GroupState], questions: Callable[[str], list[NodeView]]) -> dict[str, str]:
    """Return the number of every question that is asked now: its part's and its place there, as "3.2"."""
    found: dict[str, str] = {}
    for part, group in enumerate(groups, 1):
        asked = [node for node in questions(group.ref) if node.kind == "question" and node.relevant]
        counted = (node for node in asked if not is_reason(node) and node.control != "trigger")
        found |= {node.ref: f"{part}.{place}" for place, node in enumerate(counted, 1)}
    return found


def is_reason(node: NodeView) -> bool:
    """Tell whether a question asks for the reason of the one before it."""
    return node.ref.endswith("_reason")


def could_not_of(node: NodeView, nodes: dict[str, NodeView]) -> NodeView | None:
    """Return the box "No se pudo verificar" that belongs to a typed question."""
    return nodes.get(f"{node.ref}_unverified")


def is_could_not(node: NodeView, nodes: dict[str, NodeView]) -> bool:
    """Tell whether a node is such a box; it is shown beside its question's words."""
    base = node.ref.removesuffix("_unverified")
    return node.control == "trigger" and base != node.ref and base in nodes


@lru_cache(maxsize=1)
def _norms() -> dict[str, dict[str, str]]:
    read = json.loads(resource("checklists", "norms.json").read_text(encoding="utf-8"))
    return {str(code): dict(words) for code, words in read.items()}


def norm_words(code: str) -> str:
    """Return a norm's words; a code of a newer checklist is shown as it came."""
    words = _norms().get(code)
    if words is None:
        return code
    return words.get(current_language()) or words["es"]


def _joined(state: str, share: str) -> str:
    return f"{state} · {share}"


def _item(number: int, group: GroupState, here: bool) -> IndexItem:
    title = f"{number}. {group.label}"
    left = missing(group)
    share = _("{answered} de {questions}").format(answered=group.required_answered, questions=group.required)
    if amiss := wrong(group):
        check = ngettext("Revise {n}", "Revise {n}", amiss).format(n=amiss)
        return IndexItem(group.ref, title, _joined(check, share), "triangle-alert", "error")
    if not group.required:
        icon = "circle-check" if group.answered else "circle"
        return IndexItem(group.ref, title, _("Todo es opcional"), icon)
    if left == 0:
        return IndexItem(group.ref, title, _joined(_("Completa"), share), "circle-check", "ok")
    if here:
        return IndexItem(group.ref, title, _joined(_("En curso"), share), "circle-dot")
    if group.answered:
        lacks = ngettext("falta {n}", "faltan {n}", left).format(n=left)
        return IndexItem(group.ref, title, _joined(share, lacks), "triangle-alert", "warn")
    return IndexItem(group.ref, title, _joined(_("Sin empezar"), share), "circle")
