"""How a finding is worded: what reads as an accusation, a motive, a rumour, or names a person; pure.

A finding says what was seen. The table below warns of words that say more; it never forbids one, because
a volunteer may be quoting a sign or a document. Spanish and English, folded: no case and no accents.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """What a word does to a sentence; `app.wording` says what to write instead."""

    ACCUSES = "accuses"
    MOTIVE = "motive"
    INSULTS = "insults"
    CERTAIN = "certain"
    RUMOUR = "rumour"
    PERSON = "person"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Warned:
    """A word or name that a volunteer should look at: where it stands in the text, and why."""

    rule: Rule
    start: int
    end: int
    words: str


_TABLE: tuple[tuple[Rule, str], ...] = (
    (Rule.ACCUSES, r"rob(?:o|os|a|an|ar|aron|ado|ada|ados|adas|ando|andose)"),
    (Rule.ACCUSES, r"hurt(?:o|os|ar|aron|ado|ada|ados|adas)"),
    (Rule.ACCUSES, r"corrup(?:to|ta|tos|tas|cion|t|tion|tly)"),
    (Rule.ACCUSES, r"coim(?:a|as|ear|ean|eo|earon|ero|era|eros)"),
    (Rule.ACCUSES, r"soborn(?:o|os|ar|aron|ado|ados|an)|mordidas?|diezmos?"),
    (Rule.ACCUSES, r"estaf(?:a|as|ar|aron|ado|ada|ador|adora|adores)"),
    (Rule.ACCUSES, r"fraud(?:e|es|ulento|ulenta|ulentos|ulentas|s|ulent)?"),
    (Rule.ACCUSES, r"ladron(?:a|es|as)?|ratero?s?|delincuentes?|criminal(?:es|s)?|mafi(?:a|as|oso|osa|osos)"),
    (
        Rule.ACCUSES,
        r"delitos?|crimen(?:es)?|crimes?|malversa(?:r|n|ron|cion|do|da)|peculado|desfalco|colusion",
    ),
    (Rule.ACCUSES, r"coludid(?:o|a|os|as)|complices?|lavado de (?:dinero|activos)|money laundering"),
    (Rule.ACCUSES, r"steal(?:s|ing)?|stole|stolen|theft|thie(?:f|ves)|brib(?:e|es|ed|ery|ing)|kickbacks?"),
    (Rule.ACCUSES, r"embezzl\w*|scam(?:s|med|mers?)?|swindl\w*|crooks?|crooked"),
    (Rule.MOTIVE, r"a proposito|adrede|intencional(?:mente)?|de mala fe|con dolo|premeditad\w*"),
    (
        Rule.MOTIVE,
        r"para (?:quedarse|embolsillarse|favorecer)|por interes(?:es)? (?:propios?|personal(?:es)?)",
    ),
    (Rule.MOTIVE, r"on purpose|deliberate(?:ly)?|intentional(?:ly)?|in bad faith|to pocket"),
    (Rule.INSULTS, r"sinverguenzas?|inutil(?:es)?|incapaz|incapaces|idiotas?|vag(?:o|os)|floj(?:o|os)"),
    (Rule.INSULTS, r"mentiros(?:o|a|os|as)|mienten|cinic(?:o|a|os|as)|negligentes?|irresponsables?"),
    (Rule.INSULTS, r"useless|idiots?|liars?|lazy|shameless|incompetent|negligent|irresponsible"),
    (Rule.CERTAIN, r"seguramente|sin duda|obviamente|evidentemente|es obvio|claramente|siempre|nunca"),
    (Rule.CERTAIN, r"todo el mundo sabe|todos saben"),
    (Rule.CERTAIN, r"obviously|surely|undoubtedly|clearly|everyone knows|always|never"),
    (Rule.RUMOUR, r"se rumorea|se dice que|dicen que|parece que|supuestamente|al parecer|me contaron"),
    (Rule.RUMOUR, r"rumou?rs?|it is said|they say|people say|allegedly|apparently|supposedly"),
)
"""Whole words only: "robusto", "robot", "coimbra" and "corrupio" say nothing."""

_RULES = tuple((rule, re.compile(rf"\b(?:{words})\b")) for rule, words in _TABLE)

_CAPITAL = r"[A-ZÁÉÍÓÚÑÜ][a-záéíóúñü]+"
_TITLED = re.compile(
    r"\b(?:[Ss]r(?:a|es|ta)?\.?|[Ss]eñor(?:a|es|ita)?|[Dd]on|[Dd]oña|[Ii]ng\.?|[Ii]ngenier[oa]|[Aa]rq\.?"
    r"|[Aa]rquitect[oa]|[Aa]lcalde(?:sa)?|[Rr]egidora?|[Rr]esidente|[Ss]upervisora?|[Mm]aestro"
    r"|[Mm]rs?\.?|[Mm]s\.?|[Mm]ayor|[Ee]ngineer)"
    rf"\s+(?!(?:de|del|la|el|los)\b)({_CAPITAL}(?:\s+(?:de\s+la\s+|de\s+|del\s+)?{_CAPITAL}){{0,3}})"
)
_FULL_NAME = re.compile(rf"(?=\b(({_CAPITAL})(?:\s+(?:de\s+la\s+|de\s+|del\s+)?{_CAPITAL}){{1,3}}))")
"""Looks ahead, so that "Según Rosa Condori" is tried from each of its words."""
_NUMBER = re.compile(r"\b(?:\d{8}|9\d{2}[ -]?\d{3}[ -]?\d{3})\b")

_COMMON = """
ana andrea angel angela antonio beatriz betty brenda carla carlos carmen cecilia cesar clara claudia
cristian cristina daniel david diana diego edgar edith eduardo edwin elena elizabeth elsa emilio
enrique erika ernesto fernando flor francisco gabriel gabriela gerardo gladys gloria guillermo
gustavo hector hugo irma isabel ivan jaime javier jesus jhon jimmy jorge jose josefa juan juana
julia julio karen karina laura leonardo liliana lucia luis luisa luz manuel marco marcos margarita
maria mario marisol marta martha martin mercedes miguel milagros monica nancy nelly nestor nora
norma olga oscar pablo patricia paul pedro percy rafael ramon raul ricardo roberto rocio rolando
rosa rosario ruben ruth sandra sara sergio silvia sofia sonia susana teresa vanessa veronica victor
victoria vilma walter wilfredo william wilmer wilson yolanda john james robert michael mary linda
barbara
"""

_FIRST_NAMES = frozenset(_COMMON.split())
"""Common in Peru: a full name is told by its first one; places and companies rarely begin so."""


def check(text: str, names: Iterable[str] = ()) -> tuple[Warned, ...]:
    """Return what to look at in a text, in its order; `names` are people known to be about this work."""
    folded = fold(text)
    found = [
        Warned(rule, match.start(), match.end(), text[match.start() : match.end()])
        for rule, pattern in _RULES
        for match in pattern.finditer(folded)
    ]
    found += _people(text, folded, names)
    found += [Warned(Rule.NUMBER, m.start(), m.end(), m.group()) for m in _NUMBER.finditer(text)]
    return _apart(sorted(found, key=lambda one: (one.start, -one.end)))


def fold(text: str) -> str:
    """Return a text without case and accents, every letter at its place."""
    return "".join(_bare(letter) for letter in text)


def _bare(letter: str) -> str:
    folded = unicodedata.normalize("NFD", letter)[0].lower()
    return folded if len(folded) == 1 else letter


def _people(text: str, folded: str, names: Iterable[str]) -> list[Warned]:
    found = [Warned(Rule.PERSON, m.start(1), m.end(1), m.group(1)) for m in _TITLED.finditer(text)]
    found += [
        Warned(Rule.PERSON, m.start(1), m.end(1), m.group(1))
        for m in _FULL_NAME.finditer(text)
        if fold(m.group(2)) in _FIRST_NAMES
    ]
    for name in names:
        wanted = fold(name).strip()
        if len(wanted) >= 6:
            found += [
                Warned(Rule.PERSON, m.start(), m.end(), text[m.start() : m.end()])
                for m in re.finditer(rf"\b{re.escape(wanted)}\b", folded)
            ]
    return found


def _apart(found: list[Warned]) -> tuple[Warned, ...]:
    """Return warnings that do not overlap: the longer one of two at a place says enough."""
    kept: list[Warned] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)
