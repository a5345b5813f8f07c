"""`kill -9` of the app, 20 times at random moments of the volunteer's work, then `status` and `sync`."""

import tempfile
from pathlib import Path

from tests.campaigns.ledger import Campaign, main
from tests.fakes.office import Office, open_office
from tests.faults.spine.killed import KilledVolunteer
from tests.faults.spine.volunteer import TOO_EARLY

PROMISE = "saved is saved and each report arrives once: kill -9 of the app, then status and sync"


def control(office: Office) -> list[str]:
    """Say that an answer is saved before it is, and die."""
    with KilledVolunteer(office, TOO_EARLY) as volunteer:
        return volunteer.left_alone()


if __name__ == "__main__":
    with (
        tempfile.TemporaryDirectory() as place,
        open_office(Path(place)) as office,
        KilledVolunteer(office) as killed,
    ):
        main(Campaign("spine.kill_story", PROMISE, 20, killed.one, lambda _seed: control(office)))
