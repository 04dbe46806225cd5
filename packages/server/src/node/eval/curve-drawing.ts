import { safe } from './markup.js';

/** A place in a square of [0, 1] × [0, 1], from the lower left. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** One line of a drawing. */
export interface DrawnLine {
  /** 0 to 7: colour and dashes. */
  readonly look: number;
  readonly places: readonly Place[];
  /** Hollow rings on the line: the policy's own thresholds. */
  readonly rings: readonly Place[];
}

/** What is drawn and what is said of it. */
export interface Drawing {
  /** Unique on the page; a–z and hyphen. */
  readonly id: string;
  readonly title: string;
  /** What the picture shows, in words and numbers, for whoever does not see it. */
  readonly description: string;
  readonly xAxis: string;
  readonly yAxis: string;
  /** Where the x axis ends, in (0, 1]. */
  readonly xMost: number;
  readonly lines: readonly DrawnLine[];
  /** Squares: what is done as shipped. */
  readonly squares: readonly Place[];
  /** True where the diagonal means something. */
  readonly hasDiagonal: boolean;
}

/** How many looks of lines there are; further judges share them. */
export const lookCount = 8;

const side = 300;
const left = 46;
const top = 10;
const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** A drawing as SVG, coloured by classes of the page's style. */
export function drawingOf(drawing: Drawing): string {
  const { id, xMost } = drawing;
  const at = ({ x, y }: Place): Place => ({ x: round(left + (x / xMost) * side), y: round(top + (1 - y) * side) });
  const isInside = ({ x }: Place): boolean => x <= xMost;
  const lines = drawing.lines.map(
    ({ look, places }) => `<path class="line look${look}" d="${pathOf(places.map(at), left + side)}"/>`,
  );
  const rings = drawing.lines.flatMap((line) =>
    line.rings.filter(isInside).map((ring) => {
      const { x, y } = at(ring);
      return `<circle class="ring look${line.look}" cx="${x}" cy="${y}" r="4"/>`;
    }),
  );
  const squares = drawing.squares.filter(isInside).map((square) => {
    const { x, y } = at(square);
    return `<rect class="square" x="${round(x - 4)}" y="${round(y - 4)}" width="8" height="8"/>`;
  });
  const grid = ticks.map((tick) => {
    const { x, y } = at({ x: tick * xMost, y: tick });
    return `<path class="grid" d="M${left} ${y}H${left + side}M${x} ${top}V${top + side}"/><text x="${x}" y="${top + side + 17}" text-anchor="middle">${percent(tick * xMost)}</text><text x="${left - 6}" y="${round(y + 4)}" text-anchor="end">${percent(tick)}</text>`;
  });
  const diagonal = drawing.hasDiagonal
    ? `<path class="diagonal" d="${pathOf([at({ x: 0, y: 0 }), at({ x: 1, y: 1 })], left + side)}"/>`
    : '';
  return `<svg role="img" aria-labelledby="${id}-title ${id}-desc" viewBox="0 0 ${left + side + 14} ${top + side + 42}"><title id="${id}-title">${safe(drawing.title)}</title><desc id="${id}-desc">${safe(drawing.description)}</desc>${grid.join('')}${diagonal}${lines.join('')}${rings.join('')}${squares.join('')}<text class="axis" x="${left + side / 2}" y="${top + side + 36}" text-anchor="middle">${safe(drawing.xAxis)}</text><text class="axis" transform="translate(11 ${top + side / 2}) rotate(-90)" text-anchor="middle">${safe(drawing.yAxis)}</text></svg>`;
}

/**
 * The path through the places, cut where it leaves the drawing on the right. What moves by less than a tenth of a pixel is
 * one place, so that 10,000 pictures draw no longer a path than a screen can show.
 */
function pathOf(places: readonly Place[], rightEnd: number): string {
  const steps: string[] = [];
  let last: Place | null = null;
  for (const place of places) {
    if (last && last.x === place.x && last.y === place.y) continue;
    if (last && place.x > rightEnd) {
      const part = (rightEnd - last.x) / (place.x - last.x);
      steps.push(`${rightEnd} ${round(last.y + part * (place.y - last.y))}`);
      break;
    }
    steps.push(`${place.x} ${place.y}`);
    last = place;
  }
  return steps.length === 0 ? '' : `M${steps.join('L')}`;
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}

function percent(share: number): string {
  return `${Math.round(share * 100)}`;
}
