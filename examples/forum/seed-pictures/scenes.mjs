// @ts-check
import { blob, drawing, each, glow, gradient, heightPx, n, ridge, seeded, widthPx } from './svg.mjs';

/** Ridge behind ridge under an evening sky. */
export function hillsAtDusk() {
  const random = seeded(12);
  const colours = ['#e9a283', '#c97f86', '#9d6685', '#6f4f7a', '#483c66', '#2c2a4d', '#191a33'];
  const ridges = colours.map((colour, at) => {
    const { path, at: line } = ridge(random, 470 + at * 92, 120 - at * 6, 0.55 - at * 0.05);
    const trees =
      at < 5
        ? ''
        : each(46, () => {
            const x = random(0, widthPx);
            const y = line(x) + 8;
            const tall = random(26, 58) * (at - 3.6);
            return `<path d="M${n(x)} ${n(y - tall)}L${n(x + tall * 0.22)} ${n(y)}L${n(x - tall * 0.22)} ${n(y)}Z"/>`;
          });
    const mist = `<path d="${path}" fill="url(#mist)" opacity="${0.5 - at * 0.06}"/>`;
    return `<g fill="${colour}"><path d="${path}"/>${trees}</g>${mist}`;
  });
  const stars = each(
    90,
    () =>
      `<circle cx="${n(random(0, widthPx))}" cy="${n(random(0, 300))}" r="${n(random(0.8, 2.2))}" opacity="${n(random(0.3, 1))}"/>`,
  );
  const birds = each(7, (at) => {
    const x = 980 + at * 34 + random(-8, 8);
    const y = 250 + Math.abs(at - 3) * 20 + random(-5, 5);
    return `<path d="M${n(x - 15)} ${n(y - 5)}q8 -8 15 4q7 -12 15 -4"/>`;
  });
  return drawing(
    gradient('sky', ['#27305f', '#59538c', '#b0709a', '#f0a07f', '#fbd29b']) +
      gradient('mist', ['#ffd9b8', '#ffd9b800', '#ffd9b800']),
    `<rect width="100%" height="100%" fill="url(#sky)"/><g fill="#fff3dc">${stars}</g>${glow(560, 470, 351, '#ffdc9a')}<circle cx="560" cy="470" r="86" fill="#fff0c4"/><g fill="none" stroke="#3c2f55" stroke-width="3" stroke-linecap="round">${birds}</g>${ridges.join('')}`,
  );
}

/** Waves of paper with a moon and a small boat. */
export function paperSea() {
  const random = seeded(5);
  const colours = ['#7fc4c4', '#59aab6', '#3d8fa6', '#2b7395', '#215a80', '#194568', '#12324f'];
  const waves = colours.map((colour, at) => {
    const level = 520 + at * 88;
    const length = 118 + at * 34;
    const start = -random(0, length);
    let path = `M${n(start)} ${level}`;
    for (let x = start; x < widthPx + length; x += length) {
      path += `c${n(length * 0.28)} 0 ${n(length * 0.36)} ${-30 - at * 7} ${n(length * 0.5)} ${-30 - at * 7}s${n(length * 0.2)} ${30 + at * 7} ${n(length * 0.5)} ${30 + at * 7}`;
    }
    const boat =
      at === 2
        ? `<g filter="url(#cut)"><path d="M1010 640l36 66h178l40 -66z" fill="#b5483e"/><path d="M1010 640h254l-9 15h-238z" fill="#f3e6cf"/><path d="M1126 640V388" stroke="#6b4a35" stroke-width="9"/><path d="M1136 396c92 62 112 142 112 226h-112z" fill="#fbf4e4"/><path d="M1116 440c-66 52 -84 114 -86 182h86z" fill="#f0b95a"/><path d="M1126 388l46 15l-46 17z" fill="#d9604f"/></g>`
        : '';
    return `${boat}<path d="${path}V${heightPx + 40}H0Z" fill="${colour}" filter="url(#cut)"/>`;
  });
  const clouds = each(5, (at) => {
    const x = 120 + at * 350 + random(-60, 60);
    const y = random(90, 330);
    const puffs = each(
      4,
      (puff) =>
        `<circle cx="${n(x + puff * 44)}" cy="${n(y - (puff === 1 || puff === 2 ? 26 : 0))}" r="${n(random(36, 54))}"/>`,
    );
    return `<g fill="#fff" opacity="0.93" filter="url(#cut)">${puffs}<rect x="${n(x - 46)}" y="${n(y)}" width="224" height="48" rx="24"/></g>`;
  });
  return drawing(
    gradient('air', ['#f6c9a8', '#fae3c4', '#e7f0e2']),
    `<rect width="100%" height="100%" fill="url(#air)"/>${glow(420, 330, 405, '#ffe9bf')}<circle cx="420" cy="330" r="140" fill="#f08a5d" filter="url(#cut)"/>${clouds}${waves.join('')}`,
  );
}

