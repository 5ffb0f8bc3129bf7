import { recordedVerdict, recordProblem } from '../bundle/check-record.ts';
import { verdictLines } from '../bundle/verdict-lines.ts';
import type { BundleVerdict } from '../bundle/verify-bundle.ts';
import { parseOptions } from './parse-options.ts';
import { readTrust, verdictOn } from './read-trust.ts';
import { UsageError } from './usage-error.ts';

/** `holdfast verify`: checks a bundle offline by what the auditor brought. Out: 0 if every check held, else 1. */
export async function verify(args: readonly string[]): Promise<number> {
  const [bundle, ...rest] = args;
  if (bundle === undefined || bundle.startsWith('-'))
    throw new UsageError(
      'Name the folder of the bundle, a .zip of it, a .tlog-proof, or the .pdf of a report, first.',
    );
  const { policy, roots, record, json } = parseOptions(rest, {
    policy: { type: 'string' },
    roots: { type: 'string' },
    record: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const trust = await readTrust({ policy, roots });
  const found = await verdictOn(bundle, trust);
  const problem = record === undefined ? null : recordProblem(found, await verdictOn(record, trust));
  const verdict = record === undefined ? found : recordedVerdict(found, problem);
  process.stdout.write(json ? `${asJson(verdict, problem)}\n` : `${verdictLines(verdict).join('\n')}\n`);
  return verdict.findings.length === 0 ? 0 : 1;
}

function asJson(
  { findings, steps, remarks, events, bag }: BundleVerdict,
  recordProblem: string | null,
): string {
  const seen = events.map(({ index, fields, isShown }) => ({
    index: index.toString(),
    id: fields?.id ?? null,
    kind: fields?.k ?? null,
    time: fields?.t ?? null,
    stream: fields?.s ?? null,
    number: fields?.n.toString() ?? null,
    body: isShown ? 'shown' : 'withheld',
  }));
  const holds = findings.length === 0;
  const said = { holds, steps, findings, remarks, recordProblem, tagManifestSha256: bag, events: seen };
  return JSON.stringify(said, null, 2).replace(/[^\P{C}\n]/gu, escaped);
}

/** JSON itself leaves alone what some terminals obey, and what turns the direction of a line. */
function escaped(sign: string): string {
  const units = Array.from({ length: sign.length }, (_, i) => sign.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
