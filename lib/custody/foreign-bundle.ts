/** What the verifier said of an evidence bundle of another Holdfast, held against the trust policy of who brought it. */
export interface ForeignVerdict {
  readonly outcome: 'holds' | 'fails' | 'unreadable'; // unreadable: no bundle that can be read at all
  readonly policySha256: string; // hex, of the text as it stands in the request
  readonly steps: readonly VerdictStep[];
  readonly findings: readonly { readonly where: string; readonly words: string }[]; // the first of them
  readonly findingCount: number;
  readonly remarks: readonly string[]; // what was not covered; the first of them
  readonly logs: readonly { readonly origin: string; readonly size: string }[]; // as its checkpoints say
  readonly bag: string | null; // hex SHA-256 of its tagmanifest-sha256.txt
  readonly events: number;
  readonly withheld: number; // of these, without their words
  readonly exhibits: readonly ForeignExhibit[];
}

export interface VerdictStep {
  readonly title: string;
  readonly outcome: 'holds' | 'fails' | 'absent';
  readonly words: string;
}

/** An item of the other Holdfast. */
export interface ForeignExhibit {
  readonly exhibitNumber: string;
  readonly index: string; // of the entry that sealed it
  readonly sha256: string;
  readonly log: string | null; // its origin
  readonly path: string | null; // in the archive; null: its bytes are not in the bundle
}

/** One line that says the verdict as it is: by whose policy, and how many checks found nothing to look at. */
export function verdictWords({ outcome, findingCount, logs, steps }: ForeignVerdict): string {
  const of = logs.length === 0 ? '' : ` Log: ${logs.map(logWords).join('; ')}.`;
  const absent = steps.filter((step) => step.outcome === 'absent').length;
  switch (outcome) {
    case 'holds':
      return absent === 0
        ? `Every check held ${underWhose}.${of}`
        : `Every check held ${underWhose}; for ${absent} of ${steps.length} the bundle has nothing to look at.${of}`;
    case 'fails':
      return `The bundle DOES NOT HOLD ${underWhose}: ${findingCount} ${findingCount === 1 ? 'finding' : 'findings'}. It is kept as it is.${of}`;
    case 'unreadable':
      return 'This file CANNOT BE READ as a bundle of Holdfast: nothing that it may say is proven. It is kept as it is.';
  }
}

/** A policy makes hold what its keys signed, whoever has them. */
const underWhose = 'under the trust policy of who brought it, which nobody else vouched for';

function logWords({ origin, size }: { readonly origin: string; readonly size: string }): string {
  return `${origin}, ${size} entries`;
}