/** A patchwork quilt with its stitches. */
export function quilt() {
  const random = seeded(31);
  const cloths = ['#c8553d', '#588b8b', '#ffd5c2', '#f28f3b', '#2d4654', '#93b7a5', '#f3e3b3', '#8a4f7d', '#d98a94'];
  const pick = () => cloths[Math.floor(random(0, cloths.length))] ?? '#fff';
  const side = 152;
  const cell = (/** @type {number} */ column, /** @type {number} */ row) => {
    const [x, y] = [column * side - 22, row * side - 1];
    const [a, b, c] = [pick(), pick(), pick()];
    const kind = Math.floor(random(0, 6));
    const h = side / 2;
    const inside = [
      each(
        4,
        (turn) =>
          `<path d="M${h} ${h}L${h} 0L${side} 0Z" fill="${turn % 2 ? b : c}" transform="rotate(${turn * 90} ${h} ${h})"/>`,
      ),
      `<path d="M${h} 6L${side - 6} ${h}L${h} ${side - 6}L6 ${h}Z" fill="${b}"/><path d="M${h} 42L${side - 42} ${h}L${h} ${side - 42}L42 ${h}Z" fill="${c}"/>`,
      each(
        25,
        (dot) =>
          `<circle cx="${n(((dot % 5) + 0.5) * (side / 5))}" cy="${n((Math.floor(dot / 5) + 0.5) * (side / 5))}" r="7" fill="${b}"/>`,
      ),
      each(6, (stripe) => `<rect x="${n(stripe * (side / 6))}" width="${n(side / 12)}" height="${side}" fill="${b}"/>`),
      `${each(8, (leaf) => `<path d="M${h} ${h}C${h + 22} ${h - 34} ${h + 14} ${h - 62} ${h} ${h - 66}C${h - 14} ${h - 62} ${h - 22} ${h - 34} ${h} ${h}Z" fill="${leaf % 2 ? b : c}" transform="rotate(${leaf * 45} ${h} ${h})"/>`)}<circle cx="${h}" cy="${h}" r="11" fill="${a}"/>`,
      each(4, (ring) => `<circle cx="0" cy="${side}" r="${side - ring * 34 - 8}" fill="${ring % 2 ? a : b}"/>`),
    ][kind];
    return `<g transform="translate(${x} ${y})"><svg width="${side}" height="${side}"><rect width="${side}" height="${side}" fill="${a}"/>${inside}</svg><rect width="${side}" height="${side}" fill="url(#puff)"/><rect x="7" y="7" width="${side - 14}" height="${side - 14}" rx="4" fill="none" stroke="#fffaf0" stroke-width="2.6" stroke-dasharray="9 7" opacity="0.85"/></g>`;
  };
  const rows = each(8, (row) => each(11, (column) => cell(column, row)));
  return drawing(
    `<radialGradient id="puff" cx="45%" cy="40%" r="75%"><stop offset="0" stop-color="#fff" stop-opacity="0.2"/><stop offset="0.6" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#1b1420" stop-opacity="0.42"/></radialGradient>`,
    rows,
  );
}

