"""The first start as a person goes through it."""

from tests.ui.person import Person

WORDS = "cuatro palabras muy sueltas"


def up_to_enrolment(person: Person) -> None:
    """Consent, and set the passphrase."""
    person.arrives("first")
    person.presses("Empezar la inscripción")
    person.presses("He leído y doy mi consentimiento")
    person.presses("Aceptar y seguir")
    person.types("Frase clave", WORDS)
    person.types("Escríbala otra vez", WORDS)
    person.presses("No la quiero")
    person.presses("Guardar la frase clave")
    person.sees("Inscriba esta laptop")
