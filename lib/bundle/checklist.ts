import type { Attack, Finding } from '../ledger/finding.ts';

/** One line of the checklist. `absent`: the bundle holds nothing that this check could look at. */
export interface CheckStep {
  readonly title: string;
  readonly outcome: 'holds' | 'fails' | 'absent';
  readonly words: string;
}

/** Collects what the checks of one bundle say. */
export class Checklist {
  readonly findings: Finding[] = [];
  readonly steps: CheckStep[] = [];
  readonly remarks: string[] = []; // what was not covered, or is only told
  #before = 0;

  find(attack: Attack, where: string, words: string, proof: readonly string[] = []): void {
    this.findings.push({ attack, where, words, proof });
  }

  /** What another checklist holds that was kept beside this one: its checks were made in one walk with others. */
  take({ findings, remarks }: Checklist): void {
    for (const finding of findings) this.findings.push(finding); // there may be more than a call takes arguments
    for (const remark of remarks) this.remarks.push(remark);
  }

  /** Closes a step: it fails if anything was found since the one before. */
  step(title: string, words: string | null): void {
    const failed = this.findings.length - this.#before;
    this.#before = this.findings.length;
    if (failed > 0) this.steps.push({ title, outcome: 'fails', words: counted(failed) });
    else if (words === null)
      this.steps.push({ title, outcome: 'absent', words: 'Nothing in this bundle that could be looked at.' });
    else this.steps.push({ title, outcome: 'holds', words });
  }
}

function counted(failed: number): string {
  return failed === 1 ? 'One finding, below.' : `${failed} findings, below.`;
}
