"""Words that made-up works are made of. None of these companies, people or hamlets is meant to be real."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkKind:
    """A kind of work: how it is named, its sector, and its usual cost in thousands of soles."""

    template: str
    sector: str
    cost: tuple[int, int]


KINDS = (
    WorkKind(
        "Mejoramiento del servicio educativo de la I.E. N.º {number} de {hamlet}", "Educación", (1800, 9200)
    ),
    WorkKind("Mejoramiento de los servicios de salud del puesto de salud {hamlet}", "Salud", (1200, 7800)),
    WorkKind(
        "Mejoramiento de la transitabilidad vehicular y peatonal del jirón {street}",
        "Transporte",
        (700, 5200),
    ),
    WorkKind("Ampliación del sistema de agua potable y saneamiento de {hamlet}", "Saneamiento", (900, 9800)),
    WorkKind("Creación del puente carrozable {hamlet} sobre la quebrada {stream}", "Transporte", (800, 6400)),
    WorkKind("Mejoramiento del servicio de agua para riego del canal {hamlet}", "Agricultura", (600, 4900)),
    WorkKind("Creación de la losa deportiva multiusos de {hamlet}", "Vivienda", (350, 1400)),
    WorkKind("Mejoramiento del mercado de abastos de {hamlet}", "Comercio", (1500, 8800)),
    WorkKind("Rehabilitación del camino vecinal {hamlet} – {other}", "Transporte", (900, 6900)),
    WorkKind("Creación de defensas ribereñas en la quebrada {stream}", "Ambiente", (1100, 9600)),
)

HAMLETS = (
    "Molle Grande", "Quinual Alto", "Huerta Vieja", "Santa Rosa Baja", "Pampa Hermosa", "Los Algarrobos",
    "Cruz Blanca", "Tres Acequias", "San Isidro Chico", "Nueva Esperanza", "Ichu Pampa", "Lomas del Sol",
    "Puente Piedra Alta", "Retama", "Buenos Aires Norte", "Chilco", "El Carrizal", "Agua Clara",
    "Las Palmeras Sur", "Tuna Pata", "Capulí", "La Colmena Alta", "Sauce Viejo", "Aliso",
)  # fmt: skip

STREETS = (
    "Los Sauces", "Dos de Mayo", "Las Flores", "Unión", "Progreso", "La Mar", "Independencia", "Los Molles",
    "San Martín", "Amargura", "Comercio", "Leoncio Prado",
)  # fmt: skip

STREAMS = ("Honda", "Seca", "del Zorro", "Las Vacas", "Piedra Parada", "Cascajal", "Colorada", "El Sauce")

CONSORTIUMS = (
    "Quinual", "Puya", "Cantuta", "Los Andenes", "Molle Azul", "Ccori Inti", "Vicuñas", "Del Valle Alto",
    "Queñual", "Retama Norte", "Totora", "Huarango",
)  # fmt: skip

SUPERVISORS = (
    "Supervisión Nevado", "Ingenieros Tambo", "Consultora Mirador", "Control Andino", "Supervisora Chasqui",
    "Consultores Illa",
)  # fmt: skip

GIVEN_NAMES = (
    "Rosa",
    "Julio",
    "Carmen",
    "Elmer",
    "Nélida",
    "Percy",
    "Yolanda",
    "Wilfredo",
    "Gladys",
    "Óscar",
)
SURNAMES = ("Quispe", "Huamán", "Rojas", "Flores", "Mamani", "Chávez", "Ramos", "Castillo", "Vega", "Ñahui")

STOPPAGE_CAUSES = (
    "Falta de pago de valorizaciones",
    "Deficiencias del expediente técnico",
    "Controversia entre la entidad y el contratista",
    "Falta de libre disponibilidad del terreno",
    "Eventos climatológicos",
)
TERM_CAUSES = ("Lluvias", "Prestación adicional de obra", "Demora en la entrega del terreno")
