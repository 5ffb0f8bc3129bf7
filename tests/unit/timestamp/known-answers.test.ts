import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certificatesOfPem } from '../../../lib/timestamp/pem.ts';
import { verifyTimestamp } from '../../../lib/timestamp/verify-timestamp.ts';
import { refusal } from './verify-craft.ts';

const file = (name: string) => readFileSync(new URL(`../../vectors/timestamp/${name}`, import.meta.url));
const data = file('stamped.txt');

// What openssl printed for each when it was made.
const answers = [
  {
    name: 'ec',
    genTime: '2026-11-22T04:52:30.106Z',
    validUntil: '2026-12-12T04:52:30.000Z',
    nonce: 0xfaa06729e7b94ffan,
    certificateSha256: 'be51c2111834e3dd17e70716a99511fa703ba3c9472ad3eca86ef1338e72487b',
    rootSha256: '2c122a306564ddf08bacbcba106063bd2568ee535f9204b0401556da8d6b87bc',
  },
  {
    name: 'rsa',
    genTime: '2026-11-22T04:52:32.405Z',
    validUntil: '2026-12-12T04:52:32.000Z',
    nonce: 0x312783a8911ff663n,
    certificateSha256: '2b4d401408feee2471a1b9d9e91f3ca9f71aec2ad7b433f5842c9874782b995a',
    rootSha256: '7d93c800b9cca6dc8917b8e2ced629616ff07b247366079ee4f57dd95f240861',
  },
] as const;

describe.each(answers)('an answer of openssl signed with $name', (known) => {
  const token = file(`openssl-${known.name}.tsr`);
  const roots = certificatesOfPem(file(`openssl-${known.name}-root.pem`).toString('utf8'));
  const verify = (bytes: Uint8Array) =>
    verifyTimestamp({
      token: bytes,
      stamped: { data },
      nonce: known.nonce,
      roots,
      policies: ['2.999.5'],
      now: null,
    });

  it('holds, whatever the day, and says what openssl said of it', async () => {
    expect(await verify(token)).toEqual({
      genTime: new Date(known.genTime),
      accuracyMs: 1500.1,
      policy: '2.999.5',
      serial: 'b',
      ordering: true,
      authority: {
        name: `CN=Test authority ${known.name}`,
        certificateSha256: known.certificateSha256,
        rootSha256: known.rootSha256,
        validUntil: new Date(known.validUntil),
      },
      anomaly: null,
    });
  });

  it('with a bit of any byte flipped is refused, but in the status and in a root that it holds beside', async () => {
    const whole = await verify(token);
    const statusAt = token.indexOf(Buffer.from([0x30, 0x03, 0x02, 0x01, 0x00])) + 4;
    const rootAt = token.indexOf(roots[0]?.der ?? Buffer.alloc(1));
    const inRoot = (at: number) => rootAt >= 0 && at >= rootAt && at < rootAt + (roots[0]?.der.length ?? 0);
    const elsewhere: number[] = [];
    for (let at = 0; at < token.length; at += 1) {
      const mutant = Uint8Array.from(token);
      mutant[at] = (mutant[at] ?? 0) ^ 0x01;
      const facts = await verify(mutant).catch(refusal);
      if (facts === null) continue;
      expect(facts).toEqual(whole);
      if (!inRoot(at)) elsewhere.push(at);
    }
    expect(elsewhere).toEqual([statusAt]);
  }, 60_000);

  it('with a piece replaced by anything is refused cleanly, or says the same', async () => {
    const whole = await verify(token);
    const piece = fc.record({
      at: fc.nat(token.length - 1),
      cut: fc.nat(40),
      put: fc.uint8Array({ maxLength: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(piece, async ({ at, cut, put }) => {
        const mutant = Buffer.concat([token.subarray(0, at), put, token.subarray(at + cut)]);
        const facts = await verify(mutant).catch(refusal);
        if (facts !== null) expect(facts).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });
});
