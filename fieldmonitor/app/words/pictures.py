"""Words for photos and other files that come in."""

from fieldmonitor.app.words.sentence import Sentence
from fieldmonitor.system.translations import _

PICTURES: dict[str, Sentence] = {
    "photo.argument": lambda: (
        _("No se entiende la foto «{text}»."),
        _("Escríbala así: --photo /data/grupo/pregunta=archivo.jpg."),
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
}
