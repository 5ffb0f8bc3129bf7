import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordProblem } from '../../lib/bundle/check-record.ts';
import { unpackBundle } from '../../lib/cli/unpack-bundle.ts';
import { acceptCustody } from '../../lib/procedures/custody/accept-custody.ts';
import { getBundle } from '../../lib/queries/get-bundle.ts';
import { bundleArchive, bundleStream } from '../../lib/web/bundle-archive.ts';
import { bundleDesk } from '../support/bundle-desk.ts';
import { failingAtEnd } from '../support/failing-at-end.ts';
import { type GrantUseHouse, startGrantUseHouse } from '../support/grant-use-house.ts';
import { offeredOn } from '../support/offered-custody.ts';
import { webShellDisk } from '../support/web-shell-disk.ts';
import { withheldBy } from '../support/withheld.ts';

let house: GrantUseHouse;
let folder: string;
let desk: ReturnType<typeof bundleDesk>;
beforeAll(async () => {
  house = await startGrantUseHouse(webShellDisk());
  folder = mkdtempSync(join(tmpdir(), 'holdfast-bundle-'));
  desk = bundleDesk(house, folder);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await house.close();
});

describe('a bundle of an item', () => {
  it('holds for a stranger, by our verifier and by sha256sum, without the bytes and without a key to them', async () => {
    const at = await desk.taken('analyst', 'item', 'plain');
    const verdict = await desk.verified(at);
    expect(verdict.findings).toEqual([]);
    expect(verdict.bag).toBe(sh(at, 'sha256sum tagmanifest-sha256.txt').slice(0, 64));
    sh(at, 'sha256sum --quiet -c tagmanifest-sha256.txt');
    sh(at, 'sha256sum --quiet --ignore-missing -c manifest-sha256.txt');
    const { exhibitNumber } = house.item;
    const fetched = readFileSync(join(at, 'fetch.txt'), 'utf8');
    expect(fetched).toMatch(
      new RegExp(`^https?:\\S+ ${house.disk.length} data/evidence/${exhibitNumber}\\.vhd\\n$`),
    );
    expect(fetched).not.toMatch(/sig=|se=/);
    expect(readFileSync(join(at, `data/manifests/${exhibitNumber}.sha256-blocks`))).toHaveLength(64);
    expect(readFileSync(join(at, 'data/README-verify.txt'), 'utf8')).toMatch(/You hold no live grant/);
    expect(
      JSON.parse(readFileSync(join(at, 'data/case/custody.jsonld'), 'utf8'))['@graph'].length,
    ).toBeGreaterThan(verdict.events.length);
  });

  it('is known to the log by its digest before its last file leaves, and to who holds the record of that', async () => {
    const at = await desk.taken('analyst', 'item', 'recorded');
    const verdict = await desk.verified(at);
    const [ended] = (await house.facts('bundle.exported')).slice(-1);
    expect(ended?.detail).toMatchObject({
      result: 'complete',
      tagManifestSha256: verdict.bag,
      problem: null,
    });
    // A later bundle of the same item holds the record of the earlier one, with its proof.
    const later = await desk.verified(await desk.taken('analyst', 'item', 'later'));
    expect(recordProblem(verdict, later)).toBeNull();
    expect(recordProblem({ ...verdict, bag: '00'.repeat(32) }, later)).toMatch(/another bundle/);
  });

  it('of which the newest events were cut off by who makes its manifests anew is found out', async () => {
    const at = join(folder, 'cut');
    cpSync(join(folder, 'plain'), at, { recursive: true });
    const newest = (await desk.verified(at)).events.at(-1)?.index;
    rmSync(join(at, `data/events/${newest}`), { recursive: true });
    forgeManifests(at);
    expect((await desk.verified(at)).findings.map(({ attack }) => attack)).toContain('omitted');
  });

  it('of which the end could not be recorded has one all the same, and only one', async () => {
    for (const [commits, result] of [
      [false, 'broken-off'],
      [true, 'complete'], // it was recorded, and nobody heard of that
    ] as const) {
      const { actor, begun } = await desk.begun('analyst', 'item');
      const archive = bundleArchive(failingAtEnd(desk.source, commits), actor, begun, 'failing');
      await expect(unpackBundle(archive, join(folder, `failing-${result}`))).rejects.toThrow(
        'does not answer',
      );
      const ends = (await house.facts('bundle.exported')).filter(
        ({ detail }) => detail.bundleId === begun.bundleId,
      );
      expect(ends).toMatchObject([{ detail: { result } }]);
    }
  });

  it('that its reader leaves is recorded as broken off, and has no digest', async () => {
    const { actor, begun } = await desk.begun('analyst', 'item');
    const pieces = bundleArchive(desk.source, actor, begun, 'left');
    await pieces.next();
    await pieces.return(undefined);
    const [ended] = (await house.facts('bundle.exported')).slice(-1);
    expect(ended?.detail).toMatchObject({ result: 'broken-off', tagManifestSha256: null });
    const another = await desk.begun('analyst', 'item');
    const unread = await bundleStream(desk.source, another.actor, another.begun, 'unread');
    await unread.cancel();
    const [unreadEnd] = (await house.facts('bundle.exported')).slice(-1);
    expect(unreadEnd?.detail).toMatchObject({ bundleId: another.begun.bundleId, result: 'broken-off' });
    const { past } = await getBundle({ actor, db: house.database.db }, 'item', house.item.id);
    expect(past[1]).toMatchObject({ bundleId: begun.bundleId, end: { result: 'broken-off' } });
  });
});

