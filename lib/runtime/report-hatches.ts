import { readFile } from 'node:fs/promises';
import { managedIdentity } from '../adapters/azure/credential.ts';
import { vaultReportSigner } from '../adapters/azure/report-signer.ts';
import { systemClock } from '../adapters/node/clock.ts';
import type { Database } from '../adapters/prisma/client.ts';
import type { ReportSigner } from '../ports/report-signer.ts';
import type { ReportHatches } from '../procedures/report/report-hatches.ts';
import { reportCoverage } from '../queries/report-coverage.ts';
import { reportMaterial } from '../queries/report-material.ts';
import { signedReportEntries } from '../queries/report-places.ts';
import { certificatesOfPem } from '../timestamp/pem.ts';
import type { Settings } from './env.ts';
import { timestampAuthorities } from './timestamp-authorities.ts';

/** What reports are made from and with; without all three of its settings there is no signer. */
export function reportHatches(settings: Settings, db: Database): ReportHatches {
  const signer = signerOf(settings);
  return {
    material: (reportId) => reportMaterial(db, reportId),
    signedEntries: (reportId) => signedReportEntries(db, reportId),
    coverage: () => reportCoverage(db),
    ...(signer === null ? {} : { signer }),
  };
}

/** Certificate and roots are read at each use: one that was renewed needs no restart. */
function signerOf(settings: Settings): ReportSigner | null {
  const {
    HOLDFAST_REPORT_SIGNER_CLIENT_ID: clientId,
    HOLDFAST_REPORT_KEY_ID: keyId,
    HOLDFAST_REPORT_CERTIFICATE_FILE: file,
  } = settings;
  if (clientId === undefined || keyId === undefined || file === undefined) return null;
  const credential = managedIdentity(clientId);
  return {
    sign: async (drawn, signal) => {
      const [own, ...chain] = certificatesOfPem(await readFile(file, 'utf8')).map(({ der }) => der);
      if (own === undefined) throw new Error(`${file} holds no certificate.`);
      const signer = vaultReportSigner({
        ...{ credential, keyId, certificates: [own, ...chain] },
        authorities: () => timestampAuthorities(settings, systemClock()),
      });
      return await signer.sign(drawn, signal);
    },
  };
}
