/** Pieces of work of several clients, handed out in turns: nobody waits behind all twenty photos of somebody else. */
export interface Turns<Client, Work> {
  add(client: Client, work: Work): void;
  /** The oldest work that may begin of the client whose turn it is, or undefined where there is none. */
  next(may: (work: Work) => boolean): Work | undefined;
  /** Takes work out before its turn; false if its turn has come already. */
  remove(client: Client, work: Work): boolean;
}

/** Empty {@link Turns}. */
export function takeTurns<Client, Work>(): Turns<Client, Work> {
  // A map remembers the order of insertion: whoever was served goes to the end.
  const lines = new Map<Client, Work[]>();
  return {
    add(client, work) {
      const line = lines.get(client);
      if (line === undefined) lines.set(client, [work]);
      else line.push(work);
    },
    next(may) {
      for (const [client, line] of lines) {
        const at = line.findIndex(may);
        if (at < 0) continue;
        const [work] = line.splice(at, 1);
        lines.delete(client);
        if (line.length > 0) lines.set(client, line);
        return work;
      }
      return undefined;
    },
    remove(client, work) {
      const line = lines.get(client);
      const at = line?.indexOf(work) ?? -1;
      if (line === undefined || at < 0) return false;
      line.splice(at, 1);
      if (line.length === 0) lines.delete(client);
      return true;
    },
  };
}
