import { randomUUID } from 'node:crypto';
import type { AzureRecord, LogCoverage } from '../../custody/reconciliation-event.ts';
import type { NewFinding } from '../../ports/reconciliation-state.ts';
import { blobEffect } from '../../reconcile/blob-request.ts';
import { hourOf } from '../../reconcile/find-gaps.ts';
import type { JudgedRecord } from './judge-records.ts';
import type { LogRecord } from './read-records.ts';

/** One finding for each thing that happened: a download of thousands of ranges is one, told of its first record. */
export function newFindings(judged: readonly JudgedRecord[], coverage: LogCoverage): readonly NewFinding[] {
  const found = new Map<string, NewFinding>();
  for (const { record, judgement } of judged) {
    if (judgement.kind !== 'finding') continue;
    const { finding, item, incidentId } = judgement;
    const key = `${finding.kind} ${keyOf(record)}`;
    if (found.has(key)) continue;
    const findingId = randomUUID();
    found.set(key, {
      id: findingId,
      key,
      evidenceId: item?.evidenceId ?? null,
      incidentId,
      detail: {
        findingId,
        kind: finding.kind,
        log: record.log,
        at: record.at,
        until: null,
        azure: azureRecord(record),
        ledger: { words: finding.words, eventIds: finding.eventIds },
        coverage,
      },
    });
  }
  return [...found.values()];
}

/**
 * Requests of one caller for one blob within one hour that did the same to it are one thing: a look hides no read. So are
 * the entries of one call; the caller may choose its id, so it says nothing of another caller or hour.
 */
function keyOf(record: LogRecord): string {
  switch (record.log) {
    case 'blob': {
      const { container, blob, requester, link, at, callerAddress, operation } = record.entry;
      const who = link === null ? requester : (link.correlationId ?? link.hash);
      return ['blob', container, blob, who ?? callerAddress, blobEffect(operation), hourOf(at)].join(' ');
    }
    case 'activity': {
      const { correlationId, operation, resourceId, callerObjectId, at } = record.entry;
      const call = [correlationId, operation, resourceId, callerObjectId].join(' ').toLowerCase();
      return ['activity', call, hourOf(at)].join(' ');
    }
  }
}

function azureRecord(record: LogRecord): AzureRecord {
  switch (record.log) {
    case 'blob': {
      const { entry } = record;
      return {
        recordId: entry.requestId,
        operation: entry.operation,
        resource: [entry.container, entry.blob].filter((one) => one !== null).join('/') || 'the account',
        caller: entry.requester,
        callerName: entry.requesterName,
        address: entry.callerAddress,
        status: `${entry.status} ${entry.statusText}`.trim(),
        correlationId: entry.link?.correlationId ?? null,
        clientRequestId: entry.clientRequestId,
      };
    }
    case 'activity': {
      const { entry } = record;
      return {
        recordId: entry.id,
        operation: entry.operation,
        resource: entry.resourceId,
        caller: entry.callerObjectId,
        callerName: entry.caller === '' || entry.caller === entry.callerObjectId ? null : entry.caller,
        address: entry.clientIp,
        status: entry.status,
        correlationId: entry.correlationId,
        clientRequestId: entry.clientRequestId,
      };
    }
  }
}
