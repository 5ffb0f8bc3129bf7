import { azureScope, coversScope } from './azure-scope.ts';
import {
  type ContainerFacts,
  type DiagnosticSetting,
  fail,
  type Judgement,
  type Lock,
  pass,
} from './posture-facts.ts';

/** Only a locked policy counts: an unlocked one can be taken back by whoever made it. */
export function judgeRetention({ policyState, retentionDays }: ContainerFacts, days: number): Judgement {
  const raw = policyState === null ? 'no policy' : `${policyState}, ${retentionDays ?? 'unknown'} days`;
  if (policyState === null) return fail(raw, 'There is no retention policy.');
  if (policyState.toLowerCase() !== 'locked') return fail(raw, 'The policy is not locked.');
  if (retentionDays === null || retentionDays < days) return fail(raw, `Demanded are ${days} days.`);
  return pass(raw);
}

/** Azure keeps tags in small letters. */
export function judgeLegalHold({ holdTags }: ContainerFacts, tag: string | null): Judgement {
  const raw = holdTags.length === 0 ? 'no hold' : holdTags.toSorted().join(', ');
  if (holdTags.length === 0) return fail(raw, 'Nothing holds the container.');
  if (tag === null || holdTags.some((one) => one.toLowerCase() === tag.toLowerCase())) return pass(raw);
  return fail(raw, `The hold ${tag} is not there.`);
}

/** The three categories may come from several settings, as long as each goes to the workspace. */
export function judgeBlobLogs(settings: readonly DiagnosticSetting[], workspace: string): Judgement {
  const demanded = ['StorageRead', 'StorageWrite', 'StorageDelete'];
  const sent = settings.filter((one) => one.workspace?.toLowerCase() === workspace.toLowerCase());
  const all = sent.some(({ groups }) => groups.some((group) => group.toLowerCase() === 'alllogs'));
  const categories = new Set(sent.flatMap((one) => one.categories.map((category) => category.toLowerCase())));
  const missing = all ? [] : demanded.filter((category) => !categories.has(category.toLowerCase()));
  const raw = settings.length === 0 ? 'no setting' : settings.map(settingWords).toSorted().join('; ');
  return missing.length === 0 ? pass(raw) : fail(raw, `Not logged there: ${missing.join(', ')}.`);
}

/** A lock on the thing or above it; ReadOnly forbids more and counts. Locks do not protect the blobs themselves. */
export function judgeLock(locks: readonly Lock[], scope: string): Judgement {
  const raw =
    locks.length === 0
      ? 'no lock'
      : locks
          .map((lock) => `${lock.level} on ${lock.scope}`)
          .toSorted()
          .join('; ');
  const holding = locks.some(
    (lock) =>
      ['cannotdelete', 'readonly'].includes(lock.level.toLowerCase()) &&
      coversScope(azureScope(lock.scope), azureScope(scope), new Map()) === 'yes',
  );
  return holding ? pass(raw) : fail(raw, 'It can be deleted.');
}

function settingWords({ name, workspace, categories, groups }: DiagnosticSetting): string {
  const logs = [...categories, ...groups].toSorted().join(', ') || 'nothing';
  return `${name}: ${logs} to ${workspace ?? 'no workspace'}`;
}
