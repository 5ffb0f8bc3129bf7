import { describe, expect, it } from 'vitest';
import { checkpointText } from '../../../lib/ledger/checkpoint.ts';
import { signNote } from '../../../lib/ledger/signed-note.ts';
import { parseTlogProof } from '../../../lib/ledger/tlog-proof.ts';
import { parseVerifierKey } from '../../../lib/ledger/verifier-key.ts';
import {
  addLog,
  addStamp,
  type BundleMap,
  craftedBundle,
  craftedEvents,
  craftedTrust,
  judged,
} from '../../support/crafted-bundle.ts';
import { newSigner } from '../../support/log-signer.ts';
import { noteOver } from '../ledger/small-log.ts';

const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('utf8');
const bytes = (words: string) => new Uint8Array(Buffer.from(words));
const attacks = async (files: BundleMap) =>
  (await judged(files)).findings.map(({ attack, where }) => `${attack}: ${where}`);

describe('a bundle in which', { timeout: 30_000 }, () => {
  it('a body was changed is refused at that entry, with all that is needed to see it', async () => {
    const files = await craftedBundle(craftedEvents(8));
    files.set('events/5/body.json', bytes(text(files.get('events/5/body.json')).replace('sealed', 'sealer')));
    const { findings } = await judged(files);
    expect(findings.map(({ attack, where }) => [attack, where])).toEqual([['edited', 'entry 5']]);
    expect(findings[0]?.proof).toHaveLength(3);
  });

  it('an entry was changed together with its body is refused by its proof', async () => {
    const events = craftedEvents(8);
    const files = await craftedBundle(events);
    const forged = craftedEvents(8)[5];
    if (forged === undefined) throw new Error('no event');
    for (const [name, part] of [
      ['entry.json', forged.entry],
      ['body.json', forged.body],
      ['salt.bin', forged.salt],
    ] as const)
      files.set(`events/5/${name}`, part);
    expect(await attacks(files)).toContain('edited: entry 5');
  });

  it('an event was left out of its stream is refused, with the number that is missing', async () => {
    const files = await craftedBundle(craftedEvents(9), { chosen: [0, 1, 2, 4, 5, 6, 7, 8] });
    const { findings } = await judged(files);
    expect(findings.map(({ attack, where }) => [attack, where])).toEqual([['omitted', 'entry 6']]);
    expect(findings[0]?.words).toContain('goes from number 0 (entry 0) to 2');
  });

  it('two events have changed places is refused', async () => {
    const files = await craftedBundle(craftedEvents(9));
    for (const name of ['entry.json', 'body.json', 'salt.bin', 'event.tlog-proof']) {
      const [a, b] = [files.get(`events/3/${name}`), files.get(`events/6/${name}`)];
      if (a === undefined || b === undefined) throw new Error('no file');
      files.set(`events/3/${name}`, b).set(`events/6/${name}`, a);
    }
    expect(await attacks(files)).toEqual(
      expect.arrayContaining(['reordered: entry 3', 'reordered: entry 6']),
    );
  });

  it('a stream has a second number is refused', async () => {
    const events = craftedEvents(7, (i) => (i === 6 ? { n: 1n } : {}));
    expect(await attacks(await craftedBundle(events))).toContain('inserted: entry 6');
  });

  it('an event claims to be younger than the witness that saw it is refused', async () => {
    const events = craftedEvents(4, (i) => (i === 3 ? { t: '2027-02-01T00:00:00.000000Z' } : {}));
    expect(await attacks(await craftedBundle(events))).toContain('clock-set-back: entry 3');
  });

  it('an event claims to be younger than its time stamp is refused', async () => {
    const events = craftedEvents(4, (i) => (i === 3 ? { t: '2026-06-01T12:05:00.000000Z' } : {}));
    const files = await craftedBundle(events);
    expect(await attacks(files)).toEqual([]);
    addStamp(files, events);
    expect(await attacks(files)).toEqual(['clock-set-back: entry 3']);
  });

  it('the time stamp is over other bytes is refused', async () => {
    const events = craftedEvents(4);
    const files = await craftedBundle(events);
    addStamp(files, events);
    addStampOver(files, events.slice(0, 3));
    expect(await attacks(files)).toEqual(['damage: timestamps/crafted.tsr']);
  });

  it.each(['ed25519', 'ecdsa-p256', 'cosignature-v1'] as const)(
    'a checkpoint lacks the %s line is refused',
    async (without) => {
      const events = craftedEvents(5);
      const files = await craftedBundle(events);
      const whole = noteOver(
        events.map(({ entry }) => entry),
        5,
      );
      const short = noteOver(
        events.map(({ entry }) => entry),
        5,
        { without },
      );
      for (const [path, part] of files)
        if (path.endsWith('.tlog-proof')) files.set(path, bytes(withCheckpoint(text(part), short)));
      expect(whole).not.toBe(short);
      const { findings } = await judged(files);
      expect(findings.map(({ attack }) => attack)).toEqual([
        without === 'cosignature-v1' ? 'unproven' : 'damage',
      ]);
      expect(findings[0]?.proof).toEqual([short]);
    },
  );

  it('one size was signed with two roots is refused with both notes as proof', async () => {
    const [one, other] = [craftedEvents(5), craftedEvents(5)];
    const files = await craftedBundle(one, { chosen: [0, 1, 2] });
    for (const [path, part] of await craftedBundle(other, { chosen: [3, 4] })) files.set(path, part);
    const { findings } = await judged(files);
    const rewritten = findings.find(({ attack }) => attack === 'rewritten');
    expect(rewritten?.proof).toHaveLength(2);
  });

  it('the log is another than the one of its events is refused', async () => {
    const events = craftedEvents(300);
    const files = await craftedBundle(events, { chosen: [0, 3] });
    addLog(files, craftedEvents(300));
    expect(await attacks(files)).toEqual(
      expect.arrayContaining(['rewritten: checkpoint 300', 'edited: entry 0']),
    );
  });

  it('a file of the log is missing or a tile is wrong is refused', async () => {
    const events = craftedEvents(300);
    const files = await craftedBundle(events, { chosen: [0, 3] });
    addLog(files, events);
    const tile = files.get('log/tile/0/000')?.slice() ?? new Uint8Array();
    tile[7] = (tile[7] ?? 0) ^ 1;
    expect(await attacks(new Map(files).set('log/tile/0/000', tile))).toEqual(['damage: log/tile/0/000']);
    files.delete('log/tile/entries/001.p/44');
    expect(await attacks(files)).toEqual(['truncated: the whole log']);
  });

  it('a body speaks of another event is refused although its commitment is right', async () => {
    const events = craftedEvents(4, (i) =>
      i === 2 ? { bodyOf: '01900000-0000-7000-8000-ffffffffffff' } : {},
    );
    expect(await attacks(await craftedBundle(events))).toEqual(['damage: entry 2']);
  });

  it('another log is mixed in is refused', async () => {
    const files = await craftedBundle(craftedEvents(4));
    const other = newSigner('other.example/1');
    const text = checkpointText('other.example/1', 4n, new Uint8Array(32));
    files.set('log/checkpoint', bytes(signNote(text, [await other.sign(text)])));
    const policy = { ...craftedTrust.policy };
    const logs = [...policy.logs, parseVerifierKey(other.verifierKey)];
    const { findings } = await judged(files, { policy: { ...policy, logs } });
    expect(findings.map(({ words }) => words).join(' ')).toMatch(
      /mixes the logs log\.example\/1 and other\.example\/1/,
    );
  });

  it('time stamps have nothing to be over is told', async () => {
    const events = craftedEvents(4);
    const files = await craftedBundle(events);
    addStamp(files, events);
    files.delete('timestamps/checkpoint');
    expect((await judged(files)).remarks.join(' ')).toMatch(/time stamps without timestamps\/checkpoint/);
  });

  it('there is nothing is not taken for good', async () => {
    expect(await attacks(new Map())).toEqual(['unproven: the bundle']);
  });

  it('only the key of the bundle itself vouches is refused', async () => {
    const policy = { ...craftedTrust.policy, logs: [] };
    const files = await craftedBundle(craftedEvents(3));
    const { findings } = await judged(files, { policy });
    expect(findings.map(({ attack }) => attack)).toEqual(['unknown-signer']);
    expect(findings[0]?.words).toMatch(/calls itself log\.example\/1, and the trust policy names no log/);
  });

  it('somebody else signed under the name of the log is said to be of nobody whom the policy names', async () => {
    const logs = [parseVerifierKey(newSigner('log.example/1').verifierKey)];
    const policy = { ...craftedTrust.policy, logs };
    const files = await craftedBundle(craftedEvents(3));
    const { findings } = await judged(files, { policy });
    expect(findings.map(({ attack }) => attack)).toEqual(['unknown-signer']);
    expect(findings[0]?.words).toMatch(/bears the name log\.example\/1.*no signature by a key/);
  });

  it('any one file is missing does not pass without a word', async () => {
    const events = craftedEvents(6);
    const files = await craftedBundle(events);
    addLog(files, events);
    const good = await judged(files);
    for (const path of files.keys()) {
      const fewer = new Map(files);
      fewer.delete(path);
      const verdict = await judged(fewer);
      const isTold = verdict.findings.length > 0 || verdict.remarks.join() !== good.remarks.join();
      expect(isTold || path.startsWith('log/tile/0/'), path).toBe(true);
    }
  });

  it('any one byte is another is refused', async () => {
    const events = craftedEvents(3);
    const files = await craftedBundle(events, { chosen: [0, 1, 2] });
    for (const [path, whole] of files) {
      for (let at = 0; at < whole.length; at += 7) {
        const changed = whole.slice();
        changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
        const verdict = await judged(new Map(files).set(path, changed));
        expect(verdict.findings.length, `${path} byte ${at}`).toBeGreaterThan(0);
      }
    }
  }, 60_000);
});

function addStampOver(files: BundleMap, events: ReturnType<typeof craftedEvents>): void {
  const kept = files.get('timestamps/checkpoint');
  addStamp(files, events);
  if (kept !== undefined) files.set('timestamps/checkpoint', kept);
}

function withCheckpoint(proof: string, note: string): string {
  const { checkpoint } = parseTlogProof(proof);
  return proof.slice(0, proof.length - checkpoint.length) + note;
}
