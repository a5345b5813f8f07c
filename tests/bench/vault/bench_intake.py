"""Taking in a 12-megapixel photo, against a script that only decodes, hashes and encrypts it."""

import hashlib
import io
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from PIL import Image

from fieldmonitor.app import drafts, photos
from fieldmonitor.media.guard import PictureGuard
from tests import factories
from tests.bench.vault.measure import ratio
from tests.bench.vault.site_photo import site_photo
from tests.fakes.clock import SimClock

LIMIT = 1.5
ROUNDS = 15


def main() -> None:
    data = site_photo()
    print(f"a photo of 4000 × 3000, {len(data) / 1e6:.1f} MB")
    with tempfile.TemporaryDirectory() as place, PictureGuard() as guard:
        folder = Path(place) / "profile"
        factories.make_profile(folder)
        with factories.open_workspace(folder, guard, SimClock()) as ws:
            factories.ready(ws)
            key = drafts.start(ws, factories.assignment_of())
            count = iter(range(10_000))

            def ours() -> None:
                different = data + next(count).to_bytes(4, "big")  # or it would be known already
                photos.add_photo(ws, key, different, name="IMG.jpg")

            within = ratio(
                "photo intake / decode, hash, encrypt", ours, _baseline(folder, data), LIMIT, ROUNDS
            )
    sys.exit(not within)


def _baseline(folder: Path, data: bytes) -> Callable[[], None]:
    """What nobody can do without: decode once, hash once, encrypt once, write once."""

    def work() -> None:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
        hashlib.sha256(data).digest()
        sealed = AESGCM(bytes(32)).encrypt(os.urandom(12), data, None)
        (folder / "baseline").write_bytes(sealed)

    return work


if __name__ == "__main__":
    main()
