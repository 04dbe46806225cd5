import { borderOf } from '@safeupload/sdk/core';

/** One number of the policy: what it counts, its default and bounds, and why it is what it is. docs/policy.md is made of these. */
export interface NumberField {
  readonly unit:
    | 'ms'
    | 'pictures'
    | 'accounts'
    | 'reports'
    | 'notices'
    | 'weight'
    | 'looks'
    | 'tokens'
    | 'tokens a minute'
    | 'bits'
    | 'quality'
    | 'tickets'
    | 'views'
    | 'percent'
    | 'probability';
  readonly default: number;
  readonly least: number;
  readonly most: number;
  /** One sentence: what it stops or lets through, and where the number comes from. */
  readonly why: string;
}

/** Units whose numbers need not be whole. */
const fractional: readonly NumberField['unit'][] = ['weight', 'tokens a minute', 'probability'];

/** A section of the policy as the table of its numbers. */
export type NumberFields = Readonly<Record<string, NumberField>>;

/** The values of a section. */
export type NumbersOf<Fields extends NumberFields> = { readonly [Name in keyof Fields]: number };

const border = borderOf('policy-invalid', 'server policy');

/** The default of every number of a section. */
export function defaultsOf<Fields extends NumberFields>(fields: Fields): NumbersOf<Fields> {
  const values = Object.entries(fields).map(([name, field]) => [name, field.default] as const);
  // Provable: the names are exactly those of `fields`.
  return Object.fromEntries(values) as NumbersOf<Fields>;
}

/** A section of a parsed JSON value, each number within its bounds. Throws `policy-invalid` naming the first wrong one. */
export function parseNumbers<Fields extends NumberFields>(
  value: unknown,
  path: string,
  fields: Fields,
): NumbersOf<Fields> {
  const section = border.object(value, path, Object.keys(fields));
  const values = Object.entries(fields).map(([name, { least, most, unit }]) => {
    const at = `${path}.${name}`;
    const read = fractional.includes(unit) ? border.number : border.integer;
    return [name, read(section[name], at, least, most)] as const;
  });
  // Provable: the names are exactly those of `fields`.
  return Object.fromEntries(values) as NumbersOf<Fields>;
}
