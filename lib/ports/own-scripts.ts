/** A script of ours as its manifest pins it. */
export interface OwnScript {
  readonly fileName: string;
  readonly version: string;
  readonly command: string;
  readonly systems: readonly ('windows' | 'linux' | 'macos')[];
  readonly summary: string;
  readonly readOnly: boolean;
  readonly sha256: string; // hex
  readonly signature: string; // "none": unsigned
  readonly parameters: string; // JSON schema, as text
}

/** The scripts that come with the product. Duties: bytes that are not those of the manifest are never given out. */
export interface OwnScripts {
  list(): Promise<readonly OwnScript[]>;
  /** Throws `digest-mismatch` for a file that differs from its pin, `not-found` for a name that is none of ours. */
  bytes(fileName: string): Promise<Uint8Array>;
}
