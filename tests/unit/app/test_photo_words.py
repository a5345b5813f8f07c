"""What a card says of a photo: far away and at another time are both said."""

import pytest

from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.manifests import PhotoFacts
from fieldmonitor.system.formats import distance
from fieldmonitor.ui.photos.words import card
from tests.unit.store import rows


@pytest.mark.parametrize(
    ("metres", "said"),
    [(18, "18 m"), (6_200, "6.2 km"), (9_960, "10 km"), (152_400, "152 km"), (10_833_500, "10 834 km")],
)
def test_a_distance_as_a_person_says_it(metres: float, said: str) -> None:
    assert distance(metres).replace("\u00a0", " ") == said


def test_a_photo_of_another_year_from_far_away_is_odd_in_both() -> None:
    flags = ("far_from_site", "before_visit")
    facts = PhotoFacts("2008-10-22T16:28:00", 43.4, 11.9, distance_m=10_833_500, flags=flags)
    shown = card(rows.evidence(ReportKey("r", 1), facts=encode(facts).decode()))
    assert shown.fact.replace("\u00a0", " ") == "A 10 834 km"
    assert shown.odd_time == "Anterior a la visita" and shown.odd_time in shown.spoken
