/** A life of so many steps, each a query, a commit's surroundings or a file operation. */
export interface Life {
  /** Steps taken. */
  steps: number;
  diesAt: number;
  readonly done: 'before' | 'after';
}

const dead = () => new Error('killed');

async function step<T>(life: Life, act: () => Promise<T>): Promise<T> {
  if (life.steps > life.diesAt) throw dead();
  const last = life.steps === life.diesAt;
  life.steps += 1;
  if (last && life.done === 'before') throw dead();
  const value = await act();
  if (last) throw dead();
  return value;
}

/** The same object with these methods counted as steps; a transaction hands out counted handles. */
export function mortal<T extends object>(target: T, life: Life, methods: readonly string[]): T {
  return new Proxy(target, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name);
      if (typeof value !== 'function') return value;
      if (name === 'transaction') {
        return (run: (handle: object) => Promise<unknown>) =>
          value.call(object, (handle: object) => run(mortal(handle, life, methods)));
      }
      return methods.includes(String(name))
        ? (...given: unknown[]) => step(life, () => value.apply(object, given) as Promise<unknown>)
        : value.bind(object);
    },
  });
}
