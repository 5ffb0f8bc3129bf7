/** The cloud's own time: the machine's, shifted by a skew that the admin endpoint sets. */
export interface CloudClock {
  now(): Date;
  setSkew(seconds: number): void;
}

export function cloudClock(): CloudClock {
  let skewMs = 0;
  return {
    now: () => new Date(Date.now() + skewMs),
    setSkew: (seconds) => {
      skewMs = seconds * 1000;
    },
  };
}
