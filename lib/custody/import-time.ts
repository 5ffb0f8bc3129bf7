/** The bytes of an imported file begin to come within an hour of its registration, or not at all. */
export const bytesBeginWithinMs = 3_600_000;

/** They take five minutes at most, which is also as long as Node lets a request last. */
export const bytesTakeMs = 300_000;
