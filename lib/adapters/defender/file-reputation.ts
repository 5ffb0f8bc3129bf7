import { z } from 'zod';
import type { FileReputation } from '../../ports/device-response.ts';
import { moment, segment, shaped, word } from './answer-shape.ts';
import { askMicrosoft, nullIfUnknown } from './ask-microsoft.ts';
import type { CountedService } from './counted-service.ts';
import { everyPage } from './pages.ts';
import type { Question } from './question.ts';

const count = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .nullish()
  .transform((value) => value ?? null);
const file = z.object({
  sha1: word,
  sha256: word,
  determinationType: word,
  determinationValue: word,
  globalPrevalence: count,
  globalFirstObserved: moment,
  globalLastObserved: moment,
  size: count,
  fileType: word,
  filePublisher: word,
  signer: word,
  isValidCertificate: z.boolean().nullish(),
});
const statistics = z.object({ organizationPrevalence: count });
const mostAlertPages = 5;

/**
 * What Defender knows of a file; null if nothing. Three counted calls. Source: Microsoft Learn, "Get file information",
 * "Get file statistics", "Get file related alerts".
 */
export async function readFileReputation(
  service: CountedService,
  sha1OrSha256: string,
  signal: AbortSignal,
): Promise<FileReputation | null> {
  const path = `/api/files/${segment(sha1OrSha256, 'hash')}`;
  const known = await nullIfUnknown(askMicrosoft(service, asking(path), signal));
  if (known === null) return null;
  const read = shaped(service.name, file, known.json);
  const seen = await nullIfUnknown(askMicrosoft(service, asking(`${path}/stats`), signal));
  const alerts = await nullIfUnknown(everyPage(service, asking(`${path}/alerts`), mostAlertPages, signal));
  return {
    sha1: read.sha1,
    sha256: read.sha256,
    determinationType: read.determinationType,
    determinationValue: read.determinationValue,
    globalPrevalence: read.globalPrevalence,
    globalFirstObserved: read.globalFirstObserved,
    globalLastObserved: read.globalLastObserved,
    sizeBytes: read.size === null ? null : String(read.size),
    fileType: read.fileType,
    publisher: read.filePublisher,
    signer: read.signer,
    validCertificate: read.isValidCertificate ?? null,
    organisationDevices:
      seen === null ? null : shaped(service.name, statistics, seen.json).organizationPrevalence,
    organisationAlerts: alerts?.length ?? null,
  };
}

function asking(path: string): Question {
  return { api: 'files', doing: 'say what it knows of a file', path, method: 'GET', operation: 'GET files' };
}
