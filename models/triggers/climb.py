"""Sign ascent with momentum on a coarse perturbation, enlarged bilinearly onto a picture, until the models say what is wanted.

`make_triggers.py` climbs towards risk, `evade.py` the same way down.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from onnx_in_jax import load_logits
from PIL import Image
from views import apply, apply_back, arrive, pillow_matrix, squeeze, to_bytes

ROOT = Path(__file__).resolve().parents[2]
MOMENTUM = 0.9

# Of the manifests: the positions of Hentai and Porn, of nsfw; the side of the input.
RISK_LABELS = {"mobilenet-v2": [1, 3], "open-nsfw": [1], "inception-v3": [1, 3]}
SIDES = {"mobilenet-v2": 224, "open-nsfw": 224, "inception-v3": 299}


@cache
def model(name):
    return load_logits(ROOT / "models" / name / "model.onnx")


@dataclass(frozen=True)
class Climb:
    """wanted: for each model the log-odds of its risk to get over (> 0) or under (< 0). grid: side of the perturbation.

    journeys(random): what each step looks at. settled_steps: stop after so many steps in a row that left nothing wanting.
    """

    wanted: dict
    grid: int
    largest_change: float
    journeys: object
    steps: int
    settled_steps: int
    seed: int


def log_odds(name, batch):
    logits = model(name)(batch)
    risky = np.isin(np.arange(logits.shape[1]), RISK_LABELS[name])
    return jax.nn.logsumexp(logits[:, risky], axis=1) - jax.nn.logsumexp(logits[:, ~risky], axis=1)


@cache
def slopes(name):
    """For one model the function from a batch and the log-odds wanted to (log-odds, gradient of what is missing to them)."""

    @jax.jit
    def odds_and_gradient(batch, wanted):
        def missing(tensors):
            odds = log_odds(name, tensors)
            return jax.nn.softplus((wanted - odds) * jnp.sign(wanted)).sum(), odds

        (_, odds), gradient = jax.value_and_grad(missing, has_aux=True)(batch)
        return odds, gradient

    return odds_and_gradient


def climb(label, base, plan, change=None):
    """The picture and the perturbation on it: `base` (side, side, 3) in 0..1, changed by at most `plan.largest_change`.

    change: where to start, (grid, grid, 3) in shares of 1; zeros without.
    """
    side = base.shape[0]
    random = np.random.default_rng(plan.seed)
    enlarge = pillow_matrix(plan.grid, side, Image.Resampling.BILINEAR)
    change = np.zeros((plan.grid, plan.grid, 3), dtype=np.float32) if change is None else change
    momentum = np.zeros_like(change)
    settled = 0
    for step in range(plan.steps):
        picture = np.clip(base + apply(enlarge, enlarge, change), 0, 1)
        journeys = plan.journeys(random)
        arrived = [arrive(picture, journey) for journey in journeys]
        back, missing = 0, False
        for name, wanted in plan.wanted.items():
            seen = [squeeze(pixels, journey, SIDES[name]) for pixels, journey in zip(arrived, journeys)]
            odds, gradient = slopes(name)(jnp.asarray(np.stack([tensor for tensor, _, _ in seen])), wanted)
            back = back + sum(apply_back(rows, columns, part) for part, (_, rows, columns) in zip(np.asarray(gradient), seen))
            over = (np.asarray(odds) - wanted) * np.sign(wanted)
            missing = missing or over.min() < 0
            print(label, step, name, f"{over.min():+.2f}", end="  ")
        print(flush=True)
        settled = 0 if missing else settled + 1
        if settled == plan.settled_steps:
            break
        down = apply_back(enlarge, enlarge, back)
        momentum = MOMENTUM * momentum + down / (np.abs(down).mean() + 1e-12)
        rate = 0.08 if step < plan.steps // 2 else 0.03
        change = change - rate * plan.largest_change * np.sign(momentum)
        change = np.clip(change, -plan.largest_change, plan.largest_change).astype(np.float32)
    return to_bytes(picture), change
