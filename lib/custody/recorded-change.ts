import type { IncidentFacts } from './incident-facts.ts';
import type { Machine } from './machine.ts';

/** One thing that is no longer what was recorded of it. `null`: not there, or not known. */
export interface RecordedChange {
  readonly field: string; // "severity", "disk vm-web-03-data-0: sku"
  readonly before: string | null;
  readonly after: string | null;
}

/** What the source of an incident says differently than before. What it says no more is kept, and is no change. */
export function incidentChanges(before: IncidentFacts, after: IncidentFacts): readonly RecordedChange[] {
  const words = ['title', 'severity', 'status', 'classification', 'assignedTo'] as const;
  return [
    ...words.flatMap((field) => change(spaced(field), before[field], after[field])),
    ...newOrOther('alert', before.alerts, after.alerts),
    ...newOrOther('machine', before.machines, after.machines),
    ...newOrOther('device', before.devices, after.devices),
    ...change('changed at its source', before.changedAt, after.changedAt),
  ];
}

/** What Azure says differently of a machine and its disks than before. */
export function machineChanges(before: Machine, after: Machine): readonly RecordedChange[] {
  const { disks: oldDisks, readAt: _earlier, ...old } = before;
  const { disks: newDisks, readAt: _now, ...now } = after;
  const kept = newDisks.flatMap((disk) => {
    const known = oldDisks.find((one) => one.name === disk.name);
    return known === undefined ? [] : fieldChanges(`disk ${disk.name}`, known, disk);
  });
  return [
    ...fieldChanges(`machine ${after.name}`, old, now),
    ...missing(newDisks, oldDisks).map(({ name }) => ({ field: 'disk', before: null, after: name })),
    ...missing(oldDisks, newDisks).map(({ name }) => ({ field: 'disk', before: name, after: null })),
    ...kept,
  ];
}

function newOrOther(
  kind: string,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly RecordedChange[] {
  return Object.entries(after).flatMap(([id, words]) => change(kind, before[id] ?? null, words));
}

function missing<T extends { readonly name: string }>(
  from: readonly T[],
  others: readonly T[],
): readonly T[] {
  return from.filter((one) => others.every((other) => other.name !== one.name));
}

function fieldChanges(of: string, before: object, after: object): readonly RecordedChange[] {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const keys = new Set([...old.keys(), ...now.keys()]);
  return [...keys].flatMap((key) => change(`${of}: ${spaced(key)}`, text(old.get(key)), text(now.get(key))));
}

function change(field: string, before: string | null, after: string | null): readonly RecordedChange[] {
  return before === after ? [] : [{ field, before, after }];
}

/** A value that an older record does not have at all is as unknown as one that is null. */
function text(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** "networkAccessPolicy" → "network access policy". */
function spaced(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
