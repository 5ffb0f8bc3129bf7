/** What a control of the tenant says: `unknown` is never good, `excepted` fails by decision of two people. */
export type PostureVerdict = 'pass' | 'fail' | 'unknown' | 'excepted';

/** One control that is not what it was. Its value is Azure's, in words; who holds a right stands in it by name. */
interface PostureDrift {
  readonly control: string; // its key, which stays the same over time
  readonly demand: string;
  readonly place: string; // the resource it is about
  readonly before: { readonly verdict: PostureVerdict; readonly raw: string } | null; // null: seen for the first time
  readonly after: { readonly verdict: PostureVerdict; readonly raw: string };
  readonly why: string; // empty when it passes
  readonly readAt: string | null; // RFC 3339; null: nothing was read
}

/** A control that fails may do so for a while: two people agreed with who asked, about this very value. */
interface PostureException {
  readonly proposalId: string;
  readonly number: string; // PR-2026-0001
  readonly control: string; // its key
  readonly demand: string;
  readonly place: string;
  readonly raw: string;
  readonly until: string; // RFC 3339
  readonly proposedBy: string; // object id
}

/** Facts of the recurring comparison of Azure with what is demanded. */
export interface PostureEventShapes {
  'posture.drift-found': PostureDrift;
  'posture.drift-mended': PostureDrift;
  'posture.excepted': PostureException;
}
