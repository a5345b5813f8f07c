"""Made-up public works in the shape of the official register, in real districts, saying they are made up.

The same seed gives the same works; dates follow `today`, so that a demo never looks old. Codes and tax
numbers are outside what the state hands out: a RUC here always fails its own check digit.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from fieldmonitor.demo import vocabulary as words
from fieldmonitor.demo.plans import CASES, Case, Plan, make_plan, programmed_on, progress, showcase
from fieldmonitor.domain.facts import Fact, FactKey
from fieldmonitor.domain.records import DocumentLink, Party, Work, WorkChange
from fieldmonitor.packs.gazetteer import Gazetteer, Place, load_gazetteer
from fieldmonitor.packs.infobras import DEMO_SOURCE, work_id

SEACE = "SEACE (demostración)"
INVIERTE = "Invierte.pe (demostración)"
FIRST_CODE = 910_000
FIRST_CUI = 9_500_000
SNAPSHOT_AGE = timedelta(days=20)
"""How old the copy of the register is."""


OPENING = ("021201", "110301", "070106", "150132", "200114", "080901")
"""Districts of the first works: those the register misplaces come early, so that a small demo has them."""


def demo_works(count: int, today: date, seed: int = 2026) -> tuple[Work, ...]:
    """Return `count` works; the first is always the school that the guides show."""
    gazetteer = load_gazetteer()
    places = _places(gazetteer, seed)
    return tuple(_work(index, places[index % len(places)], today, seed) for index in range(count))


def synthetic_ruc(rng: Random) -> str:
    """Return eleven digits shaped like a company's tax number that no company can have."""
    ten = f"20{rng.randrange(10**8):08d}"
    return ten + str((ruc_check_digit(ten) + rng.randint(1, 9)) % 10)


def ruc_check_digit(ten: str) -> int:
    """Return the check digit of a RUC's first ten digits (modulus 11)."""
    weights = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    total = sum(int(digit) * weight for digit, weight in zip(ten, weights, strict=True))
    return (11 - total % 11) % 10


def _places(gazetteer: Gazetteer, seed: int) -> list[Place]:
    opening = [place for code in OPENING if (place := gazetteer.by_ubigeo(code))]
    rest = [place for place in gazetteer if place.ubigeo not in OPENING]
    Random(seed).shuffle(rest)  # noqa: S311 - demo data must repeat, not be secret
    return opening + rest


def _work(index: int, place: Place, today: date, seed: int) -> Work:
    rng = Random(f"{seed}:{index}")  # noqa: S311 - demo data must repeat, not be secret
    kind = words.KINDS[0] if index == 0 else rng.choice(words.KINDS)
    plan = showcase(today) if index == 0 else make_plan(rng, CASES[index % len(CASES)], kind.cost, today)
    code = str(FIRST_CODE + index)
    contractor, supervisor, resident = parties = _parties(rng, plan, today - SNAPSHOT_AGE)
    return Work(
        id=work_id(code),
        name=_name(rng, kind, place, index),
        entity=_entity(place),
        ubigeo=place.ubigeo,
        department=place.department,
        province=place.province,
        district=place.district,
        infobras_code=code,
        cui=str(FIRST_CUI + index * 17),
        sector=kind.sector,
        latitude=round(place.latitude + rng.uniform(-0.008, 0.008), 6),
        longitude=round(place.longitude + rng.uniform(-0.008, 0.008), 6),
        facts=tuple(_facts(rng, plan, (contractor, supervisor, resident), today, index)),
        parties=parties,
        progress=tuple(progress(plan, today)),
        changes=tuple(sorted(_changes(plan, today, index), key=lambda change: change.on)),
        documents=tuple(_documents(plan, index)),
        synthetic=True,
        source=DEMO_SOURCE,
        as_of=today - SNAPSHOT_AGE,
    )


def _name(rng: Random, kind: words.WorkKind, place: Place, index: int) -> str:
    hamlet, other = (words.HAMLETS[0], "") if index == 0 else rng.sample(words.HAMLETS, 2)
    number = 1047 if index == 0 else rng.randint(1010, 89999)
    stream, street = rng.choice(words.STREAMS), rng.choice(words.STREETS)
    what = kind.template.format(number=number, hamlet=hamlet, other=other, stream=stream, street=street)
    where = f"distrito de {place.district}, provincia de {place.province}"
    return f"{what}, {where}, departamento de {place.department}"


def _entity(place: Place) -> str:
    if place.ubigeo.endswith("01"):
        return f"Municipalidad Provincial de {place.province}"
    return f"Municipalidad Distrital de {place.district}"


