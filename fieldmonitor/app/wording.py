"""What to write instead of a word that accuses: in plain words, beside what was written."""

from fieldmonitor.domain.records import Work
from fieldmonitor.domain.wording import Rule, Warned, check
from fieldmonitor.system.translations import _

PEOPLE = frozenset({"supervisor", "resident", "inspector"})
"""Roles whose name in the register is a person's; a company's name may stand in a finding."""


def warnings(text: str, work: Work) -> tuple[Warned, ...]:
    """Return what a volunteer should look at in a sentence about a work."""
    return check(text, [party.name for party in work.parties if party.role in PEOPLE])


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