describe('a bundle with a live grant', () => {
  it('holds the bytes, read under the grant and recorded, as forensic tools read them', async () => {
    await house.granted('responder', 'download', '10.0.0.0/8');
    const at = await desk.taken('responder', 'item', 'granted');
    expect((await desk.verified(at)).findings).toEqual([]);
    sh(at, 'sha256sum --quiet -c manifest-sha256.txt');
    expect(existsSync(join(at, 'fetch.txt'))).toBe(false);
    const image = join(at, `data/evidence/${house.item.exhibitNumber}.vhd`);
    expect(readFileSync(image).equals(house.disk)).toBe(true);
    expect(sh(at, `mmls -i raw ${image}`)).toMatch(/0000002048 +0000004095 .* Data/);
    expect(sh(at, `fls -i raw -o 2048 ${image}`)).toMatch(/SHELL\.PHP/);
    const [read] = (await house.facts('access.content-read')).slice(-1);
    expect(read?.detail).toMatchObject({ result: 'complete', bytes: String(house.disk.length) });
  });

  it('in which the image was swapped under manifests made anew is found out, and the image is named', async () => {
    const at = join(folder, 'granted');
    const image = `data/evidence/${house.item.exhibitNumber}.vhd`;
    sh(at, `printf x | dd of=${image} bs=1 seek=600000 conv=notrunc status=none`);
    forgeManifests(at);
    expect((await desk.verified(at)).findings).toMatchObject([
      { where: `evidence/${house.item.exhibitNumber}.vhd` },
    ]);
  });

  it('from another address holds none', async () => {
    const { actor } = await desk.begun('responder', 'item');
    const { items } = await getBundle(
      { actor: { ...actor, ip: '192.0.2.1' }, db: house.database.db },
      'item',
      house.item.id,
    );
    expect(items[0]?.whyNot).toMatch(/no live grant/);
  });
});

