import { readFileSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What a test file starts tells how long it takes: the whole product, a worker to be killed, a cloud, a database. */
const starts: readonly RegExp[] = [
  /whole-product|production-copy|expectations\.ts|hammer-ledger/,
  /worker-process/,
  /-house\.ts|held-item|open-consoles|dropped-disks/,
  /support\/(cloud|arm-cloud|defender-cloud|anchored-ledger)\.ts/,
  /support\/database\.ts/,
];

/** The longest files first, so that none of them runs alone at the end. A fresh clone knows no times to go by. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = new Map(files.map(({ moduleId }) => [moduleId, rankOf(readFileSync(moduleId, 'utf8'))]));
    const group = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    const place = ({ moduleId }: TestSpecification) => rank.get(moduleId) ?? 0;
    return files.toSorted(
      (a, b) => group(a) - group(b) || place(a) - place(b) || (a.moduleId < b.moduleId ? -1 : 1),
    );
  }
}

function rankOf(text: string): number {
  const found = starts.findIndex((part) => part.test(text));
  return found === -1 ? starts.length : found;
}
