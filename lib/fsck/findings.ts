import type { Attack, Finding } from '../ledger/finding.ts';

const mostOfOneKind = 20;

/** Collects findings; of each kind the first twenty, so that a thorough attack does not fill the memory. */
export class Findings {
  readonly #leading: Finding[] = [];
  readonly #kept: Finding[] = [];
  readonly #counts = new Map<Attack, number>();

  add(attack: Attack, where: string, words: string, proof: readonly string[] = []): void {
    this.addAll([{ attack, where, words, proof }]);
  }

  addAll(findings: readonly Finding[]): void {
    for (const finding of findings) {
      const count = (this.#counts.get(finding.attack) ?? 0) + 1;
      this.#counts.set(finding.attack, count);
      if (count <= mostOfOneKind) this.#kept.push(finding);
    }
  }

  /** Takes over what another has collected, in other words, and how many there were of each kind. */
  takeOver(other: Findings, inWords: (finding: Finding) => Finding): void {
    this.addAll(other.#kept.map(inWords));
    for (const [attack, count] of other.#counts) {
      const dropped = Math.max(0, count - mostOfOneKind);
      this.#counts.set(attack, (this.#counts.get(attack) ?? 0) + dropped);
    }
  }

  /** What was done comes before what follows from it. */
  lead(findings: readonly Finding[]): void {
    this.#leading.push(...findings);
  }

  /** What was kept, and a last line for each kind of which there are more. */
  list(): readonly Finding[] {
    const more = Array.from(this.#counts).flatMap(([attack, count]): Finding[] => {
      if (count <= mostOfOneKind) return [];
      const words = `There are ${count - mostOfOneKind} more findings of this kind.`;
      return [{ attack, where: 'the whole log', words, proof: [] }];
    });
    return [...this.#leading, ...this.#kept, ...more];
  }
}
