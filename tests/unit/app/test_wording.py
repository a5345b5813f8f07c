"""The check of wording: it warns of accusations and names, in both languages, and of nothing else."""

import pytest

from fieldmonitor.app.wording import advice, warnings
from fieldmonitor.domain.wording import Rule, check, fold
from tests import factories

WARNED = [
    ("El alcalde se robó el cemento.", Rule.ACCUSES, "robó"),
    ("Aquí hay CORRUPCIÓN.", Rule.ACCUSES, "CORRUPCIÓN"),
    ("El residente es corrupto", Rule.ACCUSES, "corrupto"),
    ("Pidieron una coima al vigilante", Rule.ACCUSES, "coima"),
    ("Fue una estafa", Rule.ACCUSES, "estafa"),
    ("Son unos ladrones", Rule.ACCUSES, "ladrones"),
    ("Hubo lavado de dinero", Rule.ACCUSES, "lavado de dinero"),
    ("They stole the bricks", Rule.ACCUSES, "stole"),
    ("It looks like bribery.", Rule.ACCUSES, "bribery"),
    ("Lo dejaron así a propósito", Rule.MOTIVE, "a propósito"),
    ("It was done on purpose", Rule.MOTIVE, "on purpose"),
    ("El supervisor es un sinvergüenza", Rule.INSULTS, "sinvergüenza"),
    ("The engineer is incompetent", Rule.INSULTS, "incompetent"),
    ("Obviamente no trabajan", Rule.CERTAIN, "Obviamente"),
    ("Everyone knows it", Rule.CERTAIN, "Everyone knows"),
    ("Dicen que no pagan", Rule.RUMOUR, "Dicen que"),
    ("Allegedly nobody is paid", Rule.RUMOUR, "Allegedly"),
    ("El Ing. Quispe Mamani no estaba", Rule.PERSON, "Quispe Mamani"),
    ("La señora Huamán lo contó", Rule.PERSON, "Huamán"),
    ("Lo dijo Rosa Condori", Rule.PERSON, "Rosa Condori"),
    ("Mr. Brown said so", Rule.PERSON, "Brown"),
    ("Su DNI es 45678912", Rule.NUMBER, "45678912"),
    ("Llamar al 987 654 321", Rule.NUMBER, "987 654 321"),
]

QUIET = [
    "El cartel de obra dice 240 días y el contrato 285.",
    "No estaban el residente ni el supervisor de obra.",
    "El muro es robusto y el robot de soldadura no funciona.",
    "La vía a Coimbra pasa por el cerro; hay un roble.",
    "Falta cubrir 30 bolsas de cemento, junto al cerco de la calle San Martín.",
    "La Municipalidad Provincial de Huaylas publica el plazo de 2026.",
    "El contratista Constructora Los Andes S.A.C. no tiene cartel.",
    "The board says 240 days and the contract 285.",
    "Neither the resident engineer nor the supervisor was at the site.",
    "El código de la inversión es 2345678 y el monto S/ 4,218,300.00.",
    "",
]


@pytest.mark.parametrize(("text", "rule", "words"), WARNED)
def test_a_word_that_says_more_than_was_seen_is_found(text: str, rule: Rule, words: str) -> None:
    assert [(one.rule, one.words) for one in check(text)] == [(rule, words)]


@pytest.mark.parametrize("text", QUIET)
def test_what_was_seen_is_left_alone(text: str) -> None:
    assert check(text) == ()


def test_each_warning_stands_at_its_word_and_says_what_to_write() -> None:
    text = "Según Rosa Condori, el corrupto alcalde robó."
    found = check(text)
    assert [text[one.start : one.end] for one in found] == ["Rosa Condori", "corrupto", "robó"]
    assert "cargo" in advice(found[0]) and "«robó»" in advice(found[2])
    assert len({advice(check(sample)[0]) for sample, _rule, _words in WARNED}) >= len(Rule)


def test_people_of_the_register_are_told_by_their_name_and_companies_are_not() -> None:
    from dataclasses import replace

    from fieldmonitor.domain.records import Party

    work = factories.works(1)[0]
    parties = (Party("resident", "APAZA TICONA, Wilber"), Party("contractor", "Consorcio Vial Norte"))
    known = replace(work, parties=parties)
    said = "No vi a apaza ticona, wilber; el letrero es del Consorcio Vial Norte."
    assert [one.rule for one in warnings(said, known)] == [Rule.PERSON]


def test_letters_keep_their_places_when_folded() -> None:
    for text in ("Ñandú ÁÉÍÓÚ", "İstanbul ß ﬁn", "robó 👷🏽"):
        assert len(fold(text)) == len(text)
