"""Words for the hub (pairing, handing over, custody) and for who audits the log of receipts."""

from fieldmonitor.app.words.sentence import Sentence
from fieldmonitor.system.translations import _

_PAIRING: dict[str, Sentence] = {
    "pairing.mistyped": lambda: (
        _("El código no está completo o tiene otros signos."),
        _("Son ocho letras y números, como 4K7Q-XW2M."),
    ),
    "pairing.bad_link": lambda: (
        _("Ese texto no es de un centro de acopio."),
        _("Copie todo lo que dice el código QR, o escriba la dirección y el código."),
    ),
    "pairing.bad_address": lambda: (
        _("La dirección {address} no es de un centro de acopio."),
        _("Escríbala como se muestra allí, por ejemplo 192.168.1.5:8480."),
    ),
    "pairing.wrong_code": lambda: (
        _("El código no es el de este centro de acopio."),
        _("Mire la pantalla del centro: el código cambia cada vez que se enciende."),
    ),
    "pairing.too_many_tries": lambda: (
        _("Hubo demasiados intentos con códigos."),
        _("Espere quince minutos y vuelva a intentar."),
    ),
    "pairing.not_proven": lambda: (
        _("Quien respondió no es el centro de acopio."),
        _("No se entregó nada. Avise a quien lo atiende."),
    ),
}

_HUB: dict[str, Sentence] = {
    "hub.not_paired": lambda: (
        _("Esta laptop aún no conoce un centro de acopio."),
        _("Empareje primero, con el código que muestra el centro."),
    ),
    "hub.offline": lambda: (
        _("El centro de acopio no responde en {address}."),
        _("Conéctese a su red y revise la dirección. Todo queda guardado aquí."),
    ),
    "hub.other_hub": lambda: (
        _("En esa dirección hay otro centro de acopio."),
        _("No se entregó nada. Si el centro es nuevo, empareje otra vez."),
    ),
    "hub.full": lambda: (
        _("El centro de acopio no tiene espacio."),
        _("Avise a quien lo atiende. Sus informes siguen aquí."),
    ),
    "hub.quota": lambda: (
        _("El centro de acopio no recibe más de esta laptop por ahora."),
        _("Avise a quien lo atiende. Sus informes siguen aquí."),
    ),
    "hub.key_unreadable": lambda: (
        _("No se puede leer la clave del centro de acopio."),
        _("Restaure su carpeta, o empiece con una carpeta nueva y empareje otra vez."),
    ),
    "hub.not_enrolled": lambda: (
        _("Este centro de acopio no está inscrito en la Contraloría."),
        _("Inscríbalo con: fieldmonitor hub enrol."),
    ),
    "custody.not_given": lambda: (
        _("El centro de acopio no confirmó que guarda el envío."),
        _("Sus informes siguen aquí. Vuelva a intentar."),
    ),
    "custody.stranger": lambda: (
        _("Quien firmó no es de su coordinación."),
        _("No se tomó en cuenta. Avise a su coordinación."),
    ),
    "custody.no_card": lambda: (
        _("Esta laptop aún no tiene su tarjeta de coordinación."),
        _("Conéctese una vez y ejecute: fieldmonitor bundle forward."),
    ),
    "bundle.unknown": lambda: (
        _("El centro de acopio ya no tiene un envío suyo."),
        _("Se entregará otra vez."),
    ),
    "bundle.bad_index": lambda: (
        _("El índice del envío no es válido."),
        _("No se entregó nada. Vuelva a intentar."),
    ),
    "pack.unknown": lambda: (
        _("El centro de acopio no tiene ese paquete."),
        _("Pregunte a quien lo atiende."),
    ),
}

_AUDIT: dict[str, Sentence] = {
    "audit.bad_key": lambda: (
        _("La clave del servidor no es válida."),
        _("Son 44 signos en base64, como las publica la Contraloría."),
    ),
    "audit.unreadable": lambda: (
        _("El archivo {path} no se puede leer."),
        _("Use los archivos que escribió «fieldmonitor audit»."),
    ),
    "log.entries_missing": lambda: (
        _("Faltan constancias en el registro."),
        _("Guarde esta pantalla y avise: es una señal grave."),
    ),
    "log.repeated": lambda: (
        _("El registro tiene dos veces la misma constancia."),
        _("Guarde esta pantalla y avise: es una señal grave."),
    ),
}

HUB = {**_PAIRING, **_HUB, **_AUDIT}
