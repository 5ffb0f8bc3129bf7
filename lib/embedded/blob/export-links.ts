import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { SnapshotFile } from './snapshot-file.ts';

/** What the bearer of an export URL may have. */
export type ExportAccess =
  | { readonly kind: 'granted'; readonly snapshot: SnapshotFile; readonly writable: boolean }
  | { readonly kind: 'refused'; readonly detail: string };

export interface ExportLinks {
  /** Opens a link, or answers the live one: a second grant does not prolong the first, as in Azure. */
  open(
    snapshot: SnapshotFile,
    seconds: number,
    writable?: boolean,
  ): { readonly url: string; readonly expiresAt: Date };
  close(snapshotId: string): void;
  access(url: URL): ExportAccess;
}

interface Link {
  readonly snapshot: SnapshotFile;
  readonly writable: boolean;
  readonly identifier: string;
  readonly path: string;
  readonly signature: string;
  readonly startsAt: Date;
  readonly expiresAt: Date;
}

/** Signed, revocable links to snapshots. They live in memory: a restart of the cloud closes all of them. */
export function exportLinks(baseUrl: () => string, now: () => Date): ExportLinks {
  const key = randomBytes(32);
  const links = new Map<string, Link>();

  return {
    open(snapshot, seconds, writable = false) {
      const known = links.get(snapshot.snapshotId);
      const link =
        known !== undefined && known.expiresAt > now() && known.writable === writable
          ? known
          : makeLink(key, snapshot, seconds, now(), writable);
      links.set(snapshot.snapshotId, link);
      const query = new URLSearchParams({
        sv: '2018-03-28',
        sr: 'b',
        si: link.identifier,
        sig: link.signature,
      });
      return { url: `${baseUrl()}${link.path}?${query}`, expiresAt: link.expiresAt };
    },
    close(snapshotId) {
      links.delete(snapshotId);
    },
    access(url) {
      const link = [...links.values()].find((each) => each.path === url.pathname);
      if (link === undefined || url.searchParams.get('si') !== link.identifier) {
        return { kind: 'refused', detail: 'Access without signed identifier or with a revoked one.' };
      }
      if (!equal(url.searchParams.get('sig') ?? '', link.signature)) {
        return { kind: 'refused', detail: 'Signature did not match.' };
      }
      if (link.expiresAt <= now()) return { kind: 'refused', detail: outsideTimeFrame(link, now()) };
      return { kind: 'granted', snapshot: link.snapshot, writable: link.writable };
    },
  };
}

function makeLink(
  key: Buffer,
  snapshot: SnapshotFile,
  seconds: number,
  startsAt: Date,
  writable: boolean,
): Link {
  const identifier = randomUUID();
  // Three path parts after the host, so that SDKs see account, container and blob as at any IP-style endpoint.
  const path = `/md-${randomBytes(6).toString('hex')}/${randomBytes(6).toString('hex')}/abcd`;
  const signature = createHmac('sha256', key).update(`${path}\n${identifier}`).digest('base64');
  const expiresAt = new Date(startsAt.getTime() + seconds * 1000);
  return { snapshot, writable, identifier, path, signature, startsAt, expiresAt };
}

function outsideTimeFrame(link: Link, current: Date): string {
  const [start, expiry, at] = [link.startsAt, link.expiresAt, current].map((each) => each.toUTCString());
  return `Signature not valid in the specified time frame: Start [${start}] - Expiry [${expiry}] - Current [${at}]`;
}

function equal(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