/** Layers of cut paper, each with a hole in it, deeper and deeper. */
export function paperCut() {
  const random = seeded(44);
  const colours = ['#f7f0dc', '#cfe5d2', '#9fd0c0', '#67b3ae', '#3d8f9c', '#2b6a88', '#1f4770', '#132a52'];
  const layers = colours.map((colour, at) => {
    if (at === 0) return '';
    const hole = blob(random, 820 + at * 6, 540 + at * 10, 700 - at * 84, 0.16);
    return `<path d="${hole}" fill="${colour}" filter="url(#inner)"/>`;
  });
  const leaf = (
    /** @type {number} */ x,
    /** @type {number} */ y,
    /** @type {number} */ turn,
    /** @type {number} */ size,
    /** @type {string} */ colour,
  ) =>
    `<g transform="translate(${n(x)} ${n(y)}) rotate(${n(turn)}) scale(${n(size)})" filter="url(#cut)"><path d="M0 0C40 -50 42 -130 0 -190C-42 -130 -40 -50 0 0Z" fill="${colour}"/><path d="M0 -8V-172" stroke="#fff" stroke-opacity="0.5" stroke-width="3"/></g>`;
  const sprays = each(30, (at) => {
    const left = at % 2 === 0;
    const leaves = ['#c8553d', '#e58a4e', '#edb458', '#8f3d4e', '#d96c5f'];
    return leaf(
      left ? random(-30, 230) : random(1380, 1640),
      random(760, 1120),
      left ? random(-30, 60) : random(-60, 30),
      random(0.9, 1.7),
      leaves[at % leaves.length] ?? '',
    );
  });
  const lights = each(
    60,
    () =>
      `<circle cx="${n(random(640, 1080))}" cy="${n(random(420, 760))}" r="${n(random(1, 3.4))}" fill="#ffe9b8" opacity="${n(random(0.4, 1))}"/>`,
  );
  return drawing(
    '<filter id="inner" x="-10%" y="-10%" width="120%" height="120%"><feComponentTransfer in="SourceAlpha"><feFuncA type="table" tableValues="1 0"/></feComponentTransfer><feGaussianBlur stdDeviation="16"/><feOffset dy="14" result="shade"/><feFlood flood-color="#150f2a" flood-opacity="0.55"/><feComposite in2="shade" operator="in"/><feComposite in2="SourceAlpha" operator="in"/><feMerge><feMergeNode in="SourceGraphic"/><feMergeNode/></feMerge></filter>',
    `<rect width="100%" height="100%" fill="${colours[0]}"/>${layers.join('')}<circle cx="862" cy="600" r="46" fill="#ffe9b8"/>${lights}${sprays}`,
  );
}

/** A village under snow, lamps in the windows. */
export function winterVillage() {
  const random = seeded(71);
  const walls = ['#7d3f4c', '#34546b', '#a9683f', '#5b6e58', '#865a6b', '#48597c'];
  const house = (/** @type {number} */ x, /** @type {number} */ base, /** @type {number} */ size) => {
    const [wide, tall] = [random(120, 170) * size, random(120, 210) * size];
    const roof = random(70, 105) * size;
    const colour = walls[Math.floor(random(0, walls.length))] ?? '';
    const [columns, rows] = [wide > 140 * size ? 3 : 2, Math.max(1, Math.floor(tall / (70 * size)))];
    const pane = 26 * size;
    const windows = each(columns * rows, (at) => {
      const wx = ((at % columns) + 0.5) * (wide / columns) - pane / 2;
      const wy = Math.floor(at / columns) * 62 * size + 22 * size;
      const lit = random() < 0.72;
      return `<rect x="${n(wx)}" y="${n(wy)}" width="${n(pane)}" height="${n(pane * 1.3)}" rx="3" fill="${lit ? '#ffd27a' : '#23304d'}"/><path d="M${n(wx + pane / 2)} ${n(wy)}v${n(pane * 1.3)}M${n(wx)} ${n(wy + pane * 0.65)}h${n(pane)}" stroke="#2a2233" stroke-width="${n(2.4 * size)}"/>${lit ? `<circle cx="${n(wx + pane / 2)}" cy="${n(wy + pane / 2)}" r="${n(pane * 1.1)}" fill="#ffcf70" opacity="0.16"/>` : ''}`;
    });
    return `<g transform="translate(${n(x)} ${n(base - tall)})"><rect x="${n(wide * 0.68)}" y="${n(-roof)}" width="${n(20 * size)}" height="${n(roof)}" fill="#4a3a41"/><rect x="${n(wide * 0.68 - 3)}" y="${n(-roof - 7)}" width="${n(20 * size + 6)}" height="${n(12 * size)}" rx="5" fill="#f4f7fb"/><rect width="${n(wide)}" height="${n(tall + 40)}" fill="${colour}"/>${windows}<path d="M${n(-16 * size)} 4L${n(wide / 2)} ${n(-roof)}L${n(wide + 16 * size)} 4Z" fill="#eef3f9"/><path d="M${n(wide / 2)} ${n(-roof)}L${n(wide + 16 * size)} 4H${n(wide * 0.62)}Z" fill="#c9d6e6"/></g>`;
  };
  const pine = (/** @type {number} */ x, /** @type {number} */ base, /** @type {number} */ tall) =>
    `<g>${each(4, (tier) => `<path d="M${n(x)} ${n(base - tall + tier * tall * 0.17)}L${n(x + tall * (0.13 + tier * 0.055))} ${n(base - tall * 0.62 + tier * tall * 0.2)}L${n(x - tall * (0.13 + tier * 0.055))} ${n(base - tall * 0.62 + tier * tall * 0.2)}Z" fill="${tier % 2 ? '#2f5a57' : '#3b6d66'}"/><path d="M${n(x)} ${n(base - tall + tier * tall * 0.17)}l${n(tall * 0.07)} ${n(tall * 0.17)}q${n(-tall * 0.07)} ${n(tall * 0.05)} ${n(-tall * 0.14)} 0Z" fill="#f2f7fc"/>`)}</g>`;
  const rows = [0, 1, 2].map((depth) => {
    const { path, at } = ridge(random, 640 + depth * 135, 50, 0.1);
    const size = 0.62 + depth * 0.28;
    const things = each(depth === 2 ? 7 : 11, (index) => {
      const x = (index + random(0.1, 0.7)) * (widthPx / (depth === 2 ? 7 : 11)) - 40;
      return (
        (random() < 0.36 ? '' : house(x, at(x + 60) + 26, size)) + pine(x - 24, at(x) + 30, random(120, 190) * size)
      );
    });
    return `${things}<path d="${path}" fill="${['#c3d3e6', '#dde7f2', '#f5f8fc'][depth]}"/>`;
  });
  const flakes = each(
    260,
    () =>
      `<circle cx="${n(random(0, widthPx))}" cy="${n(random(0, heightPx))}" r="${n(random(1.2, 4.6))}" opacity="${n(random(0.4, 0.95))}"/>`,
  );
  const { path: far } = ridge(random, 500, 130, 0.6);
  return drawing(
    gradient('night', ['#141d3f', '#2a3a6a', '#5b6a9c', '#b99db3']),
    `<rect width="100%" height="100%" fill="url(#night)"/>${glow(1260, 210, 243, '#f7efd4')}<circle cx="1260" cy="210" r="72" fill="#fbf4dc"/><path d="${far}" fill="#7584ad"/>${rows.join('')}<g fill="#fff">${flakes}</g>`,
  );
}

