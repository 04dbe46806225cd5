"""What happens to a picture between somebody's disk and the models: cropping, mirroring, re-encoding, resizing, squeezing.

Everything but the codecs is linear and separable, so a view is `squeeze(codec(R x C'))` with one matrix for the rows and one
for the columns; the gradient goes through the matrices exactly and through the codecs as if they did nothing.
"""

import io
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

PREPARING = ("JPEG", 85)  # what the device does to a picture before it is sent


@dataclass(frozen=True)
class Journey:
    """rows, columns: (out, side) matrices or None for the picture as it is. codecs: one after another."""

    rows: np.ndarray | None = None
    columns: np.ndarray | None = None
    codecs: list = field(default_factory=list)


def area_matrix(source, target):
    """Area averaging as a (target, source) matrix: what `tensorFromFrame` of the SDK computes."""
    edges = np.arange(target + 1) * source / target
    pixels = np.arange(source)
    overlap = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    return (np.maximum(overlap, 0) * target / source).astype(np.float32)


def pillow_matrix(source, target, resample):
    """One of Pillow's resamplings as a (target, source) matrix, read off from how it resizes unit vectors."""
    image = Image.fromarray(np.eye(source, dtype=np.float32))
    return np.asarray(image.resize((source, target), resample))


def window_matrix(side, start, length, mirrored=False):
    """The (length, side) matrix that cuts `length` rows or columns out of a picture, and turns them round."""
    cut = np.eye(side, dtype=np.float32)[start : start + length]
    return cut[::-1] if mirrored else cut


def apply(rows, columns, picture):
    """The picture with its rows and columns replaced by weighted sums of them."""
    return np.einsum("ah,bw,hwc->abc", rows, columns, picture, optimize=True)


def apply_back(rows, columns, slope):
    """The gradient of `apply` with respect to the picture."""
    return np.einsum("ah,bw,abc->hwc", rows, columns, slope, optimize=True)


def to_bytes(picture):
    return np.clip(np.rint(picture * 255), 0, 255).astype(np.uint8)


def recode(pixels, form, quality):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, form, quality=quality)
    return np.asarray(Image.open(io.BytesIO(buffer.getvalue())).convert("RGB"))


def arrive(picture, journey):
    """The pixels at the end of a journey, in 0..1."""
    moved = picture if journey.rows is None else apply(journey.rows, journey.columns, picture)
    pixels = to_bytes(moved)
    for form, quality in journey.codecs:
        pixels = recode(pixels, form, quality)
    return pixels.astype(np.float32) / 255


def squeeze(pixels, journey, side):
    """One (side, side, 3) tensor, and the two matrices that take a gradient of it back to the picture."""
    rows, columns = (area_matrix(length, side) for length in pixels.shape[:2])
    tensor = apply(rows, columns, pixels)
    return (tensor, rows, columns) if journey.rows is None else (tensor, rows @ journey.rows, columns @ journey.columns)


def jpeg(random, low=70, high=91):
    return ("JPEG", int(random.integers(low, high)))


def webp(random, low=70, high=91):
    return ("WEBP", int(random.integers(low, high)))


def cropped(random, side, codecs, kept=(0.88, 0.94), mirrored=False):
    """A window of some share of both sides, anywhere."""
    length = round(side * random.uniform(*kept))
    top, left = random.integers(0, side - length + 1, 2)
    return Journey(window_matrix(side, top, length), window_matrix(side, left, length, mirrored), codecs)


def mirrored(side, codecs):
    return Journey(window_matrix(side, 0, side), window_matrix(side, 0, side, True), codecs)


def resized(random, side, low, high, codecs):
    kind = random.choice([Image.Resampling.LANCZOS, Image.Resampling.BILINEAR, Image.Resampling.BICUBIC])
    matrix = pillow_matrix(side, int(random.integers(low, high)), Image.Resampling(int(kind)))
    return Journey(matrix, matrix, codecs)


def promised_journeys(random, side):
    """The fourteen journeys of one step: what the tests promise, and what lies around it."""
    return [
        Journey(),
        Journey(codecs=[jpeg(random)]),
        Journey(codecs=[jpeg(random, 65, 80), PREPARING]),
        Journey(codecs=[webp(random)]),
        mirrored(side, []),
        mirrored(side, [jpeg(random), PREPARING]),
        mirrored(side, [webp(random)]),
        cropped(random, side, []),
        cropped(random, side, [jpeg(random, 68, 85), PREPARING]),
        cropped(random, side, [webp(random)]),
        resized(random, side, 280, 360, [jpeg(random, 80, 91)]),
        resized(random, side, 280, 420, [webp(random)]),
        resized(random, side, 290, 310, [jpeg(random), PREPARING]),
        resized(random, side, 700, 1100, [jpeg(random)]),
    ]
