"""One transaction's repositories."""

from sqlalchemy import Connection

from fieldmonitor.store.assignments import Assignments
from fieldmonitor.store.blob_rows import BlobRows
from fieldmonitor.store.custody import Custody
from fieldmonitor.store.evidence import EvidenceRows
from fieldmonitor.store.log import Log
from fieldmonitor.store.messages import Messages, Receipts
from fieldmonitor.store.outbox import Outbox
from fieldmonitor.store.overview import Overview
from fieldmonitor.store.pictures import KnownPictures
from fieldmonitor.store.records import Records
from fieldmonitor.store.reports import Reports
from fieldmonitor.store.search import Search
from fieldmonitor.store.settings import Settings
from fieldmonitor.store.visit_marks import VisitMarks


class UnitOfWork:
    """What one transaction may touch. Rows that leave it are frozen; nothing of SQLAlchemy does."""

    __slots__ = (
        "assignments",
        "blobs",
        "custody",
        "evidence",
        "log",
        "messages",
        "outbox",
        "overview",
        "pictures",
        "receipts",
        "records",
        "reports",
        "search",
        "settings",
        "visit_marks",
    )

    def __init__(self, connection: Connection) -> None:
        self.settings = Settings(connection)
        self.records = Records(connection)
        self.assignments = Assignments(connection)
        self.reports = Reports(connection)
        self.visit_marks = VisitMarks(connection)
        self.evidence = EvidenceRows(connection)
        self.pictures = KnownPictures(connection)
        self.blobs = BlobRows(connection)
        self.messages = Messages(connection)
        self.outbox = Outbox(connection)
        self.receipts = Receipts(connection)
        self.custody = Custody(connection)
        self.log = Log(connection)
        self.overview = Overview(connection)
        self.search = Search(connection)