/** Balloons over morning clouds. */
export function balloons() {
  const random = seeded(90);
  const sets = [
    ['#e4572e', '#f6e7cb'],
    ['#17768a', '#f2c14e'],
    ['#7b4b94', '#f6a6b2'],
    ['#f3a712', '#a4243b'],
    ['#2e8b72', '#f7f3e3'],
    ['#355070', '#eaac8b'],
  ];
  const balloon = (
    /** @type {number} */ x,
    /** @type {number} */ y,
    /** @type {number} */ r,
    /** @type {readonly string[]} */ colours,
  ) => {
    const outline = `M${n(-r)} 0C${n(-r)} ${n(-r * 1.32)} ${n(r)} ${n(-r * 1.32)} ${n(r)} 0C${n(r)} ${n(r * 0.62)} ${n(r * 0.3)} ${n(r * 1.05)} ${n(r * 0.2)} ${n(r * 1.34)}H${n(-r * 0.2)}C${n(-r * 0.3)} ${n(r * 1.05)} ${n(-r)} ${n(r * 0.62)} ${n(-r)} 0Z`;
    const gores = [1, 0.72, 0.4, 0.12].map(
      (part, at) => `<g transform="scale(${part} 1)"><path d="${outline}" fill="${colours[at % 2]}"/></g>`,
    );
    return `<g transform="translate(${n(x)} ${n(y)})">${gores.join('')}<path d="${outline}" fill="url(#round)"/><path d="M${n(-r * 0.2)} ${n(r * 1.34)}L${n(-r * 0.15)} ${n(r * 1.72)}M${n(r * 0.2)} ${n(r * 1.34)}L${n(r * 0.15)} ${n(r * 1.72)}" stroke="#5a4332" stroke-width="${n(r * 0.025)}"/><rect x="${n(-r * 0.17)}" y="${n(r * 1.68)}" width="${n(r * 0.34)}" height="${n(r * 0.27)}" rx="${n(r * 0.05)}" fill="#8a5a36"/><path d="M${n(-r * 0.17)} ${n(r * 1.77)}h${n(r * 0.34)}" stroke="#6b4226" stroke-width="${n(r * 0.03)}"/></g>`;
  };
  const cloud = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ size) =>
    `<g fill="url(#cloud)">${each(7, (at) => `<circle cx="${n(x + (at - 3) * 58 * size + random(-14, 14))}" cy="${n(y + Math.abs(at - 3) * 13 * size)}" r="${n((92 - Math.abs(at - 3) * 15 + random(-10, 10)) * size)}"/>`)}</g>`;
  const places = [
    [1230, 640, 62],
    [250, 560, 74],
    [930, 250, 58],
    [640, 690, 46],
    [1420, 250, 92],
    [560, 330, 168],
  ];
  const flock = places.map(
    ([x = 0, y = 0, r = 0], at) =>
      `${at === 3 ? cloud(820, 640, 0.9) : ''}${at === 5 ? cloud(300, 830, 1.1) + cloud(1180, 850, 1.2) : ''}${balloon(x, y, r, sets[at] ?? [])}`,
  );
  const front = each(9, (at) => cloud(at * 210 - 30, 1010 + random(-25, 45), 1.35));
  const { path } = ridge(random, 880, 120, 0.3);
  return drawing(
    gradient('day', ['#4f9fcf', '#9fd0e3', '#fbe3c0', '#fbc9a4']) +
      gradient('cloud', ['#ffffff', '#fdeee0', '#f3cfc0']) +
      '<radialGradient id="round" cx="34%" cy="30%" r="80%"><stop offset="0" stop-color="#fff" stop-opacity="0.42"/><stop offset="0.45" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#1c1030" stop-opacity="0.45"/></radialGradient>',
    `<rect width="100%" height="100%" fill="url(#day)"/>${cloud(1060, 150, 0.7)}${cloud(180, 210, 0.8)}<path d="${path}" fill="#a9b6cf" opacity="0.75"/>${flock.join('')}${front}`,
  );
}

