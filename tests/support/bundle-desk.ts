import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { join } from 'node:path';
import { checkReceipt, receiptOf, signReceipt } from '../../lib/bundle/receipt.ts';
import { type BundleVerdict, verifyBundle } from '../../lib/bundle/verify-bundle.ts';
import { folderFiles } from '../../lib/cli/folder-files.ts';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { parseTrustPolicy } from '../../lib/ledger/trust-policy.ts';
import { acceptReceipt } from '../../lib/procedures/bundle/accept-receipt.ts';
import type { GrantUseHouse } from './grant-use-house.ts';
import { unwitnessedPolicy } from './policy-text.ts';
import { askedOf, begunBundle, bundleSource, takenBundle } from './taken-bundle.ts';

/** Takes bundles of a house into a folder, each under a name, and answers for them as a recipient does. */
export function bundleDesk(house: GrantUseHouse, folder: string) {
  const policy = unwitnessedPolicy(house.logKeys);
  const source = bundleSource(house, policy);
  const person = (account: string): PersonActor => ({ ...house.person(account), ip: '10.1.2.3' });
  const verified = async (at: string): Promise<BundleVerdict> =>
    await verifyBundle(await folderFiles(at), {
      policy: parseTrustPolicy(policy),
      stampRoots: new Map(),
    });
  const give = async (
    receipt: string,
    keySha256: string,
    subject: object = { of: 'item', id: house.item.id },
    account = 'analyst',
  ): Promise<void> => {
    const input = acceptReceipt.input.parse({ ...subject, receipt, keySha256 });
    await acceptReceipt.run(house.context, person(account), input);
  };
  return {
    ...{ source, person, verified, give },
    async begun(account: string, of: string) {
      const actor = person(account);
      return { actor, begun: await begunBundle(source, actor, askedOf(house, of)) };
    },
    /** Out: where it lies, unpacked. */
    async taken(account: string, of: string, name: string): Promise<string> {
      const at = join(folder, name);
      await takenBundle(source, person(account), askedOf(house, of), at);
      return at;
    },
    /** What a recipient would say of a bundle of the folder, signed with a key of their own. */
    async receipt(name: string, findings = 0) {
      const verdict = await verified(join(folder, name));
      const found = Array.from(
        { length: findings },
        () => ({ attack: 'damage', where: 'x', words: 'x', proof: [] }) as const,
      );
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const said = receiptOf(
        { ...verdict, findings: found },
        { recipient: `Court ${randomUUID()}`, verifier: 'test', time: new Date().toISOString() },
      );
      const spki = publicKey.export({ type: 'spki', format: 'der' });
      const note = await signReceipt(said, spki, async (bytes) => sign('sha256', bytes, privateKey));
      return { note, keySha256: checkReceipt(note).keySha256 };
    },
    /** Gives it, and waits until the ledger has it, so that the next one is known to come after it. */
    async settle(receipt: string, keySha256: string): Promise<void> {
      await give(receipt, keySha256);
      await house.until(async () => (await house.facts('bundle.receipt-accepted')).length > 0);
      await house.pauseSigning();
      house.goOnSigning();
    },
  };
}
