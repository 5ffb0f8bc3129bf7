/** Algorithms that an earlier process may name, each by its correct name. Keccak-512 is SHA-3 before FIPS 202 changed its padding. */
export const claimAlgorithms = [
  'MD5',
  'SHA-1',
  'SHA-256',
  'SHA-512',
  'SHA3-512',
  'Keccak-512',
  'Skein-512',
] as const;
export type ClaimAlgorithm = (typeof claimAlgorithms)[number];

/** A digest that an earlier process says the bytes have. A claim, until Holdfast computed it over the bytes that it received. */
export interface DigestClaim {
  readonly algorithm: ClaimAlgorithm;
  readonly hex: string; // lower case
  readonly foundIn: string; // "typed by who imported it", "secret vm01-hash-SHA256 of vault kv-coc"
}

/** What became of one claim. `computed`: hex, over the bytes as received; null: Holdfast does not compute this algorithm. */
export interface ComparedClaim extends DigestClaim {
  readonly computed: string | null;
  readonly outcome: ClaimOutcome;
}

export type ClaimOutcome = 'agrees' | 'differs' | 'not-computed';

/** How many hex digits a digest has. */
export function digestHexLength(algorithm: ClaimAlgorithm): number {
  switch (algorithm) {
    case 'MD5':
      return 32;
    case 'SHA-1':
      return 40;
    case 'SHA-256':
      return 64;
    case 'SHA-512':
    case 'SHA3-512':
    case 'Keccak-512':
    case 'Skein-512':
      return 128;
  }
}

/** Whether equal digests can be made on purpose for different bytes: such agreement is a hint, no proof. */
export function isWeak(algorithm: ClaimAlgorithm): boolean {
  return algorithm === 'MD5' || algorithm === 'SHA-1';
}

/** In: the claims, and what was computed over the bytes, by algorithm. Out: the outcome of each, in their order. */
export function compareClaims(
  claims: readonly DigestClaim[],
  computed: ReadonlyMap<ClaimAlgorithm, string>,
): readonly ComparedClaim[] {
  return claims.map((claim) => {
    const found = computed.get(claim.algorithm) ?? null;
    if (found === null) return { ...claim, computed: null, outcome: 'not-computed' };
    return { ...claim, computed: found, outcome: found === claim.hex ? 'agrees' : 'differs' };
  });
}

/** One claim and its outcome as a line for page, report and graph. */
export function claimWords({ algorithm, hex, foundIn, computed, outcome }: ComparedClaim): string {
  const name = isWeak(algorithm) ? `${algorithm} (weak)` : algorithm;
  const claimed = `${name} ${hex}, ${foundIn}`;
  switch (outcome) {
    case 'agrees':
      return `${claimed}: agrees with the bytes received.`;
    case 'differs':
      return `${claimed}: DIFFERS from the bytes received, which have ${computed}.`;
    case 'not-computed':
      return `${claimed}: not compared, Holdfast does not compute ${algorithm}.`;
  }
}
