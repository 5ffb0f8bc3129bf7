import type { Attack, Finding } from './finding.ts';

/** How far beyond the first difference one looks to tell what was done. */
const windowEntries = 512;
const mostFindings = 100;

export interface CopyDifference {
  readonly findings: readonly Finding[];
  readonly common: bigint; // entries that both copies have, equal or not
  readonly trustedEnded: boolean;
  readonly suspectEnded: boolean;
}

/**
 * Holds a copy against one that is already proven, entry by entry, and names what was done and where. Entries in
 * order from index `from`. Entries that only the suspect copy has behind the end of the trusted one are nothing wrong.
 */
export async function compareCopies(
  trusted: AsyncIterable<readonly Uint8Array[]>,
  suspect: AsyncIterable<readonly Uint8Array[]>,
  from = 0n,
): Promise<CopyDifference> {
  const [a, b] = [new Ahead(trusted), new Ahead(suspect)];
  const findings: Finding[] = [];
  for (let index = from; ; index += 1n) {
    const [left, right] = [await a.peek(), await b.peek()];
    const ended = { trustedEnded: left === undefined, suspectEnded: right === undefined };
    if (left === undefined) return { findings, common: index, ...ended };
    if (right === undefined || !isEqual(left, right)) {
      const finding = judge(index, await a.window(), await b.window());
      findings.push(finding);
      // After anything but an edit in place the two no longer stand side by side: more would only be noise.
      if (finding.attack !== 'edited' || findings.length === mostFindings) {
        return { findings, common: index, ...ended };
      }
    }
    a.drop();
    b.drop();
  }
}

function judge(index: bigint, trusted: readonly Uint8Array[], suspect: readonly Uint8Array[]): Finding {
  const found = (attack: Attack, words: string): Finding => {
    return { attack, where: `entry ${index}`, words, proof: [] };
  };
  const [left, leftNext] = trusted;
  const [right, rightNext] = suspect;
  if (right === undefined) {
    return found('truncated', `The copy ends before entry ${index}; the anchored log goes on.`);
  }
  // Asked first: of two entries that changed places each looks removed here and put in there.
  if (isPermuted(trusted, suspect))
    return found('reordered', `From entry ${index} on, the same entries stand in another order.`);
  if (sameAt(right, leftNext))
    return found('deleted', `Entry ${index} is missing; what followed it has moved up.`);
  if (sameAt(left, rightNext))
    return found('inserted', `Entry ${index} was never anchored; what followed it has moved down.`);
  if (
    leftNext === undefined || rightNext === undefined
      ? suspect.length >= trusted.length
      : shareRest(trusted, suspect)
  ) {
    return found('edited', `Entry ${index} is not the one that was anchored.`);
  }
  return found(
    'rolled-back',
    `The two histories are the same up to entry ${index} and have nothing in common from there on.`,
  );
}

/** The same entries in another order: some first stretch of both holds equal sets. */
function isPermuted(trusted: readonly Uint8Array[], suspect: readonly Uint8Array[]): boolean {
  const balance = new Map<string, number>();
  for (let i = 0; i < Math.min(trusted.length, suspect.length); i += 1) {
    add(balance, trusted[i], 1);
    add(balance, suspect[i], -1);
    if (balance.size === 0) return true;
  }
  return false;
}

function add(balance: Map<string, number>, entry: Uint8Array | undefined, by: number): void {
  const key = Buffer.from(entry ?? []).toString('latin1');
  const sum = (balance.get(key) ?? 0) + by;
  if (sum === 0) balance.delete(key);
  else balance.set(key, sum);
}

/** Whether the copies agree again somewhere behind the difference, at equal places. */
function shareRest(trusted: readonly Uint8Array[], suspect: readonly Uint8Array[]): boolean {
  return trusted.some((entry, i) => i > 0 && sameAt(entry, suspect[i]));
}

function sameAt(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a !== undefined && b !== undefined && isEqual(a, b);
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** Entries one by one, with a look ahead. */
class Ahead {
  readonly #batches: AsyncIterator<readonly Uint8Array[]>;
  #held: Uint8Array[] = [];
  #at = 0;

  constructor(batches: AsyncIterable<readonly Uint8Array[]>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  async peek(): Promise<Uint8Array | undefined> {
    if (this.#at >= this.#held.length) await this.#fill(1);
    return this.#held[this.#at];
  }

  drop(): void {
    this.#at += 1;
  }

  async window(): Promise<readonly Uint8Array[]> {
    await this.#fill(windowEntries);
    return this.#held.slice(this.#at, this.#at + windowEntries);
  }

  async #fill(count: number): Promise<void> {
    this.#held = this.#held.slice(this.#at);
    this.#at = 0;
    while (this.#held.length < count) {
      const { value, done } = await this.#batches.next();
      if (done === true) return;
      this.#held.push(...value);
    }
  }
}
