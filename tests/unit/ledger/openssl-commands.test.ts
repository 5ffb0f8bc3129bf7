import { execFileSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { opensslCommands } from '../../../components/ledger/openssl-commands.ts';
import { sha256 } from '../../../lib/hashing/merkle-hash.ts';
import { checkpointText } from '../../../lib/ledger/checkpoint.ts';
import { signNote } from '../../../lib/ledger/signed-note.ts';
import { newSigner } from '../../support/log-signer.ts';

const origin = 'holdfast.example/test/1';

describe('the commands on the ledger page', () => {
  it('cut key, text and signature out of the note so that they verify, whatever other lines it bears', async () => {
    const [signer, other, witness] = [newSigner(origin), newSigner(origin), newSigner('witness.example/w1')];
    const text = checkpointText(origin, 7n, sha256(new Uint8Array(1)));
    const lines = await Promise.all([other, signer, witness].map((one) => one.sign(text)));
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-openssl-'));
    try {
      writeFileSync(join(folder, 'checkpoint.note'), signNote(text, lines));
      const commands = opensslCommands(signer.verifierKey).split('\n');
      expect(commands.at(-1)).toMatch(/^openssl pkeyutl -verify /);
      execFileSync('sh', ['-e', '-c', commands.slice(0, -1).join('\n')], { cwd: folder });
      const [der, signed, signature] = ['ledger.der', 'signed.txt', 'signed.sig'].map((name) =>
        readFileSync(join(folder, name)),
      );
      const key = createPublicKey({ key: der ?? Buffer.alloc(0), format: 'der', type: 'spki' });
      expect(signature).toHaveLength(64);
      expect(verify(null, signed ?? Buffer.alloc(0), key, signature ?? Buffer.alloc(0))).toBe(true);
      expect(signed?.toString()).toBe(text);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
