import { expect, it } from 'vitest';
import { type ForeignVerdict, verdictWords } from '../../../lib/custody/foreign-bundle.ts';

const step = { title: 'Every file is the one that the manifests name', words: '9 files.' };
const verdict: ForeignVerdict = {
  ...({
    outcome: 'holds',
    policySha256: 'ab'.repeat(32),
    findings: [],
    findingCount: 0,
    remarks: [],
  } as const),
  ...{ logs: [{ origin: 'log.example/1', size: '5' }], bag: null, events: 4, withheld: 0, exhibits: [] },
  steps: [{ ...step, outcome: 'holds' }],
};

it('says of a bundle that holds by whose policy it does, and how many checks found nothing to look at', () => {
  expect(verdictWords(verdict)).toBe(
    'Every check held under the trust policy of who brought it, which nobody else vouched for. Log: log.example/1, 5 entries.',
  );
  const steps = [...verdict.steps, { ...step, outcome: 'absent' as const }];
  expect(verdictWords({ ...verdict, steps })).toMatch(
    /^Every check held under .* who brought it.*; for 1 of 2 the bundle has nothing to look at\. Log: /,
  );
});
