import { extensionPlan } from '../../lib/custody/extension-plan.ts';
import type { ContainerGuard } from '../../lib/ports/locker-policies.ts';
import type { TestDatabase } from './database.ts';

/** A reading of an incident's container as the recurring check keeps it: 30 locked days and the hold `inc1`. */
export async function guardedContainer(
  at: TestDatabase,
  incidentId: string,
  tags: readonly string[] = ['inc1'],
): Promise<string> {
  const { container } = await at.db.incident.findUniqueOrThrow({ where: { id: incidentId } });
  const readAt = new Date();
  const by = { objectId: 'b0000000-0000-4000-8000-000000000004', tenantId: null, name: null };
  const seen: ContainerGuard = {
    container,
    policy: { state: 'Locked', days: 30, appends: 'none', extensionsLeft: 5, history: [] },
    hold: tags.map((tag) => ({ tag, at: readAt.toISOString(), by })),
    readAt: readAt.toISOString(),
  };
  const recorded = { tags: [...tags], policyState: 'Locked', days: 30, appends: 'none' };
  const row = { seen: JSON.parse(JSON.stringify(seen)), recorded, readAt, triedAt: readAt };
  await at.db.containerGuard.upsert({
    where: { container },
    create: { container, incidentId, ...row },
    update: row,
  });
  return container;
}

/** What the extension form of that container sends. */
export async function extensionForm(at: TestDatabase, incidentId: string, reason: string) {
  const container = await guardedContainer(at, incidentId);
  const of = { container, exhibits: 0, days: 30, extensionsLeft: 5, wanted: 60 };
  return { incidentId, days: '60', reason, confirmedPlan: extensionPlan(of) };
}
