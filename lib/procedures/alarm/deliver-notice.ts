import type { OutwardNotice } from '../../custody/alarm-notice.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { noticePause } from '../../custody/notice-retry.ts';
import type { AlarmChannel, SendOutcome } from '../../ports/alarm-channel.ts';
import type { WaitingDelivery } from '../../ports/alarm-deliveries.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';
import type { MailDirectory } from '../../ports/mail-directory.ts';

/** What notices leave by. */
export interface OutsideContext {
  readonly register: CustodyRegister;
  readonly channels: readonly AlarmChannel[];
  readonly mail: MailDirectory;
  readonly publicUrl: string;
}

/**
 * Sends a notice once by its channel and keeps what came of it, with the job of the next attempt where one is due. A
 * worker that dies in between sends it again under the same id. Out: the state it is in; null if nothing waited.
 */
export async function deliverNotice(
  { register, channels, mail, publicUrl }: OutsideContext,
  deliveryId: string,
  signal: AbortSignal,
): Promise<SendOutcome['kind'] | null> {
  const delivery = await register.waitingDelivery(deliveryId);
  if (delivery === null) return null;
  const began = Date.now();
  const channel = channels.find(({ name }) => name === delivery.channel);
  const outcome =
    channel === undefined
      ? ({
          kind: 'failed',
          problem: 'The settings have this channel no more.',
          retryAfterSeconds: null,
        } as const)
      : await send(channel, delivery, { mail, publicUrl }, signal);
  const now = Date.now();
  const age = (now - delivery.createdAt.getTime()) / 1_000;
  const asked = outcome.kind === 'failed' ? outcome.retryAfterSeconds : null;
  const isLast = outcome.kind === 'taken' || channel === undefined;
  const pause = isLast ? null : noticePause(delivery.attempts + 1, age, asked);
  await register.reportAttempt(delivery, outcome, now - began, pause);
  return outcome.kind;
}

async function send(
  channel: AlarmChannel,
  delivery: WaitingDelivery,
  { mail, publicUrl }: Pick<OutsideContext, 'mail' | 'publicUrl'>,
  signal: AbortSignal,
): Promise<SendOutcome> {
  try {
    const people = channel.name === 'mail' ? delivery.notice.people : [];
    const found = await Promise.all(people.map((objectId) => mail.mailAddress(objectId, signal)));
    const to = found.filter((address) => address !== null);
    const outcome = await channel.send(outward(delivery, publicUrl), to, signal);
    return withMissing(outcome, people.length, to.length);
  } catch (error) {
    if (!(error instanceof CustodyError)) throw error;
    return {
      kind: 'failed',
      problem: `Nobody knows whom to write to: ${error.message}`,
      retryAfterSeconds: null,
    };
  }
}

/** Of a restricted incident only number and link leave, also when it was restricted after the notice was written. */
function outward({ id, notice }: WaitingDelivery, publicUrl: string): OutwardNotice {
  const { what, number, kind, severity, title, words, subject, restricted, href, createdAt } = notice;
  return {
    id,
    what,
    number,
    at: createdAt.toISOString(),
    link: new URL(href, publicUrl).href,
    about: restricted ? null : { kind, severity, title, words, subject },
  };
}

/** Says of a message that was taken whom it does not reach. Where nobody has an address, the operator was written to. */
function withMissing(outcome: SendOutcome, people: number, reached: number): SendOutcome {
  if (outcome.kind === 'failed' || people === reached) return outcome;
  const missing =
    reached === 0
      ? 'Nobody whom it is for has an address; it went to the operator.'
      : `${people - reached} of ${people} people have no address.`;
  return { kind: 'taken', remark: outcome.remark === null ? missing : `${missing} ${outcome.remark}` };
}