def _facts(
    rng: Random, plan: Plan, parties: tuple[Party, Party, Party], today: date, index: int
) -> Iterator[Fact]:
    snapshot = today - SNAPSHOT_AGE
    signed = plan.start - timedelta(days=24)
    term_source = "Adenda 2 (demostración)" if plan.addendum else SEACE

    def register(key: FactKey, value: object, as_of: date = snapshot) -> Fact:
        return Fact(key, str(value), DEMO_SOURCE, as_of)

    yield register(FactKey.PUBLIC_STATE, _state(plan.case))
    yield Fact(FactKey.CONTRACT_AMOUNT, f"{plan.amount:.2f}", SEACE, signed)
    if plan.case is Case.AMOUNTS_DIFFER:
        wrong = plan.amount * Decimal(rng.choice(("1.27", "1.34", "0.71")))
        yield register(FactKey.CONTRACT_AMOUNT, f"{wrong:.2f}", signed)
    yield Fact(FactKey.UPDATED_COST, f"{plan.amount * Decimal('1.08'):.2f}", INVIERTE, snapshot)
    if plan.additions:
        yield register(FactKey.ADDITIONS, f"{plan.additions:.2f}")
    previous = str(plan.first_term) if plan.addendum else None
    yield Fact(FactKey.CONTRACT_TERM, str(plan.term), term_source, plan.addendum or signed, previous)
    yield register(FactKey.START_DATE, plan.start)
    yield register(FactKey.END_DATE, plan.end)
    if plan.case is Case.FINISHED:
        yield register(FactKey.REAL_END_DATE, plan.last_entry)
    yield register(FactKey.PHYSICAL_PROGRESS, plan.real, plan.last_entry)
    yield register(
        FactKey.PROGRAMMED_PROGRESS, programmed_on(plan.start, plan.end, plan.last_entry), plan.last_entry
    )
    yield register(FactKey.FINANCIAL_PROGRESS, plan.financial, plan.last_entry)
    yield register(FactKey.LAST_PROGRESS_DATE, plan.last_entry)
    if plan.case is Case.STOPPED:
        yield register(FactKey.STOPPAGE, "SÍ")
        yield register(FactKey.STOPPAGE_CAUSE, rng.choice(words.STOPPAGE_CAUSES))
    yield Fact(FactKey.CONTRACT_NUMBER, _contract(plan, index), SEACE, signed)
    yield register(FactKey.EXECUTION_MODE, "Contrata")
    keys = (FactKey.CONTRACTOR, FactKey.SUPERVISOR, FactKey.RESIDENT)
    for key, party in zip(keys, parties, strict=True):
        yield register(key, party.name)


def _state(case: Case) -> str:
    return {Case.STOPPED: "PARALIZADA", Case.FINISHED: "FINALIZADA"}.get(case, "EN EJECUCIÓN")


def _parties(rng: Random, plan: Plan, seen: date) -> tuple[Party, Party, Party]:
    resident = f"Ing. {rng.choice(words.GIVEN_NAMES)} {' '.join(rng.sample(words.SURNAMES, 2))}"

    def party(role: str, name: str, ruc: str | None) -> Party:
        return Party(role, name, ruc, plan.start, source=DEMO_SOURCE, as_of=seen)

    return (
        party("contractor", f"Consorcio {rng.choice(words.CONSORTIUMS)}", synthetic_ruc(rng)),
        party("supervisor", f"{rng.choice(words.SUPERVISORS)} S.A.C.", synthetic_ruc(rng)),
        party("resident", resident, None),
    )


def _changes(plan: Plan, today: date, index: int) -> Iterator[WorkChange]:
    yield WorkChange(plan.start - timedelta(days=24), f"Contrato {_contract(plan, index)} firmado", SEACE)
    yield WorkChange(plan.start - timedelta(days=6), "Entrega del terreno", DEMO_SOURCE)
    if plan.addendum:
        first = plan.start + (plan.addendum - plan.start) / 2
        cause = words.TERM_CAUSES[index % len(words.TERM_CAUSES)].lower()
        yield WorkChange(first, "Adenda 1: cambio del plantel profesional", SEACE)
        term = f"Adenda 2: el plazo pasa de {plan.first_term} a {plan.term} días por {cause}"
        yield WorkChange(plan.addendum, term, SEACE)
    if plan.case is Case.STOPPED:
        stopped = min(plan.last_entry + timedelta(days=9), today)
        yield WorkChange(stopped, "Paralización registrada por la entidad", DEMO_SOURCE)
    if plan.case is Case.FINISHED:
        yield WorkChange(plan.last_entry, "Acta de recepción de la obra", DEMO_SOURCE)


def _documents(plan: Plan, index: int) -> Iterator[DocumentLink]:
    signed = plan.start - timedelta(days=24)
    for title, age in (
        ("Expediente técnico, resumen", 190),
        ("Bases integradas", 70),
        ("Acta de buena pro", 31),
    ):
        yield DocumentLink(title, as_of=signed - timedelta(days=age), source=SEACE)
    yield DocumentLink(f"Contrato {_contract(plan, index)}", as_of=signed, source=SEACE)
    yield DocumentLink("Calendario de avance de obra", as_of=plan.start, source=DEMO_SOURCE)
    if plan.addendum:
        yield DocumentLink("Adenda 2", as_of=plan.addendum, source=SEACE)


def _contract(plan: Plan, index: int) -> str:
    return f"N.º {18 + index:03d}-{(plan.start - timedelta(days=24)).year}"
