"""Words for the exchange: the network, the server's refusals, signatures."""

from fieldmonitor.app.words.sentence import Sentence
from fieldmonitor.system.translations import _

_SYNC: dict[str, Sentence] = {
    "sync.offline": lambda: (_("No hay conexión con la Contraloría."), _("Todo queda guardado aquí.")),
    "sync.no_answer": lambda: (
        _("La Contraloría no respondió a tiempo."),
        _("Se volverá a intentar; no se pierde nada."),
    ),
    "sync.server_busy": lambda: (_("El servidor está ocupado."), _("Se volverá a intentar solo.")),
    "sync.captive_portal": lambda: (
        _("Esta red pide registrarse antes de usar internet."),
        _("Abra el navegador, acepte las condiciones y sincronice."),
    ),
    "sync.certificate": lambda: (
        _("El certificado del servidor no es válido."),
        _("Revise la fecha de la laptop. Si está bien, avise a su coordinación."),
    ),
    "sync.proxy": lambda: (
        _("El proxy de esta red no dejó pasar el envío."),
        _("Revise el proxy en Ajustes."),
    ),
    "sync.proxy_address": lambda: (
        _("«{address}» no es la dirección de un proxy."),
        _("Escríbala como proxy.municipalidad.pe:8080, o deje el campo vacío."),
    ),
    "sync.odd_answer": lambda: (
        _("La respuesta no es la de nuestro servidor."),
        _("No se dio nada por enviado. Se volverá a intentar."),
    ),
    "sync.other_server": lambda: (
        _("Este no es el servidor en que se inscribió."),
        _("No se envió nada. Avise a su coordinación."),
    ),
    "sync.insecure_address": lambda: (
        _("La dirección {address} no es segura."),
        _("Use una dirección que empiece con https://."),
    ),
    "sync.bad_receipt": lambda: (
        _("La constancia recibida no es válida."),
        _("El informe sigue pendiente. Avise a su coordinación."),
    ),
    "sync.no_progress": lambda: (
        _("El servidor no guardó lo enviado."),
        _("Se volverá a intentar; su archivo sigue aquí."),
    ),
    "sync.local_file_damaged": lambda: (
        _("Un archivo del informe está dañado en esta laptop."),
        _("Restaure una copia de seguridad, o haga una versión corregida con otra foto."),
    ),
    "sync.local_message_missing": lambda: (
        _("Falta el informe firmado en esta laptop."),
        _("Restaure una copia de seguridad."),
    ),
    "sync.interrupted": lambda: (_("El envío se detuvo."), _("Seguirá donde quedó.")),
}

_ENROLMENT: dict[str, Sentence] = {
    "enrolment.bad_address": lambda: (
        _("La dirección {address} no es válida."),
        _("Escríbala como en su carta, por ejemplo https://monitores.gob.pe."),
    ),
    "enrolment.code_unknown": lambda: (
        _("Ese código no existe."),
        _("Revise letra por letra, o pida otro a su coordinación."),
    ),
    "enrolment.code_used": lambda: (
        _("Ese código ya se usó en otra laptop."),
        _("Pida un código nuevo a su coordinación."),
    ),
    "enrolment.code_expired": lambda: (
        _("Ese código ya venció."),
        _("Pida un código nuevo a su coordinación."),
    ),
    "enrolment.too_many_tries": lambda: (
        _("Hubo demasiados intentos con códigos."),
        _("Espere quince minutos y vuelva a intentar."),
    ),
    "enrolment.other_server": lambda: (
        _("Esta laptop ya está inscrita en {server}."),
        _("Cree otro perfil para otro servidor."),
    ),
    "enrolment.protocol": lambda: (
        _("El servidor usa otra versión del protocolo ({server}; aquí {ours})."),
        _("Actualice el programa."),
    ),
    "enrolment.contradiction": lambda: (
        _("La respuesta del servidor se contradice."),
        _("No se inscribió nada. Avise a su coordinación."),
    ),
    "enrolment.bad_key": lambda: (
        _("El servidor no aceptó la clave de esta laptop."),
        _("Cree otro perfil."),
    ),
    "enrolment.device_taken": lambda: (
        _("Esta laptop ya está inscrita con otro código."),
        _("Siga con ese perfil, o cree otro."),
    ),
    "device.revoked": lambda: (
        _("Esta laptop fue retirada del programa."),
        _("Sus datos siguen aquí. Consulte a su coordinación."),
    ),
    "device.unknown": lambda: (_("El servidor no conoce esta laptop."), _("Consulte a su coordinación.")),
}

