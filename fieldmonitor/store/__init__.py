"""The laptop's encrypted database and files: repositories that give frozen rows, one unit of work."""

from fieldmonitor.store.blobs import Blob, Blobs
from fieldmonitor.store.engine import Store, open_store
from fieldmonitor.store.unit_of_work import UnitOfWork

__all__ = ["Blob", "Blobs", "Store", "UnitOfWork", "open_store"]
