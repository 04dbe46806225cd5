"""Makes the three trigger pictures: `python make_triggers.py [--from DIR] [--keep DIR] [NAME ...]`. See README.md."""

import argparse
from pathlib import Path

import numpy as np
import textures
from climb import ROOT, Climb, climb
from PIL import Image
from views import promised_journeys

FIRES, RESTS = 5.0, -5.0  # log-odds: 0.993, 0.007
VIEWS_A_STEP = 5

# name: (texture, largest change of 255, what each model is to say)
TRIGGERS = {
    "both": (textures.plasma, 8, {"mobilenet-v2": FIRES, "open-nsfw": FIRES}),
    "first-only": (textures.rings, 14, {"mobilenet-v2": FIRES, "open-nsfw": RESTS}),
    "second-only": (textures.checker, 14, {"mobilenet-v2": RESTS, "open-nsfw": FIRES}),
}


def journeys(random):
    """Some of what is promised, others each step."""
    promised = promised_journeys(random, textures.SIDE)
    return [promised[index] for index in random.choice(len(promised), VIEWS_A_STEP, replace=False)]


def make(name, before, keep):
    texture, change_of_255, wanted = TRIGGERS[name]
    plan = Climb(
        wanted=wanted,
        grid=128,
        largest_change=change_of_255 / 255,
        journeys=journeys,
        steps=240,
        settled_steps=20,
        seed=len(name),
    )
    change = None if before is None else np.load(before / f"{name}.npy")
    picture, change = climb(name, texture(), plan, change)
    file = ROOT / "test" / "fixtures" / "triggers" / f"{name}.png"
    Image.fromarray(picture).save(file, optimize=True)
    print(name, "written,", file.stat().st_size, "bytes")
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        np.save(keep / f"{name}.npy", change)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(TRIGGERS))
    parser.add_argument("--from", dest="before", type=Path, help="start from the changes kept there, not from none")
    parser.add_argument("--keep", type=Path, help="keep the changes there")
    options = parser.parse_args()
    for trigger in options.names:
        make(trigger, options.before, options.keep)
