import type { JudgedNote } from '../ledger/check-note.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { encodeBase64 } from '../ledger/strict-base64.ts';
import type { Certificate } from '../timestamp/certificate.ts';
import { type TimestampFacts, verifyTimestamp } from '../timestamp/verify-timestamp.ts';
import { type BundleFiles, textOfBytes } from './bundle-files.ts';
import type { Checklist } from './checklist.ts';
import type { BundleEvent } from './held-event.ts';

const clockToleranceMs = 60_000;
const stampFile = /^timestamps\/([a-z0-9-]{1,40})\.tsr$/;

/** Before when an event must have been recorded, by somebody else's clock. */
export interface TimeBound {
  readonly by: string;
  readonly at: Date;
}

/** What a clock can contradict. */
type Timed = Pick<BundleEvent, 'index' | 'fields'>;

/** The roots that the auditor trusts, by the name of the authority as its file in `timestamps/` bears it. */
export type StampRoots = ReadonlyMap<string, readonly Certificate[]>;

/** No entry may claim to be younger than a witness that has seen it. In: an event and its judged checkpoint. */
export function checkWitnessClocks(event: Timed, judged: JudgedNote, checklist: Checklist): void {
  for (const [witness, seconds] of judged.cosignedBy) {
    const at = new Date(Number(seconds) * 1000);
    if (Number.isNaN(at.getTime())) continue; // beyond every calendar: it bounds nothing
    checkBound(event, { by: `the witness ${witness}`, at }, [judged.note], checklist);
  }
}

/**
 * Checks every time stamp over `timestamps/checkpoint`, and that no event below that checkpoint bears a later time.
 * Out: what each stamp says, by authority. Authorities without roots are only told.
 */
export async function checkStamps(
  files: BundleFiles,
  { stamped, covered }: { readonly stamped: Uint8Array; readonly covered: readonly BundleEvent[] },
  roots: StampRoots,
  checklist: Checklist,
): Promise<readonly TimeBound[]> {
  const bounds: TimeBound[] = [];
  for (const path of files.paths) {
    const [, by] = stampFile.exec(path) ?? [];
    if (by === undefined) {
      if (/^timestamps\/.*\.tsr$/i.test(path))
        checklist.remarks.push(`${path} is named as no authority is; it was not looked at.`);
      continue;
    }
    const trusted = roots.get(by);
    if (trusted === undefined) {
      checklist.remarks.push(
        `No roots of the authority ${by} were given, so its time stamp proves nothing here.`,
      );
      continue;
    }
    const token = await files.read(path);
    const proof = [textOfBytes(stamped, 'The stamped checkpoint'), encodeBase64(token)];
    const facts = await factsOf(token, stamped, trusted, path, proof, checklist);
    if (facts === null) continue;
    const bound = { by, at: new Date(facts.genTime.getTime() + (facts.accuracyMs ?? 0)) };
    for (const event of covered) checkBound(event, { ...bound, by: `the authority ${by}` }, proof, checklist);
    bounds.push(bound);
  }
  return bounds;
}

async function factsOf(
  token: Uint8Array,
  stamped: Uint8Array,
  roots: readonly Certificate[],
  path: string,
  proof: readonly string[],
  checklist: Checklist,
): Promise<TimestampFacts | null> {
  try {
    const question = { token, stamped: { data: stamped }, nonce: null, policies: null, now: null };
    return await verifyTimestamp({ ...question, roots });
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause;
    checklist.find('damage', path, cause.message, proof);
    return null;
  }
}

function checkBound(
  { index, fields }: Timed,
  { by, at }: TimeBound,
  proof: readonly string[],
  checklist: Checklist,
): void {
  if (fields === null || Date.parse(fields.t) <= at.getTime() + clockToleranceMs) return;
  const words = `It bears ${fields.t}, and ${by} saw it at ${at.toISOString()} at the latest.`;
  checklist.find('clock-set-back', `entry ${index}`, words, proof);
}
