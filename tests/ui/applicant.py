"""An applicant's laptop: enrolled, the course read, the test begun, the call not answered yet."""

from pathlib import Path

from fieldmonitor.app import course
from fieldmonitor.bootstrap.profile import open_profile
from fieldmonitor.sync.enrolment import CALL, DEVICE_SEED, RECEIPT_KEY, REQUIREMENTS, SERVER_URL, VOLUNTEER
from fieldmonitor.trust.keys import to_text
from fieldmonitor.ui.shell.navigation import Route
from tests.ui.sample import PASSPHRASE, SERVER, make_profile, teach

ANSWERED = 4

SWORN = (
    "adult", "domicile", "civil_rights", "no_records", "no_sanction", "no_party", "no_control_work",
)  # fmt: skip

APPLICANT = {
    "postular": Route("apply"),
    "inicio-postulante": Route("home"),
    "curso-prueba": Route("course", "", f"test:{ANSWERED}"),
    "curso-entregar": Route("course", "", "test:12"),
}
"""What only an applicant sees."""


def make_applicant(folder: Path) -> None:
    """Fill a fresh profile."""
    make_profile(folder)
    with open_profile(folder, PASSPHRASE) as ws:
        with ws.store.write() as uow:
            uow.settings.set(VOLUNTEER, "MCC-2077")
            uow.settings.set(SERVER_URL, "https://control.example.pe")
            uow.settings.set(RECEIPT_KEY, to_text(SERVER.public))
            uow.settings.set(DEVICE_SEED, to_text(bytes(range(1, 33))))
            uow.settings.set(CALL, "2026-03")
            uow.settings.set(REQUIREMENTS, " ".join(SWORN))
        teach(ws)
        seen = course.view(ws)
        for lesson in seen.course.lessons:
            course.read_lesson(ws, lesson.id)
        for question in seen.asked[:ANSWERED]:
            course.answer_question(ws, question.id, 1)
