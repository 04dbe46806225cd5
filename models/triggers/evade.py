"""Makes pictures that both shipped models are blind to: `python evade.py sources DIR`, then `python evade.py evade DIR`.

The trigger generator with its sign flipped. See docs/evasion.md for what is measured with the pictures, and what that means.
"""

import argparse
from pathlib import Path

import numpy as np
import textures
from climb import Climb, climb
from PIL import Image
from views import PREPARING, Journey, cropped, jpeg, mirrored

SIDE = 256
COUNT = 6
QUALITY = 95  # of the files written: hardly any loss, a third of the size

KINDS = [textures.plasma, textures.ripples, textures.tiles]
SHIPPED = ["mobilenet-v2", "open-nsfw"]

# The stand-in for a picture that the judges suspect wherever they look: a large change, any view.
SUSPECTED = 4.0  # 0.982
SUSPECTED_CHANGE = 48 / 255
SUSPECTED_GRID = 64

# How far each attacker lowers both models, where he looks, and for how long: 0.1 and 0.001 are log-odds of -2.2 and -6.9.
ATTACKERS = {
    "plain": (-2.2, lambda random: whole(), 3),
    "deep": (-6.9, lambda random: whole(), 3),
    "robust": (-2.2, lambda random: [Journey(), prepared(), *random_views(random, 2)], 8),
}
EVADING_CHANGE = 8 / 255
EVADING_GRID = 128


def prepared():
    return Journey(codecs=[PREPARING])


def whole():
    """The picture as it is and as the device prepares it."""
    return [Journey(), prepared()]


def random_views(random, count):
    """Crops like the server's (80 to 95 % of a side), every other one mirrored, half of them as the device prepares them."""
    return [
        cropped(random, SIDE, [PREPARING] if index % 2 else [], (0.8, 0.95), mirrored=random.random() < 0.5)
        for index in range(count)
    ]


def make_source(index, directory, judges):
    def journeys(random):
        seen = [Journey(), mirrored(SIDE, [jpeg(random)]), *random_views(random, 2)]
        # The third model costs as much as ten of the others: two views a step, others each step.
        return seen if judges == SHIPPED else [seen[place] for place in random.choice(4, 2, replace=False)]

    base = KINDS[index % len(KINDS)](seed=100 + index, side=SIDE)
    wanted = {name: SUSPECTED for name in judges}
    plan = Climb(wanted, SUSPECTED_GRID, SUSPECTED_CHANGE, journeys, steps=80, settled_steps=5, seed=index)
    picture, _ = climb(f"source-{index}", np.clip(base, 0, 1), plan)
    save(picture, directory / f"source-{index}.jpg")


def evade(index, attacker, directory):
    odds, journeys, settled_steps = ATTACKERS[attacker]
    with Image.open(directory / f"source-{index}.jpg") as source:
        base = np.asarray(source.convert("RGB"), dtype=np.float32) / 255
    plan = Climb(
        {name: odds for name in SHIPPED}, EVADING_GRID, EVADING_CHANGE, journeys, steps=120, settled_steps=settled_steps, seed=index
    )
    picture, _ = climb(f"{attacker}-{index}", base, plan)
    save(picture, directory / f"{attacker}-{index}.jpg")


def save(picture, file):
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(file, quality=QUALITY, subsampling=0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["sources", "evade"])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--third", action="store_true", help="sources that inception-v3 suspects, too (built before)")
    parser.add_argument("--attackers", nargs="*", default=list(ATTACKERS))
    parser.add_argument("--only", nargs="*", type=int, default=list(range(COUNT)))
    options = parser.parse_args()
    for index in options.only:
        if options.what == "sources":
            make_source(index, options.directory, [*SHIPPED, "inception-v3"] if options.third else SHIPPED)
        for attacker in options.attackers if options.what == "evade" else []:
            evade(index, attacker, options.directory)
