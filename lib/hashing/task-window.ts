/** Keeps a bounded number of tasks unanswered. A failed task is met by a later `add` or by `drain`, never lost. */
export interface TaskWindow {
  /** Takes the task in; waits for the oldest one when there are more than `most`. */
  add(task: Promise<void>): Promise<void>;
  drain(): Promise<void>;
}

export function taskWindow(most: number): TaskWindow {
  const unanswered: Promise<void>[] = [];
  return {
    async add(task) {
      task.catch(() => undefined); // awaited below in its turn; until then it is not "unhandled"
      unanswered.push(task);
      if (unanswered.length > most) await unanswered.shift();
    },
    async drain() {
      await Promise.all(unanswered.splice(0));
    },
  };
}
