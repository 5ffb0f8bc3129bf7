/**
 * Every table beside the ledger, and what `fsck` does with it. `rows`: each row against the event that opened it and
 * each such event against its row, columns against the newest events. `why`: not walked, and why.
 */
export const tablesBeside: Readonly<Record<string, { readonly rows: string } | { readonly why: string }>> = {
  incident: {
    rows: 'number, source, title, severity, status, restriction, container, times; not the time of its last change',
  },
  incident_note: { rows: 'author, text, time' },
  incident_member: { rows: 'who' },
  incident_machine: { rows: 'which; not what Azure says of it, which is read again before each acquisition' },
  evidence_item: { rows: 'everything' },
  acquisition: { rows: 'everything but messages, counts of attempts and heartbeats' },
  acquisition_step: { rows: 'that each is there, and the digests of both reads; not its progress' },
  fixity_item: { rows: 'everything, against what the database’s own function makes of the events' },
  number_series: { rows: 'the next number of each series' },
  access_request: {
    why: 'decided by the database’s own function under locked rules; held against the record where it is shown',
  },
  access_request_item: { why: 'as access_request' },
  access_decision: { why: 'as access_request' },
  access_comment: { why: 'as access_request' },
  access_grant: { why: 'as access_request' },
  policy_version: { why: 'as access_request' },
  access_link: { why: 'no evidence: every link that was signed, and its end, is in the register' },
  link_revocation: { why: 'no evidence: what waits to be done; the revocation itself is in the register' },
  working_copy: {
    why: 'no evidence: a copy that may change, by its nature; its whole life is in the register',
  },
  copy_verification: {
    why: 'no evidence: progress of a whole read or a sample; its beginning and what came of it are in the register',
  },
  device_action: {
    why: 'no evidence: what was asked of a device, what Defender said and what came back are in the register',
  },
  device_session: { why: 'as device_action; each session’s beginning and end are in the register' },
  device_command: { why: 'as device_action; each command and what became of it are in the register' },
  hunting_run: {
    why: 'as device_action; each query, its answer’s digest and what was sealed of it are in the register',
  },
  hunting_query: { why: 'no evidence: tools; each version that was saved is in the register' },
  report: {
    why: 'each stage of a report and the digest of its file are in the register; the database holds the digest against the bytes',
  },
  device_foreign_action: { why: 'no evidence: what Defender lists; each is in the register' },
  device_group: { why: 'no evidence: how Defender’s device groups were read last' },
  defender_order: {
    why: 'no evidence: what is still to be done at Defender; each request, its end and its refusal are in the register',
  },
  device_round: { why: 'no evidence: whose turn it is to read Defender’s lists, what was read, and when' },
  device_reading: { why: 'no evidence: how Defender described devices last' },
  script: {
    why: 'no evidence: tools; the database holds each version’s digest against its bytes, who reviewed it is in the register',
  },
  script_version: { why: 'as script' },
  library_file: {
    why: 'no evidence: what Defender’s library held last; a file that was changed is in the register',
  },
  library_round: { why: 'no evidence: whose turn it is to look' },
  proposal: { why: 'as access_request; what was proposed, decided and applied is in the register' },
  proposal_decision: { why: 'as proposal' },
  control_version: { why: 'as proposal' },
  break_glass: { why: 'as access_request; each use, what was read and its review are in the register' },
  custody_handover: {
    why: 'ended by the database’s own function under locked rules; who has custody follows from the events alone',
  },
  inventory: {
    why: 'signed by way of the database’s own function; what was counted and signed is in the register',
  },
  inventory_item: { why: 'as inventory' },
  inventory_count: { why: 'as inventory' },
  inventory_signature: { why: 'as inventory' },
  body_withheld: { why: 'no evidence: who reads a record besides; each decision is in the register' },
  body_erasure: {
    why: 'a body that is gone is held against the decision in the ledger, not against this row',
  },
  posture_control: { why: 'no evidence: what Azure’s guards said last; each drift is in the register' },
  posture_change: { why: 'as posture_control' },
  access_state: { why: 'no evidence: what was read of rights in Azure, look by look; it only grows' },
  access_span: { why: 'as access_state' },
  posture_round: { why: 'no evidence: whose turn it is to look' },
  alarm: {
    why: 'no evidence: what is wrong is a fact of the register besides, and so is who acknowledged it',
  },
  alarm_notice: { why: 'no evidence: what of an alarm was to be told outside' },
  alarm_delivery: { why: 'as alarm_notice' },
  alarm_attempt: { why: 'as alarm_notice' },
  alarm_channel: {
    why: 'no evidence: whether a channel of alarms works now; its failing is in the register',
  },
  reconciliation_finding: {
    why: 'what Azure’s logs say beyond the register: each finding, its end and each note on it is an event',
  },
  reconciliation_note: { why: 'as reconciliation_finding' },
  reconciliation_log: { why: 'no evidence: how far Azure’s logs were read' },
  reconciliation_hour: { why: 'no evidence: how many records of an hour arrived' },
  reconciliation_record: { why: 'no evidence: which records were judged, while they may come again' },
  reconciliation_arrival: { why: 'no evidence: which of the product’s own calls Azure’s logs showed' },
  reconciliation_use: { why: 'no evidence: which links Azure saw in use' },
  reconciliation_read: { why: 'no evidence: which requests for stored copies Azure knows of' },
  container_guard: {
    why: 'what Azure said last of a guard; what it must be follows from seals and acts, what changed is in the register',
  },
  guard_round: { why: 'no evidence: whose turn it is to look' },
  guard_act: {
    why: 'what was asked for and what Azure then said are both events; the row is the way between',
  },
  hold_notice: {
    why: 'the notice and each acknowledgement are events; the rows are who is still waited for',
  },
  hold_notice_receipt: { why: 'as hold_notice' },
  disposal: {
    why: 'each step is an event; that an item is disposed of is held against them with the item',
  },
  evidence_presence: { why: 'no evidence: what the store said last; what changed is in the register' },
  incident_alert: { why: 'context, owned by the source of the incident and read from there again' },
  incident_device: { why: 'context, owned by the source of the incident and read from there again' },
  session: { why: 'no evidence: sessions end; who signed in is in the register' },
  sign_in_flow: { why: 'no evidence: lives for minutes' },
  notification: { why: 'no evidence: a hint to one person' },
  person_setting: { why: 'no evidence: how one person likes the pages' },
  event_export: {
    why: 'no evidence: a file made of events; that it was asked for, made and taken is in the register',
  },
  event_export_part: { why: 'as event_export' },
  saved_search: { why: 'no evidence: what one person likes to look for' },
  worker_heartbeat: { why: 'no evidence: which workers are alive' },
  defender_budget: { why: 'no evidence: how many calls Microsoft still allows' },
  defender_call: { why: 'as defender_budget' },
  ledger_anchor_state: { why: 'no evidence: whether an anchor answers now; the anchors themselves are read' },
  ledger_freeze: { why: 'no evidence: set and cleared by the checks that fsck repeats in full' },
  ledger_patrol: { why: 'no evidence: how far the patrol has come' },
  ledger_set_aside: {
    why: 'kept to be looked at: rows that spoke of entries lost with an epoch; nothing rests on them',
  },
  ledger_verification: { why: 'no evidence: progress of a check; its beginning and end are in the register' },
  _prisma_migrations: { why: 'no evidence: compared with the product’s own migrations when it starts' },
};
