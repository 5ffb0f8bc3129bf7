/**
 * Stops everything once and ends this process with 0 when it is asked to: by Ctrl+C, by a signal, or because the
 * process that started it is gone. `stopNow` stops for another reason, and does not come back beside a stop that
 * was asked for: whatever ends meanwhile ends because of it.
 */
export function stopWhenAsked(stopAll: () => Promise<void>): { stopNow(): Promise<void> } {
  let asked = false;
  const onAsked = async () => {
    if (asked) return;
    asked = true;
    process.stdout.write('\nStopping …\n');
    await stopAll();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onAsked);
  process.on('disconnect', onAsked);
  process.channel?.unref();
  return {
    stopNow: async () => {
      if (asked) return await new Promise(() => {});
      asked = true;
      await stopAll();
    },
  };
}
