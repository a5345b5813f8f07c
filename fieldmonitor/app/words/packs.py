"""Words for assignment packs, their keys, and enrolment without a network."""

from fieldmonitor.app.words.sentence import Sentence
from fieldmonitor.system.translations import _

_READING: dict[str, Sentence] = {
    "pack.none": lambda: (
        _("No hay un paquete en {path}."),
        _("Elija la carpeta de la memoria que le dieron."),
    ),
    "pack.missing": lambda: (
        _("Al paquete le falta su sello de fecha."),
        _("Pida que lo escriban otra vez."),
    ),
    "pack.incomplete": lambda: (
        _("Al paquete le falta un archivo: {name}."),
        _("No se usó nada de él. Copie la carpeta entera otra vez."),
    ),
    "pack.damaged": lambda: (
        _("El paquete está dañado o fue cambiado."),
        _("No se usó nada de él. Pida que lo escriban otra vez."),
    ),
    "pack.mixed": lambda: (
        _("El paquete mezcla partes de dos fechas."),
        _("No se usó nada de él. Pida que lo escriban otra vez."),
    ),
    "pack.endless": lambda: (
        _("Un archivo del paquete es más grande de lo firmado."),
        _("No se usó nada de él. Pida que lo escriban otra vez."),
    ),
    "pack.bad_signature": lambda: (
        _("El paquete no está firmado por quien debe."),
        _("No se usó nada de él. Avise a su coordinación."),
    ),
    "pack.rollback": lambda: (
        _("El paquete es más antiguo que el que ya tiene."),
        _("No se usó nada de él. Pida el más reciente."),
    ),
    "pack.not_for_us": lambda: (
        _("El paquete no trae nada para esta laptop."),
        _("Pida a su coordinación el que le corresponde."),
    ),
    "pack.other_root": lambda: (
        _("El paquete es de otra región o de otro programa."),
        _("No se usó nada de él. Si cambió de región, cárguelo con las letras de su papel."),
    ),
    "pack.root_unconfirmed": lambda: (
        _("Es el primer paquete de esta laptop. Sus letras son {fingerprint}."),
        _("Compárelas con las de su papel y cargue el paquete con ellas."),
    ),
    "pack.other_fingerprint": lambda: (
        _("Las letras del paquete son {fingerprint}, y no las de su papel."),
        _("No se usó nada de él. Avise a su coordinación."),
    ),
    "pack.certificate": lambda: (
        _("La constancia de esta laptop en el paquete no es válida."),
        _("No se usó nada de él. Avise a su coordinación."),
    ),
    "pack.unknown": lambda: (
        _("El servidor no tiene ese paquete."),
        _("Pregunte a su coordinación si ya se armó el de su región."),
    ),
    "pack.expired": lambda: (
        _("El paquete venció, o el reloj de esta laptop está mal."),
        _("Puede seguir trabajando."),
    ),
    "pack.clock": lambda: (
        _("El reloj de esta laptop está atrasado."),
        _("Puede seguir trabajando; corrija la fecha."),
    ),
}

_MAKING: dict[str, Sentence] = {
    "pack.no_root": lambda: (
        _("Esa región no tiene una raíz publicada para sus paquetes."),
        _("Haga la ceremonia de llaves y publíquela."),
    ),
    "pack.busy": lambda: (
        _("Otro programa está armando o escribiendo ese paquete."),
        _("Espere a que termine y vuelva a intentar."),
    ),
    "pack.not_the_key": lambda: (
        _("Esa llave no es la que la raíz nombra."),
        _("Use la llave de la coordinación, o publique una raíz nueva."),
    ),
    "pack.file_too_large": lambda: (
        _("Un archivo pasa del tamaño que cabe en una memoria."),
        _("Divida el mapa en zonas."),
    ),
    "pack.laptop_missing": lambda: (
        _("El paquete aún no trae a una de esas laptops."),
        _("Ármelo otra vez y escríbalo después."),
    ),
    "pack.no_space": lambda: (
        _("No hay espacio en la memoria: faltan {need} bytes y hay {free}."),
        _("Use otra memoria, o escriba el paquete solo para algunos."),
    ),
    "pack.not_read_back": lambda: (
        _("Lo escrito en la memoria no se pudo volver a leer."),
        _("Use otra memoria."),
    ),
    "root.holders": lambda: (
        _("Una raíz tiene {count} titulares distintos, y otra llave para la coordinación."),
        _("Revise las tarjetas."),
    ),
    "root.not_a_holder": lambda: (
        _("Esa llave no es de un titular de la raíz."),
        _("Use la llave de un titular."),
    ),
    "root.not_a_root": lambda: (_("El archivo no es una raíz."), _("Use el que hizo pack-keys draft.")),
    "root.incomplete": lambda: (
        _("A la raíz le faltan firmas o no sigue a la anterior ({signed} firmas)."),
        _("Deben firmarla dos titulares, y dos de la anterior."),
    ),
    "keyfile.exists": lambda: (_("El archivo {path} ya existe."), _("Elija otro nombre.")),
    "keyfile.not_a_key": lambda: (_("{path} no es una llave ni una tarjeta."), _("Elija otro archivo.")),
    "keyfile.wrong_passphrase": lambda: (
        _("La frase no abre la llave {path}."),
        _("Escríbala otra vez."),
    ),
}

_PAPERS: dict[str, Sentence] = {
    "enrolment.code_too_short": lambda: (
        _("Sin red solo sirve un código de {letters} letras."),
        _("Pida un código largo, o escriba la solicitud sin código."),
    ),
    "enrolment.already": lambda: (
        _("Esta laptop ya está inscrita como {volunteer}."),
        _("Para otra persona, cree otro perfil."),
    ),
    "enrolment.not_a_request": lambda: (
        _("El archivo no es una solicitud de inscripción."),
        _("Pida que la escriban otra vez desde la laptop."),
    ),
    "enrolment.nobody_vouches": lambda: (
        _("La solicitud no trae un código."),
        _("Indique la convocatoria, el monitor o la región."),
    ),
}

PACKS = {**_READING, **_MAKING, **_PAPERS}