/** A meadow of folk-art flowers. */
export function meadow() {
  const random = seeded(7);
  const petals = ['#d1495b', '#edae49', '#f4f1de', '#e07a5f', '#7d6aa8', '#f2b5c4', '#4d96b8'];
  const flower = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ size) => {
    const colour = petals[Math.floor(random(0, petals.length))] ?? '';
    const count = Math.floor(random(5, 11));
    const lean = random(-26, 26);
    const stem = `<path d="M${n(x)} ${n(y)}Q${n(x + lean)} ${n((y + heightPx) / 2)} ${n(x + lean * 0.4)} ${heightPx + 20}" stroke="#2f5d46" stroke-width="${n(5 * size + 2)}" fill="none"/>`;
    const leaves = each(3, (at) => {
      const ly = y + (heightPx - y) * (0.3 + at * 0.2);
      return `<path d="M0 0C26 -12 58 -10 82 -34C70 6 34 22 0 0Z" fill="${at % 2 ? '#4f8a5b' : '#3c7350'}" transform="translate(${n(x + lean * 0.5)} ${n(ly)}) scale(${at % 2 ? -size : size} ${n(size)})"/>`;
    });
    const head = each(
      count,
      (at) =>
        `<ellipse cx="0" cy="${n(-34 * size)}" rx="${n((150 / count) * size)}" ry="${n(36 * size)}" fill="${colour}" transform="translate(${n(x)} ${n(y)}) rotate(${n((at * 360) / count)})"/>`,
    );
    const inner = each(
      count,
      (at) =>
        `<ellipse cx="0" cy="${n(-22 * size)}" rx="${n((54 / count) * size)}" ry="${n(20 * size)}" fill="#1f1a2b" opacity="0.16" transform="translate(${n(x)} ${n(y)}) rotate(${n((at * 360) / count)})"/>`,
    );
    const dots = each(
      9,
      (at) =>
        `<circle cx="${n(x + Math.cos(at * 0.7) * 9 * size)}" cy="${n(y + Math.sin(at * 0.7) * 9 * size)}" r="${n(2.6 * size)}" fill="#fff3c9"/>`,
    );
    return `${stem}${leaves}<g filter="url(#near)">${head}${inner}<circle cx="${n(x)}" cy="${n(y)}" r="${n(17 * size)}" fill="#5a3426"/>${dots}</g>`;
  };
  const rows = [0, 1, 2].map((depth) => {
    const grass = each(220, () => {
      const x = random(-20, widthPx + 20);
      const tall = random(90, 210) + depth * 30;
      return `<path d="M${n(x)} ${heightPx}q${n(random(-30, 30))} ${n(-tall * 0.6)} ${n(random(-40, 40))} ${n(-tall - (2 - depth) * 130)}" stroke="${['#8dbb8a', '#5f9a70', '#3f7a58'][depth]}" stroke-width="${3 + depth}" fill="none"/>`;
    });
    const heads = each(13 - depth * 2, (at) =>
      flower(
        (at + random(0.1, 0.9)) * (widthPx / (13 - depth * 2)),
        430 + depth * 165 + random(-80, 80),
        0.8 + depth * 0.45,
      ),
    );
    return grass + heads;
  });
  const butterfly = (
    /** @type {number} */ x,
    /** @type {number} */ y,
    /** @type {number} */ turn,
    /** @type {string} */ colour,
  ) =>
    `<g transform="translate(${x} ${y}) rotate(${turn})" filter="url(#near)"><path d="M0 0C-60 -70 -90 -20 -54 8C-84 30 -40 62 0 10C40 62 84 30 54 8C90 -20 60 -70 0 0Z" fill="${colour}"/><path d="M0 -12V22" stroke="#2a2030" stroke-width="7" stroke-linecap="round"/><circle cx="-40" cy="-16" r="9" fill="#fff" opacity="0.65"/><circle cx="40" cy="-16" r="9" fill="#fff" opacity="0.65"/></g>`;
  return drawing(
    `${gradient('morning', ['#bfe0e2', '#e9f0d4', '#f8edc9'])}<filter id="near" x="-30%" y="-30%" width="160%" height="160%"><feDropShadow dx="0" dy="5" stdDeviation="5" flood-color="#1d2a22" flood-opacity="0.3"/></filter>`,
    `<rect width="100%" height="100%" fill="url(#morning)"/>${glow(1280, 210, 270, '#fff4c4')}<circle cx="1280" cy="210" r="84" fill="#ffdf7e"/>${rows.join('')}${butterfly(430, 220, -18, '#e07a5f')}${butterfly(980, 170, 22, '#7d6aa8')}${butterfly(760, 330, 8, '#edae49')}`,
  );
}

