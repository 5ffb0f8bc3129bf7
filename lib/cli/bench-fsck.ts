import { performance } from 'node:perf_hooks';
import { fsckLedger } from '../fsck/fsck-ledger.ts';
import { env } from '../runtime/env.ts';
import { ledgerParts } from '../runtime/ledger-parts.ts';

/** Child process of the benchmark: one `fsck` of the Holdfast that runs beside it. Writes one line of JSON. */
const { parts, close } = await ledgerParts(env());
const began = performance.now();
const report = await fsckLedger(parts, () => undefined, new AbortController().signal);
const seconds = (performance.now() - began) / 1000;
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
await close();
const told = {
  seconds,
  processorSeconds: (userCPUTime + systemCPUTime) / 1e6,
  memoryMiB: maxRSS / 1024,
  entries: report.entries.toString(),
  findings: report.findings.length,
};
process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit(0));
