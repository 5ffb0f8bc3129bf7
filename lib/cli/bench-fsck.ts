import { performance } from 'node:perf_hooks';
import { fsckLedger } from '../fsck/fsck-ledger.ts';
import { env } from '../runtime/env.ts';
import { ledgerParts } from '../runtime/ledger-parts.ts';
import { fsckFloor } from './fsck-floor.ts';

/**
 * Child process of the benchmark: one `fsck` of the Holdfast that runs beside it, and what its parts cost alone. Writes one
 * line of JSON.
 */
const { parts, close } = await ledgerParts(env());
const began = { clock: performance.now(), processor: process.cpuUsage() };
const report = await fsckLedger(parts, () => undefined, new AbortController().signal);
const seconds = (performance.now() - began.clock) / 1000;
const { user, system } = process.cpuUsage(began.processor);
const { maxRSS } = process.resourceUsage();
const floor = await fsckFloor(parts, Number(report.entries));
await close();
const told = {
  seconds,
  processorSeconds: (user + system) / 1e6,
  memoryMiB: maxRSS / 1024,
  entries: report.entries.toString(),
  findings: report.findings.length,
  floor,
};
process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit(0));
