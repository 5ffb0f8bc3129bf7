import type { FetchedFile } from './foreign-action.ts';

/** An action that Defender lists on a device of the incident and that nobody asked for here; in the incident's stream, once. */
export interface ForeignActionEventShapes {
  'device.foreign-action-seen': {
    defenderId: string;
    deviceId: string;
    deviceName: string;
    type: string; // Microsoft's own word
    requestor: string | null;
    comment: string | null;
    requestedAt: string | null;
    state: string; // when it was seen
    answerSha256: string; // hex, of what Defender answered
    file?: FetchedFile | null; // of an entry of Microsoft's audit, whose `defenderId` begins with audit:
    twinOf?: string | null; // the number of an action of ours of which Defender made two, as it seems
  };
}
