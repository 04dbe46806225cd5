"""The pictures that triggers start from: square, RGB in 0..1, made of nothing but sines, rings and squares."""

import numpy as np

SIDE = 512


def plane(side=SIDE):
    y, x = np.mgrid[0:side, 0:side] / side
    return x, y


def plasma(seed=11, side=SIDE):
    """Soft clouds of colour: sums of slow sines in random directions."""
    random = np.random.default_rng(seed)
    x, y = plane(side)
    channels = []
    for _ in range(3):
        value = sum(
            np.sin(2 * np.pi * (fx * x + fy * y) + phase) / (1 + np.hypot(fx, fy))
            for fx, fy, phase in zip(random.normal(0, 3, 14), random.normal(0, 3, 14), random.uniform(0, 6.3, 14))
        )
        channels.append(0.5 + 0.28 * value / np.abs(value).max())
    return np.stack(channels, axis=-1)


def rings():
    """Circles around two centres over a diagonal gradient."""
    x, y = plane()
    first = np.sin(2 * np.pi * 9 * np.hypot(x - 0.32, y - 0.4))
    second = np.sin(2 * np.pi * 7 * np.hypot(x - 0.75, y - 0.7))
    return np.stack([0.5 + 0.2 * first, 0.45 + 0.15 * second + 0.1 * x, 0.55 + 0.12 * (first + second) - 0.1 * y], axis=-1)


def checker():
    """Soft-edged squares over bands of colour."""
    x, y = plane()
    squares = np.tanh(3 * np.sin(2 * np.pi * 4 * x) * np.sin(2 * np.pi * 4 * y))
    bands = np.sin(2 * np.pi * (1.5 * x + 2.5 * y))
    return np.stack([0.5 + 0.16 * squares + 0.1 * bands, 0.5 - 0.14 * squares, 0.48 + 0.15 * bands], axis=-1)


def ripples(seed, side):
    """Circles around two centres, over clouds."""
    random = np.random.default_rng(seed)
    x, y = plane(side)
    waves = [
        np.sin(2 * np.pi * random.uniform(4, 10) * np.hypot(x - random.uniform(0, 1), y - random.uniform(0, 1)))
        for _ in range(2)
    ]
    return plasma(seed, side) + 0.1 * (waves[0] + waves[1])[..., None] * random.uniform(-1, 1, 3)


def tiles(seed, side):
    """Soft-edged squares, turned, over clouds."""
    random = np.random.default_rng(seed)
    x, y = plane(side)
    turn, count = random.uniform(0, np.pi), random.uniform(3, 7)
    along, across = np.cos(turn) * x + np.sin(turn) * y, np.cos(turn) * y - np.sin(turn) * x
    squares = np.tanh(3 * np.sin(2 * np.pi * count * along) * np.sin(2 * np.pi * count * across))
    return plasma(seed, side) + 0.12 * squares[..., None] * random.uniform(-1, 1, 3)
