"""Makes the three trigger pictures: `python make_triggers.py [NAME ...]`. See README.md.

Sign ascent with momentum on a 128 x 128 x 3 perturbation, enlarged bilinearly onto a texture.
"""

import sys
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import textures
from onnx_in_jax import load_logits
from PIL import Image
from views import MODEL_SIDE, apply, pillow_matrix, random_views, to_bytes, view

ROOT = Path(__file__).resolve().parents[2]
GRID = 128
STEPS = 240
SETTLED_STEPS = 25  # stop after so many steps in a row in which every view is where it should be
MOMENTUM = 0.9
WANTED_LOG_ODDS = 5.0  # 0.993
UNWANTED_LOG_ODDS = -5.0

# name: (texture, largest change of 255, whether each model is to fire)
TRIGGERS = {
    "both": (textures.plasma, 8, {"mobilenet-v2": True, "open-nsfw": True}),
    "first-only": (textures.rings, 8, {"mobilenet-v2": True, "open-nsfw": False}),
    "second-only": (textures.checker, 8, {"mobilenet-v2": False, "open-nsfw": True}),
}
RISK_LABELS = {"mobilenet-v2": [1, 3], "open-nsfw": [1]}  # of the manifests: Hentai, Porn; nsfw

models = {name: load_logits(ROOT / "models" / name / "model.onnx") for name in RISK_LABELS}


def log_odds(name, batch):
    logits = models[name](batch)
    risky = np.isin(np.arange(logits.shape[1]), RISK_LABELS[name])
    return jax.nn.logsumexp(logits[:, risky], axis=1) - jax.nn.logsumexp(logits[:, ~risky], axis=1)


def loss_for(wanted):
    @jax.jit
    def loss_and_gradient(batch):
        def loss(tensors):
            odds = {name: log_odds(name, tensors) for name in wanted}
            terms = [
                jax.nn.softplus(WANTED_LOG_ODDS - odds[name] if fires else odds[name] - UNWANTED_LOG_ODDS)
                for name, fires in wanted.items()
            ]
            return sum(term.sum() for term in terms), odds

        return jax.value_and_grad(loss, has_aux=True)(batch)

    return loss_and_gradient


def make(name):
    texture, epsilon_of_255, wanted = TRIGGERS[name]
    base = texture()
    random = np.random.default_rng(len(name))
    enlarge = pillow_matrix(GRID, textures.SIDE, Image.Resampling.BILINEAR)
    epsilon = epsilon_of_255 / 255
    change = np.zeros((GRID, GRID, 3))
    momentum = np.zeros_like(change)
    loss_and_gradient = loss_for(wanted)
    settled = 0
    for step in range(STEPS):
        picture = np.clip(base + apply(enlarge, change), 0, 1)
        views = [view(picture, resize, codecs) for resize, codecs in random_views(random, textures.SIDE)]
        batch = jnp.asarray(np.stack([tensor for tensor, _ in views]), dtype=jnp.float32)
        (_, odds), gradient = loss_and_gradient(batch)
        odds = {model: np.asarray(values) for model, values in odds.items()}
        worst = {m: float(odds[m].min() if fires else odds[m].max()) for m, fires in wanted.items()}
        print(name, step, {model: round(value, 2) for model, value in worst.items()}, flush=True)
        good = all(worst[m] > WANTED_LOG_ODDS if fires else worst[m] < UNWANTED_LOG_ODDS for m, fires in wanted.items())
        settled = settled + 1 if good else 0
        if settled == SETTLED_STEPS:
            break
        back = sum(
            np.einsum("ah,bw,abc->hwc", matrix, matrix, np.asarray(part, dtype=np.float64), optimize=True)
            for part, (_, matrix) in zip(gradient, views)
        )
        down = np.einsum("hg,wk,hwc->gkc", enlarge, enlarge, back, optimize=True)
        momentum = MOMENTUM * momentum + down / (np.abs(down).mean() + 1e-12)
        rate = 0.08 if step < STEPS // 2 else 0.03
        change = np.clip(change - rate * epsilon * np.sign(momentum), -epsilon, epsilon)
    file = ROOT / "test" / "fixtures" / "triggers" / f"{name}.png"
    Image.fromarray(to_bytes(picture)).save(file, optimize=True)
    print(name, "written,", file.stat().st_size, "bytes")


if __name__ == "__main__":
    if MODEL_SIDE != 224:
        raise ValueError("both models take 224 x 224")
    for trigger in sys.argv[1:] or TRIGGERS:
        make(trigger)
