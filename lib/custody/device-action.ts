import type { LiveResponseStep } from './live-response.ts';

/** What can be asked of a device. The first two collect, the others change it. */
export type DeviceAct =
  | { readonly kind: 'collect-package' }
  | {
      readonly kind: 'live-response';
      readonly steps: readonly LiveResponseStep[];
      readonly line: string; // as the person typed it
      readonly scripts: readonly PinnedScript[]; // every library file that the steps name
      readonly answerTo?: LongAnswer; // the file that is fetched holds a script's answer
    }
  | { readonly kind: 'isolate'; readonly type: 'Full' | 'Selective' }
  | { readonly kind: 'release' }
  | { readonly kind: 'scan'; readonly type: 'Quick' | 'Full' }
  | { readonly kind: 'stop-and-quarantine'; readonly sha1: string; readonly taken?: TakenBefore }
  | { readonly kind: 'restrict' }
  | { readonly kind: 'unrestrict' };

export type DeviceActKind = DeviceAct['kind'];

/** A run of a script of ours whose answer was too long to print. */
export interface LongAnswer {
  readonly scriptName: string;
  readonly run: string;
}

/** Evidence of a thing before it is changed: the sealed item, or why there is none. Absent: it was not asked for yet. */
export type TakenBefore =
  | {
      readonly exhibitNumber: string;
      readonly same?: boolean; // whether Defender knows the file's SHA-1 by the item's SHA-256; absent: it does not say
    }
  | { readonly why: string };

/** A library file by the digest that was reviewed: the library may change behind the product's back. */
export interface PinnedScript {
  readonly fileName: string;
  readonly sha256: string; // hex
  readonly reviewed?: boolean; // false: reviewed by nobody here, it is what the library held when it was asked for
}

/** A file that a run used and that the library did not hold all the time: what ran may be another one. */
export interface OtherLibraryFile {
  readonly fileName: string;
  readonly expected: string; // SHA-256, hex
  readonly found: string | null; // when the run was over; null: it was gone. As expected: it was put there again meanwhile
  readonly changedAt: string | null; // as Defender says
}

/**
 * `proposed` waits for a second person; `requested` is not at Defender yet; `submitted` is. The others are final: `ended`
 * says Defender, `refused` Defender or the rules before it began, `withdrawn` the one who asked.
 */
export const deviceActionStates = [
  'proposed',
  'requested',
  'submitted',
  'ended',
  'refused',
  'withdrawn',
] as const;
export type DeviceActionState = (typeof deviceActionStates)[number];

export function isOverHere(state: DeviceActionState): boolean {
  switch (state) {
    case 'ended':
    case 'refused':
    case 'withdrawn':
      return true;
    case 'proposed':
    case 'requested':
    case 'submitted':
      return false;
  }
}

/** Whether it only collects: what changes the device needs another right, and another identity. */
export function collects(kind: DeviceActKind): boolean {
  switch (kind) {
    case 'collect-package':
    case 'live-response':
      return true;
    case 'isolate':
    case 'release':
    case 'scan':
    case 'stop-and-quarantine':
    case 'restrict':
    case 'unrestrict':
      return false;
  }
}

const markerStart = '[holdfast:';

/** Stands in the comment of every request, so that it is found again after an answer was lost. */
export function actionMarker(actionId: string): string {
  return `${markerStart}${actionId}]`;
}

/** Whether a comment begins as ours do: of anybody else's action nothing more need be kept than that it is there. */
export function isMarked(comment: string | null): boolean {
  return comment?.startsWith(markerStart) === true;
}
