-- The tables of prisma/schema.prisma, as Prisma's own schema engine writes them, owned by holdfast_owner.
SET LOCAL ROLE holdfast_owner;

-- CreateTable
CREATE TABLE "incident" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "external_id" TEXT,
    "title" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "source_status" TEXT,
    "classification" TEXT,
    "assigned_to" TEXT,
    "web_url" TEXT,
    "restricted" BOOLEAN NOT NULL DEFAULT false,
    "container" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(6) NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,
    "synced_at" TIMESTAMPTZ(6),
    "closed_at" TIMESTAMPTZ(6),

    CONSTRAINT "incident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_alert" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "external_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "category" TEXT,
    "description" TEXT,
    "first_activity_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "incident_alert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_machine" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "resource_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "facts" JSONB,
    "read_at" TIMESTAMPTZ(6),
    "read_error" TEXT,

    CONSTRAINT "incident_machine_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_device" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "device_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "os_platform" TEXT,
    "health" TEXT,

    CONSTRAINT "incident_device_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_note" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "author_object_id" TEXT NOT NULL,
    "author_name" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "incident_note_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_member" (
    "incident_id" UUID NOT NULL,
    "object_id" TEXT NOT NULL,

    CONSTRAINT "incident_member_pkey" PRIMARY KEY ("incident_id","object_id")
);

-- CreateTable
CREATE TABLE "number_series" (
    "name" TEXT NOT NULL,
    "next" INTEGER NOT NULL,

    CONSTRAINT "number_series_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "evidence_item" (
    "id" UUID NOT NULL,
    "exhibit_number" TEXT NOT NULL,
    "incident_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "source" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "container" TEXT NOT NULL,
    "blob" TEXT,
    "size_bytes" BIGINT,
    "digests" JSONB,
    "sha256" TEXT,
    "protection" JSONB,
    "retention_until" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sealed_at" TIMESTAMPTZ(6),
    "verified_at" TIMESTAMPTZ(6),

    CONSTRAINT "evidence_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "acquisition" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "evidence_id" UUID NOT NULL,
    "machine_resource_id" TEXT NOT NULL,
    "disk_resource_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "message" TEXT,
    "request_key" TEXT NOT NULL,
    "requester_object_id" TEXT NOT NULL,
    "requester" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "authority" JSONB NOT NULL,
    "plan" TEXT NOT NULL,
    "read_mode" TEXT NOT NULL,
    "source" JSONB NOT NULL,
    "snapshot_id" TEXT,
    "copy_attempt" INTEGER NOT NULL DEFAULT 0,
    "blob" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(6),

    CONSTRAINT "acquisition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "acquisition_step" (
    "acquisition_id" UUID NOT NULL,
    "step" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "worker" TEXT,
    "started_at" TIMESTAMPTZ(6),
    "finished_at" TIMESTAMPTZ(6),
    "heartbeat_at" TIMESTAMPTZ(6),
    "bytes_done" BIGINT,
    "bytes_total" BIGINT,
    "throttles" INTEGER NOT NULL DEFAULT 0,
    "message" TEXT,
    "outcome" JSONB,

    CONSTRAINT "acquisition_step_pkey" PRIMARY KEY ("acquisition_id","step")
);

-- CreateTable
CREATE TABLE "session" (
    "id_hash" BYTEA NOT NULL,
    "object_id" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "absolute_expires_at" TIMESTAMPTZ(6) NOT NULL,
    "revoked_at" TIMESTAMPTZ(6),
    "ip" TEXT,
    "user_agent" TEXT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id_hash")
);

-- CreateTable
CREATE TABLE "sign_in_flow" (
    "state_hash" BYTEA NOT NULL,
    "nonce" TEXT NOT NULL,
    "code_verifier" TEXT NOT NULL,
    "return_to" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "sign_in_flow_pkey" PRIMARY KEY ("state_hash")
);

-- CreateTable
CREATE TABLE "notification" (
    "id" UUID NOT NULL,
    "object_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "href" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "read_at" TIMESTAMPTZ(6),

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_setting" (
    "object_id" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "appearance" TEXT NOT NULL DEFAULT 'system',

    CONSTRAINT "person_setting_pkey" PRIMARY KEY ("object_id")
);

-- CreateTable
CREATE TABLE "worker_heartbeat" (
    "worker_id" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "worker_heartbeat_pkey" PRIMARY KEY ("worker_id")
);

