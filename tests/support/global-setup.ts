/** Nothing shared yet: each integration file starts what it needs through tests/support. */
export default function setup(): void {}
