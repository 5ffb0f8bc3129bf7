-- What Prisma's schema language cannot say: shapes, append-only tables and who may do what.
SET LOCAL ROLE holdfast_owner;

-- ---- shapes ----

-- One open acquisition per disk, whoever clicks and however often. Cancelled, refused and done are final.
CREATE UNIQUE INDEX "acquisition_one_open_per_disk" ON "acquisition"("disk_resource_id")
  WHERE "state" IN ('running', 'cancelling', 'failed');

ALTER TABLE "acquisition" ADD CONSTRAINT "acquisition_state_known"
  CHECK ("state" IN ('running', 'cancelling', 'cancelled', 'refused', 'failed', 'done'));
ALTER TABLE "acquisition_step" ADD CONSTRAINT "acquisition_step_state_known"
  CHECK ("state" IN ('waiting', 'running', 'retrying', 'done', 'failed', 'skipped'));
ALTER TABLE "evidence_item" ADD CONSTRAINT "evidence_item_state_known"
  CHECK ("state" IN ('being-acquired', 'sealed', 'not-acquired'));
ALTER TABLE "incident" ADD CONSTRAINT "incident_status_known" CHECK ("status" IN ('open', 'closed'));

ALTER TABLE "custody_event" ADD CONSTRAINT "custody_event_hashes"
  CHECK ("n" >= 0 AND octet_length("salt") = 32 AND octet_length("leaf") = 32);
ALTER TABLE "ledger_pending" ADD CONSTRAINT "ledger_pending_leaf" CHECK (octet_length("leaf") = 32);
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_leaf"
  CHECK ("idx" >= 0 AND octet_length("leaf") = 32 AND octet_length("entry") <= 65535);
ALTER TABLE "ledger_node" ADD CONSTRAINT "ledger_node_hash" CHECK ("level" >= 1 AND octet_length("hash") = 32);
ALTER TABLE "ledger_head" ADD CONSTRAINT "ledger_head_single" CHECK ("id" = 1 AND "size" >= 0);
ALTER TABLE "ledger_checkpoint" ADD CONSTRAINT "ledger_checkpoint_root" CHECK (octet_length("root") = 32);

-- ---- append-only ----

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION '% refused: % keeps every row as it was written', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END
$$;

-- ENABLE ALWAYS: an ordinary trigger is skipped under session_replication_role = replica.
DO $guards$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['custody_event', 'ledger_entry', 'ledger_node', 'ledger_checkpoint'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_change, ENABLE ALWAYS TRIGGER refuse_truncate', name);
  END LOOP;
  -- These rows move on, but never go away; the ledger's one head and the stream counters likewise.
  FOREACH name IN ARRAY ARRAY['incident', 'incident_note', 'evidence_item', 'acquisition', 'acquisition_step', 'number_series', 'ledger_stream', 'ledger_head'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_delete BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_delete, ENABLE ALWAYS TRIGGER refuse_truncate', name);
  END LOOP;
END
$guards$;

-- ---- who may do what ----

-- The portal and the worker. The register's own tables: write once, read for ever.
GRANT SELECT, INSERT, UPDATE ON
  "incident", "incident_alert", "incident_machine", "incident_device", "incident_member", "number_series",
  "evidence_item", "acquisition", "acquisition_step", "session", "sign_in_flow", "notification",
  "person_setting", "worker_heartbeat", "ledger_stream" TO holdfast_app;
GRANT SELECT, INSERT ON "incident_note", "custody_event", "ledger_pending" TO holdfast_app;
GRANT DELETE ON
  "incident_member", "session", "sign_in_flow", "notification", "worker_heartbeat" TO holdfast_app;
GRANT SELECT ON "ledger_entry", "ledger_node", "ledger_head", "ledger_checkpoint" TO holdfast_app;

-- The sequencer. It cannot write an event, and nobody else can write the tree.
GRANT SELECT ON "custody_event" TO holdfast_sequencer;
GRANT SELECT, DELETE ON "ledger_pending" TO holdfast_sequencer;
GRANT SELECT, INSERT ON "ledger_entry", "ledger_node", "ledger_checkpoint" TO holdfast_sequencer;
GRANT SELECT, INSERT, UPDATE ON "ledger_head" TO holdfast_sequencer;

RESET ROLE;