/** Toy kites above dunes. */
export function kites() {
  const random = seeded(23);
  const sets = [
    ['#d7263d', '#f6f0da', '#1b998b', '#f46036'],
    ['#2e294e', '#f6ae2d', '#e4572e', '#f2f4f3'],
    ['#1b998b', '#ffd23f', '#ee4266', '#f7f3e3'],
    ['#f46036', '#2e294e', '#f6f0da', '#5bc0be'],
  ];
  const kite = (
    /** @type {number} */ x,
    /** @type {number} */ y,
    /** @type {number} */ size,
    /** @type {number} */ turn,
    /** @type {readonly string[]} */ c,
  ) => {
    const tail = each(9, (at) => {
      const tx = Math.sin(at * 0.9) * 26;
      const ty = 150 + at * 34;
      return `<path d="M${n(tx)} ${n(ty)}l-17 -10v20zM${n(tx)} ${n(ty)}l17 -10v20z" fill="${c[at % 4]}"/>`;
    });
    const cord = `M0 120${each(10, (at) => `L${n(Math.sin(at * 0.9) * 26)} ${n(150 + at * 34)}`)}`;
    return `<g transform="translate(${n(x)} ${n(y)}) rotate(${n(turn)}) scale(${n(size)})"><path d="${cord}" stroke="#5b4a52" stroke-width="2.5" fill="none"/>${tail}<g filter="url(#cut)"><path d="M0 -130L-88 -24L0 -24Z" fill="${c[0]}"/><path d="M0 -130L88 -24L0 -24Z" fill="${c[1]}"/><path d="M-88 -24L0 120L0 -24Z" fill="${c[2]}"/><path d="M88 -24L0 120L0 -24Z" fill="${c[3]}"/></g><path d="M0 -130V120M-88 -24H88" stroke="#4b3b3f" stroke-width="4"/></g>`;
  };
  const dunes = ['#f3d9a4', '#e8c384', '#d9a866', '#c08b50'].map((colour, at) => {
    const { path, at: line } = ridge(random, 790 + at * 72, 90, 0.02);
    const grass = each(at < 2 ? 30 : 60, () => {
      const x = random(0, widthPx);
      return each(
        5,
        (blade) =>
          `<path d="M${n(x)} ${n(line(x) + 8)}q${n((blade - 2) * 5)} -22 ${n((blade - 2) * 13 + 14)} ${n(-random(26, 52))}" stroke="${at < 2 ? '#9aa46a' : '#6f8452'}" stroke-width="3" fill="none"/>`,
      );
    });
    return `<path d="${path}" fill="${colour}"/><path d="${path}" fill="url(#light)"/>${grass}`;
  });
  const wind = each(9, () => {
    const [x, y] = [random(-100, 1300), random(60, 620)];
    return `<path d="M${n(x)} ${n(y)}q90 -40 190 -8t190 -12t120 -26" />`;
  });
  const strings = `<path d="M380 340Q560 720 800 940M980 380Q880 720 804 940M1330 300Q1150 740 808 940M700 190Q720 640 802 940" stroke="#6a5a60" stroke-width="1.8" fill="none" opacity="0.6"/>`;
  return drawing(
    gradient('blue', ['#3f8fc4', '#8cc6de', '#d9ecdf', '#f8edcf']) +
      gradient('light', ['#fff7df', '#fff7df00', '#8a5a2a55']),
    `<rect width="100%" height="100%" fill="url(#blue)"/><g fill="none" stroke="#fff" stroke-width="7" stroke-linecap="round" opacity="0.5">${wind}</g>${strings}${kite(380, 340, 1.15, -22, sets[0] ?? [])}${kite(980, 380, 0.95, 14, sets[1] ?? [])}${kite(1330, 300, 1.05, 24, sets[2] ?? [])}${kite(700, 190, 0.62, -6, sets[3] ?? [])}${dunes.join('')}`,
  );
}