-- CreateTable
CREATE TABLE "ledger_stream" (
    "id" TEXT NOT NULL,
    "next_n" BIGINT NOT NULL DEFAULT 0,
    "last_leaf" BYTEA,

    CONSTRAINT "ledger_stream_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "custody_event" (
    "id" UUID NOT NULL,
    "stream" TEXT NOT NULL,
    "n" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(6) NOT NULL,
    "actor_object_id" TEXT,
    "actor_label" TEXT NOT NULL,
    "incident_id" UUID,
    "evidence_id" UUID,
    "acquisition_id" UUID,
    "body" BYTEA NOT NULL,
    "salt" BYTEA NOT NULL,
    "leaf" BYTEA NOT NULL,

    CONSTRAINT "custody_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_pending" (
    "event_id" UUID NOT NULL,
    "stream" TEXT NOT NULL,
    "n" BIGINT NOT NULL,
    "entry" BYTEA NOT NULL,
    "leaf" BYTEA NOT NULL,
    "queued_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_pending_pkey" PRIMARY KEY ("event_id")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "idx" BIGINT NOT NULL,
    "event_id" UUID NOT NULL,
    "stream" TEXT NOT NULL,
    "n" BIGINT NOT NULL,
    "entry" BYTEA NOT NULL,
    "leaf" BYTEA NOT NULL,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("idx")
);

-- CreateTable
CREATE TABLE "ledger_node" (
    "level" INTEGER NOT NULL,
    "n" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "ledger_node_pkey" PRIMARY KEY ("level","n")
);

-- CreateTable
CREATE TABLE "ledger_head" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "origin" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "frontier" BYTEA NOT NULL,

    CONSTRAINT "ledger_head_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_checkpoint" (
    "size" BIGINT NOT NULL,
    "root" BYTEA NOT NULL,
    "note" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_checkpoint_pkey" PRIMARY KEY ("size")
);

-- CreateIndex
CREATE UNIQUE INDEX "incident_number_key" ON "incident"("number");

-- CreateIndex
CREATE UNIQUE INDEX "incident_external_id_key" ON "incident"("external_id");

-- CreateIndex
CREATE UNIQUE INDEX "incident_container_key" ON "incident"("container");

-- CreateIndex
CREATE INDEX "incident_updated_at_id_idx" ON "incident"("updated_at" DESC, "id");

-- CreateIndex
CREATE UNIQUE INDEX "incident_alert_incident_id_external_id_key" ON "incident_alert"("incident_id", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "incident_machine_incident_id_resource_id_key" ON "incident_machine"("incident_id", "resource_id");

-- CreateIndex
CREATE UNIQUE INDEX "incident_device_incident_id_device_id_key" ON "incident_device"("incident_id", "device_id");

-- CreateIndex
CREATE INDEX "incident_note_incident_id_created_at_idx" ON "incident_note"("incident_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "evidence_item_exhibit_number_key" ON "evidence_item"("exhibit_number");

-- CreateIndex
CREATE INDEX "evidence_item_created_at_id_idx" ON "evidence_item"("created_at" DESC, "id");

-- CreateIndex
CREATE INDEX "evidence_item_incident_id_idx" ON "evidence_item"("incident_id");

-- CreateIndex
CREATE UNIQUE INDEX "acquisition_evidence_id_key" ON "acquisition"("evidence_id");

-- CreateIndex
CREATE INDEX "acquisition_incident_id_idx" ON "acquisition"("incident_id");

-- CreateIndex
CREATE INDEX "acquisition_request_key_idx" ON "acquisition"("request_key");

-- CreateIndex
CREATE INDEX "acquisition_created_at_id_idx" ON "acquisition"("created_at" DESC, "id");

-- CreateIndex
CREATE INDEX "session_object_id_idx" ON "session"("object_id");

-- CreateIndex
CREATE UNIQUE INDEX "notification_object_id_key_key" ON "notification"("object_id", "key");

-- CreateIndex
CREATE INDEX "custody_event_incident_id_occurred_at_idx" ON "custody_event"("incident_id", "occurred_at" DESC);

-- CreateIndex
CREATE INDEX "custody_event_evidence_id_n_idx" ON "custody_event"("evidence_id", "n" DESC);

-- CreateIndex
CREATE INDEX "custody_event_actor_object_id_occurred_at_idx" ON "custody_event"("actor_object_id", "occurred_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "custody_event_stream_n_key" ON "custody_event"("stream", "n");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_pending_stream_n_key" ON "ledger_pending"("stream", "n");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_entry_event_id_key" ON "ledger_entry"("event_id");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_entry_stream_n_key" ON "ledger_entry"("stream", "n");

-- AddForeignKey
ALTER TABLE "incident_alert" ADD CONSTRAINT "incident_alert_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_machine" ADD CONSTRAINT "incident_machine_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_device" ADD CONSTRAINT "incident_device_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_note" ADD CONSTRAINT "incident_note_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_member" ADD CONSTRAINT "incident_member_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evidence_item" ADD CONSTRAINT "evidence_item_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "acquisition" ADD CONSTRAINT "acquisition_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "acquisition" ADD CONSTRAINT "acquisition_evidence_id_fkey" FOREIGN KEY ("evidence_id") REFERENCES "evidence_item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "acquisition_step" ADD CONSTRAINT "acquisition_step_acquisition_id_fkey" FOREIGN KEY ("acquisition_id") REFERENCES "acquisition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

RESET ROLE;
