"""A drawn photo as large and as busy as a phone's: 12 megapixels, detail at every scale, a little grain."""

from PIL import Image, ImageChops

from tests.unit.media.pictures import drawing, photo

SIZE = (4000, 3000)


def site_photo() -> bytes:
    """Return it as a JPEG of some 3 to 4 MB with EXIF."""
    image = drawing(*SIZE)
    for fraction, strength in ((64, 40), (16, 24), (4, 8), (1, 7)):
        grain = Image.effect_noise((SIZE[0] // fraction, SIZE[1] // fraction), strength)
        layer = grain.resize(SIZE, Image.Resampling.BICUBIC).convert("RGB")
        image = ImageChops.add(image, layer, scale=1.0, offset=-128)
    return photo(image, quality=90)
