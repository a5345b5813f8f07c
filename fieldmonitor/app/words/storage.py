"""Words for what the disk, the store and the vault do."""

from fieldmonitor.app.words.sentence import Sentence
from fieldmonitor.system.translations import _

_DISK: dict[str, Sentence] = {
    "disk.full": lambda: (
        _("No queda espacio en el disco. Lo anterior sigue guardado."),
        _("Libere espacio y repita lo último."),
    ),
    "disk.read_only": lambda: (_("El disco es de solo lectura."), _("Use otra carpeta u otra memoria.")),
    "disk.no_permission": lambda: (
        _("No tiene permiso para usar {path}."),
        _("Elija otra carpeta o pida permiso."),
    ),
    "disk.missing": lambda: (_("No se encuentra {path}."), _("Revise que la memoria esté conectada.")),
    "disk.failing": lambda: (
        _("El disco está fallando. Lo anterior sigue guardado."),
        _("Haga una copia de seguridad en otra memoria y avise a su coordinación."),
    ),
    "disk.failed": lambda: (_("No se pudo usar {path}."), _("Vuelva a intentar. Error {number}.")),
}

_STORE: dict[str, Sentence] = {
    "store.disk_full": lambda: (
        _("No queda espacio en el disco. Lo anterior sigue guardado."),
        _("Libere espacio y repita lo último."),
    ),
    "store.read_only": lambda: (
        _("No se puede escribir en la carpeta del perfil."),
        _("Revise el disco y los permisos de la carpeta."),
    ),
    "store.corrupt": lambda: (
        _("Los datos del perfil están dañados, o la clave no es la suya."),
        _("Restaure una copia de seguridad desde Ajustes."),
    ),
    "store.locked": lambda: (
        _("Otro programa está usando los datos del perfil."),
        _("Cierre la otra ventana y vuelva a intentar."),
    ),
    "store.disk_failing": lambda: (
        _("El disco está fallando. Lo anterior sigue guardado."),
        _("Haga una copia de seguridad en otra memoria y avise a su coordinación."),
    ),
    "store.cannot_open": lambda: (
        _("No se pueden abrir los datos del perfil."),
        _("Revise la carpeta y sus permisos."),
    ),
    "store.missing": lambda: (
        _("Faltan los datos del perfil."),
        _("Restaure una copia de seguridad, o inscríbase otra vez."),
    ),
    "store.newer": lambda: (
        _("Este perfil es de una versión más nueva del programa."),
        _("Actualice el programa; sus datos no se tocaron."),
    ),
    "store.sqlite_too_old": lambda: (
        _("La base de datos instalada tiene un error conocido que pierde datos."),
        _("Instale otra vez el programa."),
    ),
    "backup.damaged": lambda: (
        _("La copia de seguridad está dañada: {first}."),
        _("Use otra copia. No se cambió nada en esta laptop."),
    ),
    "backup.place_inside": lambda: (
        _("Esa carpeta está dentro del perfil: se perdería con él."),
        _("Elija una carpeta en otra memoria o en otro disco."),
    ),
    "backup.not_ours": lambda: (
        _("Ese archivo no es una copia de seguridad de este programa."),
        _("Elija otro."),
    ),
}

_VAULT: dict[str, Sentence] = {
    "vault.wrong_passphrase": lambda: (
        _("La frase clave no es correcta."),
        _("Espere {wait} s y vuelva a escribirla."),
    ),
    "vault.wait": lambda: (
        _("Hubo intentos fallidos con la frase clave."),
        _("Espere {seconds} s antes de intentar otra vez."),
    ),
    "vault.exists": lambda: (
        _("Ya hay un perfil en la carpeta {folder}."),
        _("Ábralo con su frase clave, o elija otra carpeta."),
    ),
    "vault.missing": lambda: (
        _("No hay un perfil en la carpeta {folder}."),
        _("Revise la carpeta, o inscríbase primero."),
    ),
    "vault.damaged": lambda: (
        _("El archivo de claves del perfil está dañado."),
        _("Restaure una copia de seguridad."),
    ),
    "vault.newer": lambda: (
        _("Este perfil es de una versión más nueva del programa."),
        _("Actualice el programa; sus datos no se tocaron."),
    ),
    "vault.keyring_missing": lambda: (
        _("El llavero de esta laptop ya no tiene la clave del perfil."),
        _("Use su hoja de recuperación."),
    ),
    "vault.empty_passphrase": lambda: (_("La frase clave está vacía."), _("Escriba una frase.")),
    "vault.wrong_key": lambda: (
        _("La clave no abre este perfil."),
        _("Revise la frase clave o la hoja de recuperación."),
    ),
    "keyring.missing": lambda: (
        _("Este sistema no tiene un llavero de claves."),
        _("El perfil se protege solo con su frase clave."),
    ),
    "keyring.failed": lambda: (
        _("El llavero de claves del sistema no respondió."),
        _("Desbloquee la sesión del sistema y vuelva a intentar."),
    ),
    "vault.wiped": lambda: (
        _("Se alcanzó el límite de intentos y el perfil se borró, como usted pidió."),
        _("Inscríbase otra vez, o restaure una copia de seguridad."),
    ),
    "recovery.mistyped": lambda: (
        _("El código de la hoja de recuperación tiene un error de escritura."),
        _("Revise letra por letra; el código no usa I, L, O ni U."),
    ),
    "recovery.none": lambda: (
        _("Este perfil no tiene hoja de recuperación."),
        _("Use su frase clave."),
    ),
    "recovery.other_sheet": lambda: (
        _("Esa hoja de recuperación no es de este perfil, o fue reemplazada."),
        _("Busque la hoja más reciente."),
    ),
}

_SETTINGS: dict[str, Sentence] = {
    "work.cancelled": lambda: (_("Se canceló. No quedó nada a medias."), _("Puede empezar otra vez.")),
    "settings.idle_minutes": lambda: (
        _("No se puede bloquear a los {minutes} minutos."),
        _("Elija uno de los tiempos de la lista."),
    ),
}

STORAGE = {**_SETTINGS, **_DISK, **_STORE, **_VAULT}
