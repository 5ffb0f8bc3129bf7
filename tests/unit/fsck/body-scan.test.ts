import { describe, expect, it } from 'vitest';
import { BodyScan } from '../../../lib/fsck/body-scan.ts';
import { canonicalJson } from '../../../lib/ledger/canonical-json.ts';

const event = {
  actor: { displayName: 'Zoë "Z" \\', kind: 'person', objectId: '11111111-1111-4111-8111-111111111111' },
  authority: null,
  clock: { offsetMs: -3, source: 'ntp', isSynchronised: true, isMeasured: false },
  detail: { line: 'tab\there\u0001', list: [1, [], {}, [0, -7]], '': 'é' },
  id: '01900000-0000-7000-8000-000000000001',
  n: 12,
  occurredAt: '2026-11-21T23:04:05.123456Z',
  reason: 'because',
  stream: { id: '01900000-0000-7000-8000-0000000000aa', kind: 'evidence' },
  subjects: ['incident:01900000-0000-7000-8000-0000000000bb', 'person:ü'],
  tool: { name: 'holdfast' },
  type: 'evidence.sealed',
};
const body = Buffer.from(canonicalJson(event));
const scan = new BodyScan();

/** What it says of a body that stands among other bytes; null if it leaves it to a parser. */
function said(of: Buffer) {
  const among = Buffer.concat([Buffer.from('"}'), of, Buffer.from('"}')]);
  if (!scan.read(among, 2, 2 + of.length)) return null;
  const text = (from: number, to: number) => among.toString('utf8', from, to);
  return {
    actor: JSON.parse(text(scan.actor, scan.actorEnd)),
    stream: { id: text(scan.streamId, scan.streamIdEnd), kind: text(scan.kind, scan.kindEnd) },
    subjects: Array.from({ length: scan.subjects }, (_, i) =>
      text(scan.subjectStarts[i] ?? 0, scan.subjectEnds[i] ?? 0),
    ),
  };
}

function parsed(of: Buffer) {
  const { actor, stream, subjects } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(of));
  return { actor, stream, subjects };
}

describe('the columns of a body, read where they stand', () => {
  it('are those that a parser finds', () => {
    expect(said(body)).toEqual(parsed(body));
    const alone = Buffer.from(canonicalJson({ ...event, subjects: [] }));
    expect(said(alone)).toEqual(parsed(alone));
  });

  it('are said of no body that a parser refuses or reads in another way, whichever byte of it is changed', () => {
    let taken = 0;
    for (let at = 0; at < body.length; at += 1) {
      for (const byte of [...Buffer.from('"\\{}[],:0-9.eEtu\n \u0000'), 0xff, 0x80, 0xc3]) {
        const changed = Buffer.from(body);
        changed[at] = byte;
        const found = said(changed);
        if (found === null) continue;
        taken += 1;
        expect(found).toEqual(parsed(changed));
      }
    }
    expect(taken).toBeGreaterThan(1000);
  });

  it('are said of no body that is cut or goes on', () => {
    for (let length = 0; length < body.length; length += 1) expect(said(body.subarray(0, length))).toBeNull();
    expect(said(Buffer.concat([body, Buffer.from(' ')]))).toBeNull();
  });

  it.each([
    ['a field twice', body.toString().replace('"n":12', '"n":12,"n":12')],
    ['the stream twice', body.toString().replace('"subjects"', '"stream":{"id":"x","kind":"y"},"subjects"')],
    ['a field missing', body.toString().replace('"clock"', '"clocks"')],
    ['another order', body.toString().replace('{"actor"', '{"z":0,"actor"')],
    ['an escape in a subject', body.toString().replace('incident:0', 'incident:\\u0030')],
    ['a half character', body.toString('latin1').replace('Ã©', '\u00c3')],
    ['white space', body.toString().replace('"n":12', '"n": 12')],
    ['a fraction', body.toString().replace('"n":12', '"n":12.5')],
    ['deep nesting', body.toString().replace('"n":12', `"n":${'['.repeat(99)}${']'.repeat(99)}`)],
  ])('leave a body with %s to a parser', (_, written) => {
    expect(said(Buffer.from(written, written.includes('\u00c3') ? 'latin1' : 'utf8'))).toBeNull();
  });
});
