import { z } from 'zod';
import { CustodyError } from '../../../custody/custody-error.ts';
import type { ProposalNeeds } from '../../../custody/proposal.ts';
import type { RecordedChange } from '../../../custody/recorded-change.ts';
import { lineDiff } from '../../../custody/script/line-diff.ts';
import { scriptText } from '../../../custody/script/read-script.ts';
import { scriptKindWords, signatureWords, systemWords } from '../../../custody/script/script-version.ts';
import type { RegisterLook } from '../../../ports/custody-register.ts';
import type { ScriptVersionRecord } from '../../../ports/script-library.ts';
import { scriptFact } from '../../script/script-fact.ts';
import type { KindOfProposal } from '../proposal-kind.ts';
import { proposing } from '../propose.ts';

const scriptReviewInput = z.strictObject({ versionId: z.uuid() });

/**
 * That a version of a script may run on devices. Confirmed by somebody who neither proposed nor uploaded it, against the
 * digest that was shown.
 */
export const scriptReviewKind: KindOfProposal<z.infer<typeof scriptReviewInput>> = {
  kind: 'script-review',
  permission: 'script.upload',
  input: scriptReviewInput,
  records: ['script.reviewed'],
  async prepare({ register }, _actor, { versionId }) {
    const version = await requireDraft(register.look, versionId);
    const reviewed = await reviewedOf(register.look, version);
    const { scriptId, fileName, n, sha256 } = version;
    return {
      needs: needsOf(version),
      key: scriptId,
      title: `${fileName}, version ${n}, may run on devices`,
      subject: { kind: 'script', id: scriptId },
      subjects: [`script:${scriptId}`, `script-version:${versionId}`],
      incidentId: null,
      before: { versionId: reviewed?.versionId ?? null, sha256: reviewed?.sha256 ?? null },
      after: { versionId, sha256 },
      changes: await changesOf(register.look, version, reviewed),
    };
  },
  async apply(desk, { id, number, reason, before, after }) {
    const agreed = agreedSchema.parse(after);
    const version = await requireDraft(desk, agreed.versionId);
    const reviewed = await reviewedOf(desk, version);
    if (
      version.sha256 !== agreed.sha256 ||
      (reviewed?.versionId ?? null) !== beforeSchema.parse(before).versionId
    )
      throw new CustodyError(
        'conflict',
        `${number} is about another comparison than there is now. Refuse it.`,
      );
    await desk.reviewScriptVersion(version.versionId, id);
    const supersedes = reviewed === null ? null : { n: reviewed.n, sha256: reviewed.sha256 };
    return [scriptFact('script.reviewed', version, reason, { proposal: number, supersedes })];
  },
};

export const proposeScriptReview = proposing(scriptReviewKind);

const agreedSchema = z.object({ versionId: z.uuid(), sha256: z.string() });
const beforeSchema = z.object({ versionId: z.uuid().nullable() });

function needsOf({ uploader }: ScriptVersionRecord): ProposalNeeds {
  return {
    deciders: 1,
    roles: ['lead', 'controller'],
    oneOf: null,
    proposerRoles: ['responder', 'lead'],
    excluded: uploader === null ? [] : [uploader.objectId],
    stepUpMinutes: 15,
    twoControllers: false,
    waitingDays: 7,
  };
}

async function requireDraft(look: RegisterLook, versionId: string): Promise<ScriptVersionRecord> {
  const version = await look.scriptVersion(versionId);
  if (version === null) throw new CustodyError('not-found', 'There is no such version of a script.');
  if (version.state === 'draft') return version;
  throw new CustodyError(
    'conflict',
    `Version ${version.n} of ${version.fileName} is ${version.state} already.`,
  );
}

async function reviewedOf(
  look: RegisterLook,
  { fileName }: ScriptVersionRecord,
): Promise<ScriptVersionRecord | null> {
  const versions = await look.scriptVersionsOf(fileName);
  return versions.find(({ state }) => state === 'reviewed') ?? null;
}

async function changesOf(
  look: RegisterLook,
  version: ScriptVersionRecord,
  reviewed: ScriptVersionRecord | null,
): Promise<readonly RecordedChange[]> {
  const change = (field: string, of: (one: ScriptVersionRecord) => string): RecordedChange => ({
    field,
    before: reviewed === null ? null : of(reviewed),
    after: of(version),
  });
  const all = [
    change('Version', ({ n, label }) => (label === null ? `${n}` : `${n} (${label} of the product)`)),
    change('SHA-256', ({ sha256 }) => sha256),
    change('Kind and size', ({ kind, sizeBytes }) => `${scriptKindWords(kind)}, ${sizeBytes} bytes`),
    change('Signature', ({ signature }) => signatureWords(signature)),
    change('Systems', ({ systems }) => systemWords(systems)),
    change('What it does', ({ description }) => description),
    change('Parameters', ({ parameters }) => JSON.stringify(parameters?.properties ?? {})),
  ].filter(({ before, after }) => before !== after);
  return [...all, { field: 'Lines', before: null, after: await lineWords(look, version, reviewed) }];
}

/** "12 added, 3 removed": the page of the script shows which. */
async function lineWords(
  look: RegisterLook,
  version: ScriptVersionRecord,
  reviewed: ScriptVersionRecord | null,
): Promise<string> {
  const after = textOf(await look.scriptBytes(version.versionId));
  if (after === null) return 'No text: only its digest can be compared.';
  const before = reviewed === null ? '' : textOf(await look.scriptBytes(reviewed.versionId));
  if (before === null) return 'The version before was no text: all of it is new.';
  const { added, removed } = lineDiff(before, after);
  return `${added} added, ${removed} removed`;
}

function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : scriptText(bytes);
}
