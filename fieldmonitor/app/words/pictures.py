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
    "evidence.not_covered": lambda: (
        _("Esa foto no está tapada: se envía tal cual."),
        _("Tape primero lo que no debe verse."),
    ),
    "evidence.no_picture": lambda: (
        _("Ese archivo no es una foto: no hay qué cubrir en él."),
        _("Elija una foto de este informe."),
    ),
    "file.kind_unknown": lambda: (
        _("No se reconoce la clase del archivo {name}."),
        _("Use un PDF, un documento, una hoja de cálculo o una foto."),
    ),
    "file.not_a_photo": lambda: (
        _("El archivo {name} no es una foto."),
        _("Agregue una foto en JPG, PNG o HEIC."),
    ),
    "file.is_photo": lambda: (
        _("El archivo {name} es una foto."),
        _("Agréguelo con «Agregar foto», para guardar su fecha y su lugar."),
    ),
    "file.too_large": lambda: (
        _("El archivo {name} es demasiado grande."),
        _("Divídalo en partes o guárdelo con menos tamaño."),
    ),
    "camera.no_time": lambda: (
        _("Esa foto no dice a qué hora se tomó."),
        _("Elija otra foto de la misma cámara."),
    ),
    "camera.offset": lambda: (
        _("La diferencia de hora es demasiado grande."),
        _("Revise la fecha y la hora que muestra la cámara."),
    ),
    "mark.outside": lambda: (_("Una marca queda fuera de la foto."), _("Márquela otra vez dentro de ella.")),
    "mark.text_too_long": lambda: (
        _("El texto de la marca es muy largo."),
        _("Use hasta {limit} letras."),
    ),
    "mark.count": lambda: (
        _("La foto necesita entre una y {limit} marcas."),
        _("Agregue o quite marcas."),
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