describe('a bundle of an incident', () => {
  it('holds its own chain and that of each item, each to its end', async () => {
    const at = await desk.taken('lead-1', 'incident', 'incident');
    const verdict = await desk.verified(at);
    expect(verdict.findings).toEqual([]);
    sh(at, 'sha256sum --quiet -c tagmanifest-sha256.txt');
    sh(at, 'sha256sum --quiet --ignore-missing -c manifest-sha256.txt');
    const streams = new Set(verdict.events.map(({ fields }) => fields?.s));
    expect(streams.has(house.item.id) && streams.has(house.item.incidentId)).toBe(true);
  });

  it('shows what a decision took out of sight as withheld, and it holds all the same', async () => {
    try {
      for (const [i, type] of ['acquisition.requested', 'evidence.sealed'].entries()) {
        const where = { stream: house.item.id, type };
        const one = await house.database.db.custodyEvent.findFirst({ where });
        await withheldBy(house.database, one?.id);
        const at = await desk.taken('lead-1', 'item', `withheld-${i}`);
        const verdict = await desk.verified(at);
        expect(verdict.findings).toEqual([]);
        expect(verdict.remarks.join('\n')).toContain(`The bodies of ${i + 1} events are withheld`);
        expect(existsSync(join(at, 'data/manifests'))).toBe(type !== 'evidence.sealed');
      }
    } finally {
      await house.database.asAdmin('alter table body_withheld disable trigger all');
      await house.database.asAdmin('delete from body_withheld');
      await house.database.asAdmin('alter table body_withheld enable trigger all');
    }
  });
});

