/**
 * Keys under which event bodies are encrypted before they are anchored: one a stream, and one a body where it holds
 * personal data. Duties: a key is 32 random bytes, made once per name, wrapped by a key that never leaves the vault,
 * and stored wrapped, outside the anchors and outside the database; two callers that make the same key at once get
 * the same one. Destroying the stored key is how a body is erased: no other copy may exist, so their container keeps
 * neither versions nor deleted blobs. A name whose key was destroyed gets none again. Keys in memory live as long as
 * the adapter.
 */
export interface DataKeys {
  /** The key of that name, made if there never was one; null if it was destroyed. */
  ensure(name: string, signal: AbortSignal): Promise<Uint8Array | null>;
  /** The key of that name, or null if it was destroyed or never made. */
  find(name: string, signal: AbortSignal): Promise<Uint8Array | null>;
}

/** Destroys data keys: another identity's right, and used by nothing but an erasure that people decided. */
export interface DataKeyEraser {
  /** For good: what the key encrypted can never be read again. Done again, and for a key never made, it is the same. */
  destroy(name: string, signal: AbortSignal): Promise<void>;
}

/** Encrypts data keys. Duty: the wrapping key never leaves the vault. */
export interface KeyWrapper {
  wrap(key: Uint8Array, signal: AbortSignal): Promise<WrappedKey>;
  unwrap(wrapped: WrappedKey, signal: AbortSignal): Promise<Uint8Array>;
}

export interface WrappedKey {
  readonly keyId: string; // the vault's key and its version
  readonly algorithm: string;
  readonly bytes: Uint8Array;
}
