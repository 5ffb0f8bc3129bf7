import { readFile } from 'node:fs/promises';
import { mailChannel } from '../adapters/alarm/mail-channel.ts';
import { syslogChannel } from '../adapters/alarm/syslog-channel.ts';
import { webhookChannel } from '../adapters/alarm/webhook-channel.ts';
import { managedIdentity } from '../adapters/azure/credential.ts';
import { graphMailDirectory } from '../adapters/graph/mail-directory.ts';
import type { AlarmChannel } from '../ports/alarm-channel.ts';
import type { OutsideContext } from '../procedures/alarm/deliver-notice.ts';
import { addressesOf, isThisMachine, webhookKey } from './alarm-settings.ts';
import type { Settings } from './env.ts';
import type { Runtime } from './runtime.ts';

/** What notices leave by, from the settings. Throws one line if the file of roots cannot be read. */
export async function outsideContext({
  settings,
  context,
}: Pick<Runtime, 'settings' | 'context'>): Promise<OutsideContext> {
  return {
    register: context.register,
    channels: await alarmChannels(settings),
    mail: graphMailDirectory({
      credential: managedIdentity(settings.HOLDFAST_READER_CLIENT_ID),
      graphEndpoint: settings.HOLDFAST_GRAPH_ENDPOINT,
    }),
    publicUrl: settings.HOLDFAST_PUBLIC_URL,
  };
}

/** The channels that are set; none by default. */
export async function alarmChannels(settings: AlarmSettings): Promise<readonly AlarmChannel[]> {
  const roots = await rootsOf(settings);
  const channels = [webhookOf(settings, roots), mailOf(settings, roots), syslogOf(settings, roots)];
  return channels.filter((channel) => channel !== null);
}

type AlarmSettings = Pick<Settings, Extract<keyof Settings, `HOLDFAST_ALARM_${string}`>>;

async function rootsOf({ HOLDFAST_ALARM_ROOTS_FILE: file }: AlarmSettings): Promise<string | null> {
  if (file === undefined) return null;
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`HOLDFAST_ALARM_ROOTS_FILE cannot be read: ${why}`, { cause });
  }
}

function webhookOf(settings: AlarmSettings, roots: string | null): AlarmChannel | null {
  const { HOLDFAST_ALARM_WEBHOOK_URL: url, HOLDFAST_ALARM_WEBHOOK_SECRET: secrets } = settings;
  if (url === undefined || secrets === undefined) return null;
  const keys = addressesOf(secrets).flatMap((one) => webhookKey(one) ?? []);
  return webhookChannel({ url: new URL(url), keys, roots });
}

function mailOf(settings: AlarmSettings, roots: string | null): AlarmChannel | null {
  const {
    HOLDFAST_ALARM_MAIL_SERVER: server,
    HOLDFAST_ALARM_MAIL_FROM: from,
    HOLDFAST_ALARM_MAIL_TO: to,
    HOLDFAST_ALARM_MAIL_USER: user,
    HOLDFAST_ALARM_MAIL_PASSWORD: password,
  } = settings;
  if (server === undefined || from === undefined || to === undefined) return null;
  const { protocol, hostname, port } = new URL(server);
  const fromStart = protocol === 'smtps:';
  return mailChannel({
    host: bare(hostname),
    port: Number(port || (fromStart ? 465 : 587)),
    tls: fromStart ? 'from-start' : isThisMachine(hostname) ? 'none' : 'starttls',
    account: user === undefined || password === undefined ? null : { user, password },
    from,
    to: addressesOf(to),
    roots,
  });
}

function syslogOf(settings: AlarmSettings, roots: string | null): AlarmChannel | null {
  const { HOLDFAST_ALARM_SYSLOG_SERVER: server } = settings;
  if (server === undefined) return null;
  const { protocol, hostname, port } = new URL(server);
  const tls = protocol === 'tls:';
  return syslogChannel({ host: bare(hostname), port: Number(port || (tls ? 6514 : 601)), tls, roots });
}

/** An address of IPv6 without its brackets. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}
