import { describe, expect, it } from 'vitest';
import { caseDocument } from '../../../lib/case-graph/case-document.ts';
import type { RecordedEvent } from '../../../lib/custody/recorded-event.ts';
import { problemsIn } from '../../support/case-shapes.ts';
import { analyst, worker } from '../../support/facts.ts';
import { readDigests } from '../../support/sealed-item.ts';

const incident = { id: '01900000-0000-7000-8000-0000000000aa', name: 'INC-2026-0001' };
const evidence = '01900000-0000-7000-8000-0000000000ee';
// Right-to-left override, a line break, a quote and a script end: what would harm a page, a table or a query.
const hostile = 'حامل "\u202e\u2028\u0000\r\n</script>=1+1';

describe('the graph of recorded events', () => {
  it('conforms to CASE 1.4.0, whatever people are called and write', async () => {
    expect(await problemsIn(caseDocument(incident, [requested, sealedEvent, noted], new Map()))).toEqual([]);
  });

  it('has no sign that a terminal obeys or nobody sees, and says what was said all the same', () => {
    const name = `${hostile}\u{e0041}`; // the validator takes no sign beyond the first plane, graphs do
    const said = { ...requested, actor: { ...analyst, displayName: name } } as RecordedEvent;
    const text = caseDocument(incident, [said], new Map());
    expect(text).not.toMatch(/[^\P{C}\n]|[\u2028\u2029]/u);
    const names = JSON.parse(text)['@graph'].map((node: Record<string, unknown>) => node['uco-core:name']);
    expect(names).toContain(name);
  });

  it('has a name that ends in a UUID for everything', async () => {
    const { '@graph': nodes } = JSON.parse(
      caseDocument(incident, [requested, sealedEvent, noted], new Map()),
    );
    const names = nodes.map((node: { '@id': string }) => node['@id']);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^kb:[a-z-]+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('says of the copy what was sealed, and from what it was derived', () => {
    const { '@graph': nodes } = JSON.parse(caseDocument(incident, [requested, sealedEvent], new Map()));
    const byId = new Map(nodes.map((node: { '@id': string }) => [node['@id'], node]));
    expect(byId.get(`kb:hash-${evidence}`)).toMatchObject({
      'uco-types:hashMethod': 'SHA256',
      'uco-types:hashValue': { '@value': readDigests.sha256.toUpperCase() },
    });
    expect(byId.get(`kb:image-${evidence}`)).toMatchObject({
      '@type': ['uco-observable:Image', 'uco-observable:ObservableObject'],
      'case-investigation:wasDerivedFrom': { '@id': expect.stringMatching(/^kb:source-/) },
    });
  });

  it('ties the events of a chain together over the end of a document', () => {
    const newest = new Map<string, string>();
    caseDocument(incident, [requested], newest);
    const { '@graph': nodes } = JSON.parse(caseDocument(incident, [sealedEvent], newest));
    expect(nodes).toContainEqual(
      expect.objectContaining({
        '@id': `kb:investigative-action-${sealedEvent.id}`,
        'case-investigation:wasInformedBy': { '@id': `kb:investigative-action-${requested.id}` },
      }),
    );
  });

  it('is held against the shapes in earnest: a broken one is caught', async () => {
    const document = caseDocument(incident, [requested, sealedEvent], new Map());
    const broken = document
      .replace('"xsd:hexBinary"', '"xsd:string"')
      .replace('"xsd:dateTime"', '"xsd:date"');
    const problems = await problemsIn(broken);
    expect(problems.some((one) => one.includes('hashValue'))).toBe(true);
    expect(problems.some((one) => one.includes('startTime'))).toBe(true);
  });
});

const envelope = {
  recordedAt: '2026-11-22T10:00:00.000001Z',
  clock: { source: 'database', offsetMs: null, uncertaintyMs: null, reference: null, measuredAt: null },
  tool: { name: 'holdfast', version: '1.0.0', commit: 'abc' },
  authority: { type: 'warrant', number: hostile, validFrom: '2026-01-01', validUntil: null },
  subjects: [`incident:${incident.id}`],
  reason: hostile,
  stream: { kind: 'evidence', id: evidence },
};

function event(n: number, type: string, actor: object, detail: object): RecordedEvent {
  const id = `01900000-0000-7000-8000-00000000000${n}`;
  const occurredAt = `2026-11-22T10:00:0${n}.000001Z`;
  return { ...envelope, id, n, type, actor, detail, occurredAt } as unknown as RecordedEvent;
}

const requested = event(
  0,
  'acquisition.requested',
  { ...analyst, displayName: hostile },
  {
    ...{ acquisitionId: 'a', exhibitNumber: 'EV-2026-0001', incidentId: incident.id, reason: hostile },
    source: {
      machine: { name: hostile, resourceId: '/vm' },
      disk: { name: hostile, resourceId: '/disk' },
    },
    ...{
      plan: 'p',
      readMode: 'full',
      consistencyNote: null,
      rehearsal: false,
      authority: envelope.authority,
    },
  },
);
const sealedEvent = event(1, 'evidence.sealed', worker, {
  acquisitionId: 'a',
  digests: readDigests,
  protection: {
    ...{ container: 'c', policyState: 'Locked', retentionDays: 1, retentionUntil: '2027-01-01T00:00:00Z' },
    ...{ legalHoldTags: [], extensionsLeft: 5, readBackAt: '2026-11-22T10:00:00Z' },
  },
  report: { step: 'seal-evidence', attempt: 1, startedAt: '', endedAt: '', errors: [], azure: [] },
});
const noted = event(
  2,
  'ledger.anchor-mended',
  { kind: 'system', component: 'sequencer' },
  {
    ...{ kind: 'witness', name: 'w1', place: hostile, since: '2026-11-22T10:00:00Z' },
  },
);
