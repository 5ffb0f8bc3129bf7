import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { planSentence } from '../custody/acquisition-plan.ts';
import {
  authorityNotSupplied,
  type LegalAuthority,
  legalAuthoritySchema,
} from '../custody/legal-authority.ts';
import { findDisks } from './find-disks.ts';
import { followAcquisition } from './follow-acquisition.ts';
import { findInstance } from './instance.ts';
import { commonOptions, parseOptions } from './parse-options.ts';
import { openPortal, type Portal, PortalRefusal } from './portal.ts';
import { evidenceLines } from './print-evidence.ts';
import { UsageError } from './usage-error.ts';

const options = {
  ...commonOptions,
  incident: { type: 'string' },
  vm: { type: 'string' },
  disk: { type: 'string', multiple: true },
  reason: { type: 'string' },
  'authority-type': { type: 'string' },
  'authority-number': { type: 'string' },
  'valid-from': { type: 'string' },
  'valid-until': { type: 'string' },
  'full-read': { type: 'boolean', default: false },
  'confirm-lock': { type: 'string' },
  rehearsal: { type: 'boolean', default: false },
  wait: { type: 'boolean', default: false },
} as const;

const accepted = z.object({
  acquisitions: z.array(z.object({ id: z.string(), exhibitNumber: z.string() })).min(1),
});

/**
 * `holdfast acquire`: what the acquire page does, through the same procedure. Prints the exhibit numbers, or with
 * --wait every evidence item with its digests. Exit code 1 when any of them did not end sealed.
 */
export async function acquire(args: readonly string[]): Promise<number> {
  const given = parseOptions(args, options);
  const incident = need(given.incident, '--incident');
  const vm = need(given.vm, '--vm');
  const reason = need(given.reason, '--reason');
  const authority = legalAuthority(given);
  const portal = await openPortal(await findInstance(given.url), given.as);
  const found = await findDisks(portal, { incident, vm, disks: given.disk ?? [] });
  const { acquisitions } = await request(portal, {
    incidentId: found.incidentId,
    machineResourceId: found.machine.resourceId,
    diskResourceIds: found.diskResourceIds,
    reason,
    authority,
    readMode: given['full-read'] ? 'full' : 'page-list',
    requestKey: randomUUID(),
    confirmedPlan: planSentence(found.machine, found.diskResourceIds, found, given.rehearsal),
    ...(given.rehearsal ? { rehearsal: true } : {}),
    ...(given['confirm-lock'] === undefined ? {} : { lockConfirmation: given['confirm-lock'] }),
  });
  if (!given.wait) {
    const lines = acquisitions.map(
      ({ exhibitNumber, id }) => `${exhibitNumber}  acquisition ${id}  requested`,
    );
    process.stdout.write(given.json ? `${JSON.stringify({ acquisitions })}\n` : `${lines.join('\n')}\n`);
    return 0;
  }
  const ended = [];
  for (const { id } of acquisitions) ended.push(await followAcquisition(portal, id));
  process.stdout.write(
    given.json ? `${JSON.stringify({ acquisitions: ended })}\n` : `${ended.map(evidenceLines).join('\n')}`,
  );
  return ended.every(({ state, evidence }) => state === 'done' && evidence.state === 'sealed') ? 0 : 1;
}

async function request(portal: Portal, body: object): Promise<z.infer<typeof accepted>> {
  try {
    return accepted.parse(await portal.post('/api/acquisitions', body));
  } catch (error) {
    if (!(error instanceof PortalRefusal) || !error.fields.includes('lockConfirmation')) throw error;
    throw new Error(`${error.message} Add --confirm-lock <name of the locker>, or --rehearsal.`, {
      cause: error,
    });
  }
}

/** The authority as given; none at all is recorded as not supplied, half of one is wrong usage. */
function legalAuthority(given: {
  'authority-type'?: string | undefined;
  'authority-number'?: string | undefined;
  'valid-from'?: string | undefined;
  'valid-until'?: string | undefined;
}): LegalAuthority {
  const parts = ['authority-type', 'authority-number', 'valid-from', 'valid-until'] as const;
  if (parts.every((part) => given[part] === undefined)) return authorityNotSupplied;
  const parsed = legalAuthoritySchema.safeParse({
    type: need(given['authority-type'], '--authority-type'),
    number: need(given['authority-number'], '--authority-number'),
    validFrom: given['valid-from'] ?? null,
    validUntil: given['valid-until'] ?? null,
  });
  if (parsed.success) return parsed.data;
  throw new UsageError(
    `The legal authority is wrong: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join(' ')}`,
  );
}

function need(value: string | undefined, name: string): string {
  if (value === undefined || value.trim() === '') throw new UsageError(`${name} is missing.`);
  return value;
}
