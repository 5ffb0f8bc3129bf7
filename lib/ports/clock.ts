/** Time as the process sees it. The register stamps events with the database's clock, not with this one. */
export interface Clock {
  now(): Date;
}
