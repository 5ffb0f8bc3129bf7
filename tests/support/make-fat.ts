const sector = 512;

/** Writes the smallest FAT12 file system that forensic tools read: one file, named 8.3, in its root. */
export function writeFat(
  disk: Buffer,
  { at, sectors, name, content }: { at: number; sectors: number; name: string; content: string },
): Buffer {
  const boot = Buffer.alloc(sector);
  boot.set([0xeb, 0x3c, 0x90]);
  boot.write('MSDOS5.0', 3, 'latin1');
  boot.writeUInt16LE(sector, 11);
  boot.writeUInt8(1, 13); // sectors of a cluster
  boot.writeUInt16LE(1, 14); // before the first table
  boot.writeUInt8(2, 16); // tables
  boot.writeUInt16LE(16, 17); // entries of the root
  boot.writeUInt16LE(sectors, 19);
  boot.writeUInt8(0xf8, 21);
  boot.writeUInt16LE(6, 22); // sectors of a table
  boot.writeUInt8(0x29, 38);
  boot.write('EVIDENCE   FAT12   ', 43, 'latin1');
  boot.writeUInt16LE(0xaa55, 510);
  boot.copy(disk, at);
  // Cluster 2 is the whole file.
  for (const table of [1, 7]) disk.set([0xf8, 0xff, 0xff, 0xff, 0x0f], at + table * sector);
  const entry = Buffer.alloc(32);
  entry.write(name, 0, 'latin1');
  entry.writeUInt8(0x20, 11);
  entry.writeUInt16LE(2, 26);
  entry.writeUInt32LE(content.length, 28);
  entry.copy(disk, at + 13 * sector);
  disk.write(content, at + 14 * sector, 'latin1');
  return disk;
}