/** A paper snail on a leaf, its shell a spiral of many rings. */
export function snail() {
  const random = seeded(23);
  const rings = each(9, (at) => {
    const colours = ['#7a3b5e', '#b5566d', '#e07f6c', '#f0ab6d', '#f6d08a'];
    const angle = at * 1.1;
    const x = 760 + Math.cos(angle) * at * 9;
    const y = 470 + Math.sin(angle) * at * 9;
    const ring = blob(random, x, y, 270 - at * 29, 0.03);
    return `<path d="${ring}" fill="${colours[at % colours.length] ?? ''}" filter="url(#cut)"/>`;
  });
  const veins = each(10, (at) => {
    const x = 180 + at * 118;
    return `<path d="M${x} 880q70 -60 ${n(random(90, 120))} -${n(random(60, 95))}M${x} 880q80 55 ${n(random(95, 125))} ${n(random(60, 95))}"/>`;
  });
  const drops = each(16, () => {
    const size = random(7, 24);
    return `<circle cx="${n(random(280, 1380))}" cy="${n(random(840, 960))}" r="${n(size)}" fill="#d8f2ea" fill-opacity="0.75" filter="url(#cut)"/>`;
  });
  const horn = (/** @type {number} */ x, /** @type {number} */ y) =>
    `<path d="M1178 640Q${x - 30} ${y + 150} ${x} ${y}" stroke="#e3c9a0" stroke-width="22" stroke-linecap="round"/><circle cx="${x}" cy="${y}" r="24" fill="#3b2a3f" stroke="none"/>`;
  return drawing(
    gradient('dawn', ['#f8e3c4', '#f4cfb4', '#e7b9a9']),
    `<rect width="100%" height="100%" fill="url(#dawn)"/>${glow(1290, 210, 300, '#fff1c9')}<circle cx="1290" cy="210" r="92" fill="#fff5d8"/><path d="M60 890C300 690 1180 660 1560 860C1240 1090 380 1100 60 890Z" fill="#4f8a63" filter="url(#cut)"/><path d="M90 888Q820 850 1530 862" fill="none" stroke="#37694a" stroke-width="10"/><g fill="none" stroke="#37694a" stroke-width="5">${veins}</g>${drops}<g fill="none" filter="url(#cut)">${horn(1250, 380)}${horn(1120, 390)}</g><path d="M470 800C480 700 640 690 800 700C980 712 1060 700 1080 640C1096 590 1180 560 1226 604C1290 664 1240 800 1120 820C900 850 560 850 470 800Z" fill="#ecd5ad" filter="url(#cut)"/>${rings}<path d="M1196 700q26 18 50 -6" fill="none" stroke="#8a6748" stroke-width="6" stroke-linecap="round"/>`,
  );
}
