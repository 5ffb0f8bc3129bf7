import { writeFat } from './make-fat.ts';
import { basicData, writeGpt } from './make-partitions.ts';
import { sparsePayload } from './make-vhd.ts';

const mib = 1 << 20;

/** A disk of six MiB with one FAT partition, in which a web shell lies, so that forensic tools find something. */
export function webShellDisk(): Buffer {
  const table = [{ type: basicData, first: 2048, last: 4095, name: 'Data' }];
  const file = { at: mib, sectors: 2048, name: 'SHELL   PHP', content: '<?php' };
  return writeFat(writeGpt(sparsePayload(6 * mib, [[5 * mib, 60_000]]), table), file);
}
