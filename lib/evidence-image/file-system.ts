/** So many bytes from its start on tell every file system that is recognised here. */
export const tellingBytes = 0x1_0100;

const bitLockerToGo = Buffer.from('3bd66749292ed84a8399f6a339e3d001', 'hex');

interface Mark {
  readonly name: string;
  readonly at: number;
  readonly bytes: string; // latin1
}

// Sources: Microsoft Learn (NTFS, FAT and exFAT boot sectors; ReFS), libbde "BitLocker Drive Encryption format", Linux
// kernel Documentation/filesystems/ext4, XFS "Filesystem Structure", LUKS2 on-disk format, util-linux libblkid (marks).
const marks: readonly Mark[] = [
  { name: 'BitLocker (encrypted)', at: 3, bytes: '-FVE-FS-' },
  { name: 'NTFS', at: 3, bytes: 'NTFS    ' },
  { name: 'exFAT', at: 3, bytes: 'EXFAT   ' },
  { name: 'ReFS', at: 3, bytes: 'ReFS\0' },
  { name: 'FAT32', at: 0x52, bytes: 'FAT32   ' },
  { name: 'FAT16', at: 0x36, bytes: 'FAT16   ' },
  { name: 'FAT12', at: 0x36, bytes: 'FAT12   ' },
  { name: 'LUKS (encrypted)', at: 0, bytes: 'LUKS\xba\xbe' },
  { name: 'XFS', at: 0, bytes: 'XFSB' },
  { name: 'SquashFS', at: 0, bytes: 'hsqs' },
  { name: 'APFS', at: 32, bytes: 'NXSB' },
  { name: 'LVM', at: 512, bytes: 'LABELONE' },
  { name: 'HFS+', at: 1024, bytes: 'H+' },
  { name: 'HFS+', at: 1024, bytes: 'HX' },
  { name: 'F2FS', at: 1024, bytes: '\x10\x20\xf5\xf2' },
  { name: 'Linux RAID', at: 4096, bytes: '\xfc\x4e\x2b\xa9' },
  { name: 'Linux swap', at: 4086, bytes: 'SWAPSPACE2' },
  { name: 'ISO 9660', at: 0x8001, bytes: 'CD001' },
  { name: 'Btrfs', at: 0x1_0040, bytes: '_BHRfS_M' },
];

/**
 * The file system, or what stands in its place, that begins with these bytes, by its mark alone. In: at most
 * `tellingBytes` from its start on. Out: its name, or null for one that is not recognised.
 */
export function fileSystemOf(start: Buffer): string | null {
  if (bitLockerToGo.equals(start.subarray(0x1a8, 0x1b8))) return 'BitLocker To Go (encrypted)';
  const mark = marks.find(({ at, bytes }) => start.toString('latin1', at, at + bytes.length) === bytes);
  return mark?.name ?? extOf(start);
}

/** The younger ones are told by the features that only they have. */
function extOf(start: Buffer): string | null {
  const superblock = start.subarray(1024);
  if (superblock.length < 0x64 || superblock.readUInt16LE(0x38) !== 0xef53) return null;
  const [compatible, incompatible] = [superblock.readUInt32LE(0x5c), superblock.readUInt32LE(0x60)];
  if ((incompatible & 0x2c0) !== 0) return 'ext4'; // extents, 64-bit, flexible groups
  return (compatible & 0x4) !== 0 ? 'ext3' : 'ext2'; // a journal
}