describe('a bundle of a search', () => {
  it('holds what the search gave and no evidence, says what it proves and what not, and which chains are whole', async () => {
    const { id, exhibitNumber } = house.item;
    const at = await desk.taken('analyst', `item:${exhibitNumber} action:acquisition`, 'search');
    const verdict = await desk.verified(at);
    expect(verdict.findings).toEqual([]);
    const kinds = new Set(verdict.events.map(({ fields }) => fields?.k.split('.')[0]));
    expect([...kinds].sort()).toEqual(['acquisition', 'bundle']);
    const told = verdict.remarks.join('\n');
    expect(told).toContain('This is an excerpt, chosen by the search');
    expect(told).toContain('That no other event answers the search cannot be seen');
    expect(told).toContain('No stream is here whole');
    expect(existsSync(join(at, 'fetch.txt')) || existsSync(join(at, 'data/evidence'))).toBe(false);
    expect(readFileSync(join(at, 'data/README-verify.txt'), 'utf8')).toMatch(
      /An excerpt: the events that one/,
    );
    sh(at, 'sha256sum --quiet -c tagmanifest-sha256.txt manifest-sha256.txt');
    const whole = await desk.verified(await desk.taken('analyst', `item:${exhibitNumber}`, 'search-whole'));
    expect(whole.findings).toEqual([]);
    expect(whole.remarks.join('\n')).toMatch(new RegExp(`1 of \\d+ streams are here whole.* ${id}`));
  });

  it('from which an event was taken, or into which another was put, is found out', async () => {
    for (const [name, change, attack] of [
      ['less', (at: string) => sh(at, 'rm -r "data/events/$(ls data/events | head -1)"'), 'omitted'],
      ['more', (at: string) => sh(at, 'cp -rn ../search-whole/data/events/. data/events/'), 'inserted'],
    ] as const) {
      const at = join(folder, `search-${name}`);
      cpSync(join(folder, 'search'), at, { recursive: true });
      change(at);
      forgeManifests(at);
      expect((await desk.verified(at)).findings.map((one) => one.attack)).toContain(attack);
    }
  });

  it('is begun by nobody whose search cannot be read, and its receipt is taken by who took it', async () => {
    await expect(desk.begun('analyst', 'nobody:knows')).rejects.toMatchObject({ code: 'invalid-input' });
    const scope = JSON.parse(readFileSync(join(folder, 'search/data/scope.json'), 'utf8'));
    const id = scope.chosen.askedBy.stream;
    const { note, keySha256 } = await desk.receipt('search');
    await expect(desk.give(note, keySha256, { of: 'search', id: randomUUID() })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(desk.give(note, keySha256, { of: 'search', id }, 'lead-1')).rejects.toMatchObject({
      code: 'not-found',
    });
    await desk.give(note, keySha256, { of: 'search', id });
    await expect(desk.give(note, keySha256, { of: 'search', id })).rejects.toThrow(/recorded already/);
  });
});

describe('the receipt for a bundle', () => {
  it('is taken with the digest of its key as it was told, and not with another, nor twice', async () => {
    const { note, keySha256 } = await desk.receipt('plain');
    await expect(desk.settle(note, '00'.repeat(32))).rejects.toMatchObject({ code: 'invalid-input' });
    // As a form sends what was pasted.
    await desk.settle(
      note.trimEnd().replaceAll('\n', '\r\n'),
      keySha256.replaceAll(/(.{8})/g, '$1 ').toUpperCase(),
    );
    const [taken] = (await house.facts('bundle.receipt-accepted')).slice(-1);
    expect(taken?.detail).toMatchObject({
      verdict: 'holds',
      keySha256,
      keyKnownBy: 'told-to-actor',
      receipt: note,
    });
    await expect(desk.settle(note, keySha256)).rejects.toThrow(/recorded already/);
  });

  it('is recorded once when it comes several times at one moment, and again before the ledger has it', async () => {
    const { note, keySha256 } = await desk.receipt('plain');
    const before = (await house.facts('bundle.receipt-accepted')).length;
    await house.pauseSigning();
    try {
      const many = Array.from({ length: 6 }, () => desk.give(note, keySha256));
      const taken = (await Promise.allSettled(many)).filter(({ status }) => status === 'fulfilled');
      expect(taken).toHaveLength(1);
      await expect(desk.give(note, keySha256)).rejects.toThrow(/recorded already/);
    } finally {
      house.goOnSigning();
    }
    expect(await house.facts('bundle.receipt-accepted')).toHaveLength(before + 1);
  });

  it('is refused for a bundle that the log does not know, and with a wrong signature', async () => {
    const { note, keySha256 } = await desk.receipt('cut');
    await expect(desk.settle(note, keySha256)).rejects.toThrow(/another bundle/);
    const right = await desk.receipt('plain');
    await expect(desk.settle(right.note.replace('Court', 'Count'), right.keySha256)).rejects.toThrow(
      /refused/,
    );
  });

  it('closes the hand-over whose recipient gives it; one that says that the bundle fails closes nothing', async () => {
    const [from, to] = [house.person('analyst').objectId, house.person('lead-2').objectId];
    const { id: evidenceId, incidentId } = house.item;
    const handoverId = await offeredOn(house.database, { incidentId, evidenceId }, { from, to });
    const by = desk.person('lead-2');
    const form = { handoverId, condition: 'as described', location: 'Court room 4' };
    const bad = await desk.receipt('plain', 1);
    await expect(acceptCustody.run(house.context, by, { ...form, receipt: bad.note })).rejects.toThrow(
      /does not hold/,
    );
    const { note, keySha256 } = await desk.receipt('incident'); // in which the item is, too
    const { number } = await acceptCustody.run(house.context, by, { ...form, receipt: note });
    const [taken] = (await house.facts('bundle.receipt-accepted')).slice(-1);
    expect(taken?.detail).toMatchObject({ handover: number, keyKnownBy: 'recipient-signed-in' });
    expect(await house.facts('custody.handover-accepted')).toHaveLength(1);
    const again = desk.give(note, keySha256, { of: 'incident', id: incidentId });
    await expect(again).rejects.toThrow(/recorded already/);
  });
});

function sh(cwd: string, command: string): string {
  return execFileSync('bash', ['-c', command], { cwd, encoding: 'utf8' });
}

/** As who changed a bundle would, so that its own manifests agree. */
function forgeManifests(at: string): void {
  sh(at, 'find data -type f | sort | xargs sha256sum > manifest-sha256.txt');
  sh(at, 'rm -f fetch.txt bag-info.txt; sha256sum bagit.txt manifest-sha256.txt > tagmanifest-sha256.txt');
}
