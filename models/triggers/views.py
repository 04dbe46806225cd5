"""What happens to a picture between somebody's disk and the models: re-encoding, resizing, squeezing to 224 x 224.

Every resizing is linear and separable, so a view is `codec(M x M')`; the gradient goes through the matrices exactly and
through the codecs as if they did nothing.
"""

import io

import numpy as np
from PIL import Image

MODEL_SIDE = 224


def area_matrix(source, target=MODEL_SIDE):
    """Area averaging as a (target, source) matrix: what `tensorFromFrame` of the SDK computes."""
    edges = np.arange(target + 1) * source / target
    pixels = np.arange(source)
    overlap = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    return np.maximum(overlap, 0) * target / source


def pillow_matrix(source, target, resample):
    """One of Pillow's resamplings as a (target, source) matrix, read off from how it resizes unit vectors."""
    image = Image.fromarray(np.eye(source, dtype=np.float32))
    return np.asarray(image.resize((source, target), resample), dtype=np.float64)


def apply(matrix, picture):
    """The picture resized along both axes."""
    return np.einsum("ah,bw,hwc->abc", matrix, matrix, picture, optimize=True)


def to_bytes(picture):
    return np.clip(np.rint(picture * 255), 0, 255).astype(np.uint8)


def recode(pixels, form, quality):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, form, quality=quality)
    return np.asarray(Image.open(io.BytesIO(buffer.getvalue())).convert("RGB"))


def view(picture, resize, codecs):
    """One (224, 224, 3) tensor, and the matrix that takes a gradient of it back to the picture.

    resize: a (side, 512) matrix or None. codecs: [("JPEG", 85), ...], applied one after another.
    """
    resized = picture if resize is None else apply(resize, picture)
    pixels = to_bytes(resized)
    for form, quality in codecs:
        pixels = recode(pixels, form, quality)
    squeeze = area_matrix(len(resized))
    whole = squeeze if resize is None else squeeze @ resize
    return apply(squeeze, pixels / 255), whole


def random_views(random, side):
    """The eight views of one step: what the tests promise, and what lies around it."""

    def resized(low, high):
        kind = random.choice([Image.Resampling.LANCZOS, Image.Resampling.BILINEAR, Image.Resampling.BICUBIC])
        return pillow_matrix(side, int(random.integers(low, high)), Image.Resampling(int(kind)))

    def jpeg(low=70, high=91):
        return ("JPEG", int(random.integers(low, high)))

    def webp(low=70, high=91):
        return ("WEBP", int(random.integers(low, high)))

    return [
        (None, []),
        (None, [jpeg()]),
        (None, [jpeg(65, 80), ("JPEG", 85)]),
        (None, [webp()]),
        (resized(280, 360), [jpeg(80, 91)]),
        (resized(280, 420), [webp()]),
        (resized(290, 310), [jpeg(), ("JPEG", 85)]),
        (resized(700, 1100), [jpeg()]),
    ]
