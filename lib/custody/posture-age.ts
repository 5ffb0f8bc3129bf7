const minute = 60_000;

/** How old a look at a part of the controls may be, in ms, before what it said is unknown: some rounds were missed. */
export const postureAgeLimits = { guards: 5 * minute, rights: 10 * minute, containers: 60 * minute } as const;
