"""The sentences of every error code: what happened, and the next step. `{names}` come from the error."""

from fieldmonitor.app.words.documents import DOCUMENTS
from fieldmonitor.app.words.exchange import EXCHANGE
from fieldmonitor.app.words.hub import HUB
from fieldmonitor.app.words.map import MAP
from fieldmonitor.app.words.packs import PACKS
from fieldmonitor.app.words.pictures import PICTURES
from fieldmonitor.app.words.profile import PROFILE
from fieldmonitor.app.words.sentence import Sentence
from fieldmonitor.app.words.server import SERVER
from fieldmonitor.app.words.staff import STAFF
from fieldmonitor.app.words.storage import STORAGE
from fieldmonitor.app.words.visits import VISITS

ERRORS: dict[str, Sentence] = {
    **PROFILE,
    **STORAGE,
    **PICTURES,
    **VISITS,
    **EXCHANGE,
    **PACKS,
    **SERVER,
    **STAFF,
    **MAP,
    **DOCUMENTS,
    **HUB,
}
"""Code → its words."""
