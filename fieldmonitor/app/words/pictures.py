"""Words for photos and other files that come in."""

from fieldmonitor.app.words.sentence import Sentence
from fieldmonitor.system.translations import _

PICTURES: dict[str, Sentence] = {
    "photo.argument": lambda: (
        _("No se entiende la foto «{text}»."),
        _("Escríbala así: --photo /data/grupo/pregunta=archivo.jpg."),
    ),
    "photo.no_photo_question": lambda: (
        _("La pregunta {ref} no es de foto."),
        _("Indique la pregunta de foto de ese tema."),
    ),
    "evidence.unknown": lambda: (_("Esa foto no está en este informe."), _("Vuelva a abrir el informe.")),
    "blob.unknown": lambda: (
        _("Falta un archivo guardado."),
        _("Restaure una copia de seguridad desde Ajustes."),
    ),
    "sealed.damaged": lambda: (
        _("Un archivo guardado está dañado en el disco."),
        _("Restaure una copia de seguridad desde Ajustes."),
    ),
    "photo.empty": lambda: (
        _("El archivo de la foto está vacío."),
        _("Cópiela otra vez desde la cámara o el teléfono."),
    ),
    "photo.not_a_picture": lambda: (
        _("El archivo no es una foto."),
        _("Use una foto JPEG, PNG, WebP o TIFF, o adjúntelo como archivo."),
    ),
    "photo.too_large": lambda: (
        _("La foto es demasiado grande."),
        _("Guárdela con menos tamaño, o tome otra foto."),
    ),
    "photo.damaged": lambda: (
        _("La foto está dañada o incompleta y no se puede leer."),
        _("Cópiela otra vez desde la cámara o el teléfono."),
    ),
    "photo.heic": lambda: (
        _("La foto está en formato HEIC, que este programa no puede abrir."),
        _("En el teléfono, elija el formato «Más compatible» o conviértala a JPEG."),
    ),
    "photo.timeout": lambda: (
        _("La foto tarda demasiado en leerse; no se guardó."),
        _("Guárdela otra vez como JPEG, o tome otra foto."),
    ),
    "photo.too_demanding": lambda: (
        _("La foto no se pudo leer con seguridad; no se guardó."),
        _("Guárdela otra vez como JPEG, o tome otra foto."),
    ),
    "photo.no_reader": lambda: (
        _("No se pudo iniciar el lector de fotos."),
        _("Cierre otros programas y vuelva a intentar."),
    ),
    "blob.missing": lambda: (
        _("Falta un archivo guardado en el disco."),
        _("Restaure una copia de seguridad desde Ajustes."),
    ),
}