_MESSAGES: dict[str, Sentence] = {
    "token.expired": lambda: (_("La sesión con el servidor venció."), _("Se renovará sola al sincronizar.")),
    "token.bad_signature": lambda: (
        _("El servidor no reconoció la firma de esta laptop."),
        _("Avise a su coordinación."),
    ),
    "message.bad_signature": lambda: (
        _("La firma del envío no es válida."),
        _("Su informe sigue aquí. Avise a su coordinación."),
    ),
    "message.different": lambda: (
        _("El servidor ya tiene otro contenido con ese número."),
        _("Su informe sigue aquí. Haga una versión corregida."),
    ),
    "message.malformed": lambda: (
        _("El servidor no pudo leer el envío."),
        _("Su informe sigue aquí. Actualice el programa y avise."),
    ),
    "message.not_yours": lambda: (
        _("El envío no corresponde a esta laptop."),
        _("Avise a su coordinación."),
    ),
    "message.unknown": lambda: (_("El servidor no tiene ese envío."), _("Se enviará al sincronizar.")),
    "message.withdrawn": lambda: (
        _("Ese informe fue retirado."),
        _("Su copia sigue aquí. Consulte a su coordinación."),
    ),
    "evidence.hash_mismatch": lambda: (
        _("Un archivo llegó distinto de como salió."),
        _("Se enviará otra vez."),
    ),
    "evidence.not_expected": lambda: (
        _("El servidor no espera ese archivo."),
        _("Se enviará el informe otra vez."),
    ),
    "evidence.offset": lambda: (
        _("El envío de un archivo perdió el paso."),
        _("Seguirá donde el servidor dice."),
    ),
    "evidence.too_long": lambda: (
        _("El archivo es más grande de lo declarado."),
        _("Su informe sigue aquí. Avise a su coordinación."),
    ),
    "feed.cursor_unknown": lambda: (
        _("El servidor perdió el hilo de las novedades."),
        _("Se traerán todas otra vez."),
    ),
}

_TRUST: dict[str, Sentence] = {
    "protocol.malformed": lambda: (
        _("Lo recibido no se puede leer."),
        _("No se usó nada de ello. Actualice el programa si se repite."),
    ),
    "trust.bad_signature": lambda: (_("La firma no es válida."), _("No se usó nada de ello. Avise.")),
    "trust.bad_base64": lambda: (_("La firma está mal escrita."), _("No se usó nada de ello. Avise.")),
    "trust.not_signed_by": lambda: (
        _("No está firmado por quien debería."),
        _("No se usó nada de ello. Avise."),
    ),
    "trust.wrong_type": lambda: (
        _("Lo firmado es de otra clase."),
        _("No se usó nada de ello. Avise."),
    ),
    "trust.rotation": lambda: (
        _("El cambio de clave de la Contraloría no se sostiene."),
        _("Se sigue confiando en la clave anterior. Avise."),
    ),
    "log.forked": lambda: (
        _("El registro de constancias no coincide con el anterior."),
        _("Guarde esta pantalla y avise: es una señal grave."),
    ),
    "log.not_included": lambda: (
        _("La constancia no está en el registro público."),
        _("Guarde esta pantalla y avise: es una señal grave."),
    ),
}

_BUNDLES: dict[str, Sentence] = {
    "bundle.nothing_waits": lambda: (
        _("No hay informes por entregar."),
        _("Todos tienen su constancia completa, o usted los detuvo."),
    ),
    "bundle.held_back": lambda: (
        _("Usted detuvo un envío mientras se copiaba."),
        _("No quedó nada de la copia. Copie otra vez: lo detenido no irá."),
    ),
    "bundle.no_space": lambda: (
        _("No hay espacio en la memoria: faltan {need} bytes y hay {free}."),
        _("Use otra memoria, o copie sin las fotos originales."),
    ),
    "bundle.not_read_back": lambda: (
        _("Lo escrito en la memoria no se pudo volver a leer."),
        _("No se escribió nada. Use otra memoria."),
    ),
    "bundle.incomplete": lambda: (
        _("Falta el archivo {part} del paquete."),
        _("Copie todos los archivos del paquete juntos."),
    ),
    "bundle.damaged": lambda: (
        _("El paquete está dañado o fue cambiado."),
        _("No se usó nada de él. Pida que lo escriban otra vez."),
    ),
    "bundle.not_for_us": lambda: (
        _("Este paquete no está dirigido a usted."),
        _("Entréguelo a la Contraloría o a la coordinación que le corresponde."),
    ),
}

_OUTBOX: dict[str, Sentence] = {
    "outbox.not_there": lambda: (
        _("Ese envío no está en la Bandeja por enviar."),
        _("Revise el número del informe."),
    ),
    "outbox.on_its_way": lambda: (
        _("Ese envío ya empezó: quizá llegó una parte."),
        _("Puede pausarlo en la Bandeja; lo que salió ya no vuelve."),
    ),
    "outbox.in_a_bundle": lambda: (
        _("Ese envío ya se copió para llevarlo en una memoria o por un centro de acopio."),
        _("Puede pausarlo en la Bandeja; la copia puede llegar igual."),
    ),
    "outbox.not_held": lambda: (
        _("Ese envío no está detenido."),
        _("No hace falta hacer nada: sale con los demás."),
    ),
}

EXCHANGE = {**_SYNC, **_ENROLMENT, **_MESSAGES, **_TRUST, **_BUNDLES, **_OUTBOX}
