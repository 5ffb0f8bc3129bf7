import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCertificate } from '../../../lib/timestamp/certificate.ts';
import {
  basicConstraints,
  craftCertificate,
  craftName,
  craftResponse,
  keyPurposes,
  keyUsage,
  rootKeys,
  rootName,
} from '../../support/craft-timestamp.ts';
import { verify } from './verify-craft.ts';

describe('a chain of certificates is refused', () => {
  it('for a ring of certificates that sign each other, after a limited search', async () => {
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const ring = craftName('Ring');
    const link = { subject: ring, issuer: ring, publicKey: keys.publicKey, issuerKey: keys.privateKey };
    const links = Array.from({ length: 12 }, (_, index) =>
      craftCertificate({ ...link, serial: 20n + BigInt(index), extensions: [basicConstraints(true)] }),
    );
    const certificate = craftCertificate({ issuer: ring, issuerKey: keys.privateKey });
    const certificates = [certificate, ...links];
    const token = craftResponse({ certificate, certificates, issuerOfSigner: ring });
    await expect(verify(token)).rejects.toThrow('too many certificates to look through');
  });

  it('when no root is configured', async () => {
    await expect(verify(craftResponse(), { roots: [] })).rejects.toThrow('does not lead to a root');
  });

  it('for an authority below a certificate that may not issue, or not for this, or not so deep', async () => {
    const below = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const issued = (extensions: readonly Uint8Array[]) => {
      const between = craftCertificate({
        serial: 9n,
        subject: craftName('Between'),
        publicKey: below.publicKey,
        extensions,
      });
      const certificate = craftCertificate({ issuer: craftName('Between'), issuerKey: below.privateKey });
      const certificates = [certificate, between];
      return craftResponse({ certificate, certificates, issuerOfSigner: craftName('Between') });
    };
    await expect(verify(issued([]))).rejects.toThrow('does not say that it may issue certificates');
    await expect(verify(issued([basicConstraints(false)]))).rejects.toThrow('may not issue certificates');
    await expect(verify(issued([basicConstraints(true), keyUsage(0x80)]))).rejects.toThrow(
      'may not sign certificates',
    );
    await expect(
      verify(issued([basicConstraints(true), keyPurposes(false, '1.3.6.1.5.5.7.3.1')])),
    ).rejects.toThrow('may not be used for time stamps');
    const shallow = [
      readCertificate(
        craftCertificate({
          subject: rootName,
          publicKey: rootKeys.publicKey,
          extensions: [basicConstraints(true, 0n)],
        }),
      ),
    ];
    await expect(verify(issued([basicConstraints(true)]), { roots: shallow })).rejects.toThrow(
      'so long a chain',
    );
  });
});
