"""What to write instead of a word that accuses: in plain words, beside what was written."""

from dataclasses import dataclass

from fieldmonitor.app.drafts import Draft
from fieldmonitor.app.findings import questions
from fieldmonitor.domain.records import Work
from fieldmonitor.domain.wording import Rule, Warned, check
from fieldmonitor.system.translations import _

PEOPLE = frozenset({"supervisor", "resident", "inspector"})
"""Roles whose name in the register is a person's; a company's name may stand in a finding."""


def warnings(text: str, work: Work) -> tuple[Warned, ...]:
    """Return what a volunteer should look at in a sentence about a work."""
    return check(text, [party.name for party in work.parties if party.role in PEOPLE])


IN_ANSWERS = frozenset({Rule.ACCUSES, Rule.INSULTS, Rule.PERSON, Rule.NUMBER})
"""What is looked at in answers: what neighbours say may well be a rumour, and says so."""


@dataclass(frozen=True, slots=True)
class WordedAnswer:
    """An answer in free text with something to look at; it may be left as it is."""

    ref: str
    question: str
    warned: tuple[Warned, ...]


def worded_answers(draft: Draft) -> tuple[WordedAnswer, ...]:
    """Return the free answers of a draft that accuse somebody or name a person."""
    found = []
    for node in questions(draft.session):
        if node.control == "input" and node.type == "string" and node.value:
            warned = tuple(one for one in warnings(node.value, draft.work) if one.rule in IN_ANSWERS)
            if warned:
                found.append(WordedAnswer(node.ref, node.label, warned))
    return tuple(found)


def advice(warned: Warned) -> str:
    """Return a sentence that says why a word is marked, and what to write."""
    return {
        Rule.ACCUSES: _("«{words}» acusa de un delito. Escriba lo que vio: qué falta, cuánto y dónde."),
        Rule.MOTIVE: _("«{words}» dice para qué lo hicieron. Escriba solo lo que vio."),
        Rule.INSULTS: _("«{words}» juzga a alguien. Escriba qué hizo o qué faltó."),
        Rule.CERTAIN: _("«{words}» afirma más de lo que se ve en una visita. Diga cuándo y dónde lo vio."),
        Rule.RUMOUR: _("«{words}» no dice quién lo dijo. Anote el cargo de quien se lo dijo."),
        Rule.PERSON: _("«{words}» parece el nombre de una persona. Escriba su cargo."),
        Rule.NUMBER: _("«{words}» parece un documento o un teléfono. Quítelo del texto."),
    }[warned.rule].format(words=warned.words)
