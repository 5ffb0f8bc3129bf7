import { changeMark } from '@/lib/queries/change-mark.ts';
import { currentViewer } from '@/lib/web/viewer.ts';

export const dynamic = 'force-dynamic';

const everyMs = 1_000;
const lifetimeMs = 5 * 60_000;

/** Server-sent events: `change` whenever something that this person may see has moved. The browser reconnects by itself. */
export async function GET(request: Request): Promise<Response> {
  const viewer = await currentViewer();
  if (viewer === null) return new Response('Sign in first.', { status: 401 });
  const encoder = new TextEncoder();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      const endAt = Date.now() + lifetimeMs;
      let last = await changeMark(viewer);
      controller.enqueue(encoder.encode('retry: 2000\n\n'));
      const look = async () => {
        if (request.signal.aborted || Date.now() > endAt) {
          if (!request.signal.aborted) controller.close();
          return;
        }
        try {
          const now = await changeMark(viewer);
          controller.enqueue(
            encoder.encode(now === last ? ': still here\n\n' : `event: change\ndata: ${now}\n\n`),
          );
          last = now;
          timer = setTimeout(look, everyMs);
        } catch (error) {
          controller.error(error); // the browser falls back to asking, and reconnects
        }
      };
      timer = setTimeout(look, everyMs);
    },
    cancel: () => clearTimeout(timer),
  });
  return new Response(stream, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  });
}
