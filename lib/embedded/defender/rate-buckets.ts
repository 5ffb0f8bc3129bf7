import { DefenderError } from './defender-error.ts';

/** Calls of one application on one interface: a burst, and what comes back of it over time. */
export interface RateLimit {
  readonly perMinute: number;
  readonly perHour: number;
}

export const standardRate: RateLimit = { perMinute: 100, perHour: 1500 };

export interface RateBuckets {
  /** Takes one call. Throws 429 with the seconds after which one is free again. */
  take(application: string, api: string, limit: RateLimit): void;
}

/** Counts by the cloud's clock; `factor` widens every limit and is set over the admin endpoint. */
export function rateBuckets(now: () => Date, factor: () => number): RateBuckets {
  const buckets = new Map<string, { left: number; at: number }>();
  const wait = (key: string, size: number, seconds: number): number => {
    const at = now().getTime() / 1000;
    const bucket = buckets.get(key) ?? { left: size, at };
    const gained = (Math.max(0, at - bucket.at) * size) / seconds;
    const left = Math.min(size, bucket.left + gained);
    buckets.set(key, { left, at });
    return left >= 1 ? 0 : Math.ceil(((1 - left) * seconds) / size);
  };
  return {
    take(application, api, limit) {
      const spans = [
        { key: `${application} ${api} minute`, size: limit.perMinute * factor(), seconds: 60 },
        { key: `${application} ${api} hour`, size: limit.perHour * factor(), seconds: 3600 },
      ];
      const seconds = Math.max(...spans.map((one) => wait(one.key, one.size, one.seconds)));
      if (seconds > 0)
        throw new DefenderError(
          429,
          'TooManyRequests',
          `API calls quota exceeded for ${api}. Retry after ${seconds} seconds.`,
          seconds,
        );
      for (const { key } of spans) {
        const bucket = buckets.get(key);
        if (bucket !== undefined) bucket.left -= 1;
      }
    },
  };
}
