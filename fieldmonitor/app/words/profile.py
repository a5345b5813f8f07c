"""Words for the profile, its passphrase, its disk and its files."""

from fieldmonitor.app.words.sentence import Sentence
from fieldmonitor.system.translations import _

PROFILE: dict[str, Sentence] = {
    "profile.not_enrolled": lambda: (
        _("Esta laptop todavía no está inscrita."),
        _("Pida un código a su coordinación e inscríbase."),
    ),
    "profile.missing": lambda: (
        _("No hay un perfil en la carpeta {folder}."),
        _("Revise la carpeta, o inscríbase primero."),
    ),
    "profile.exists": lambda: (
        _("Ya hay un perfil en la carpeta {folder}."),
        _("Ábralo con su frase clave, o elija otra carpeta."),
    ),
    "profile.in_use": lambda: (
        _("Este perfil ya está abierto en otra ventana."),
        _("Use la ventana abierta, o ciérrela primero."),
    ),
    "consent.withdrawn": lambda: (
        _("Usted retiró su consentimiento: no se inicia, no se firma y no se envía nada."),
        _("Puede volver a darlo en Ajustes, Sus datos."),
    ),
    "erase.not_confirmed": lambda: (
        _("No se borró nada: la palabra no es ERASE."),
        _("Escriba --confirm ERASE, en mayúsculas, si quiere borrar el perfil."),
    ),
    "profile.name_needed": lambda: (
        _("Falta el nombre del perfil."),
        _("Escriba un nombre o unas iniciales."),
    ),
    "profile.name_taken": lambda: (
        _("Ya hay un perfil con el nombre {name}."),
        _("Elija otro nombre, o abra el perfil que ya existe."),
    ),
    "demo.folder_not_empty": lambda: (
        _("La carpeta {folder} no está vacía."),
        _("Indique una carpeta nueva para la demostración."),
    ),
    "passphrase.needed": lambda: (
        _("Falta la frase clave."),
        _("Escríbala, o indique --passphrase-file."),
    ),
    "passphrase.not_equal": lambda: (_("Las dos frases no son iguales."), _("Escríbalas otra vez.")),
    "passphrase.too_short": lambda: (
        _("La frase clave es muy corta."),
        _("Use al menos {minimum} caracteres; cuatro palabras sueltas son una buena frase."),
    ),
}
