CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"name" text NOT NULL,
	"secret_hash" text NOT NULL,
	"last4" text NOT NULL,
	"scopes" text[] NOT NULL,
	"sequence" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "archives" (
	"transaction_id" uuid PRIMARY KEY NOT NULL,
	"content" text NOT NULL,
	"content_hash" text NOT NULL,
	"archived_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_logs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"chain" text NOT NULL,
	"sequence" bigint NOT NULL,
	"merchant_id" text,
	"transaction_id" uuid,
	"event_type" text NOT NULL,
	"event_data" jsonb NOT NULL,
	"user_id" text,
	"ip_address" text,
	"user_agent" text,
	"timestamp" timestamp with time zone NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_logs_chain" CHECK (case when "audit_logs"."transaction_id" is not null then "audit_logs"."chain" = "audit_logs"."transaction_id"::text else "audit_logs"."chain" like 'merchant:%' and ("audit_logs"."merchant_id" is null or "audit_logs"."chain" = 'merchant:' || "audit_logs"."merchant_id") end)
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"transaction_id" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"type" text NOT NULL,
	"timestamp" timestamp with time zone NOT NULL,
	"data" jsonb NOT NULL,
	"xact_id" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "events_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1)
);
--> statement-breakpoint
CREATE TABLE "merchants" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"region" text NOT NULL,
	"sequence" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "merchants_id_length" CHECK (char_length("merchants"."id") between 1 and 64)
);
--> statement-breakpoint
CREATE TABLE "provider_configs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"merchant_id" text,
	"provider_name" text NOT NULL,
	"version" integer NOT NULL,
	"is_active" boolean NOT NULL,
	"api_key" text,
	"api_secret" text,
	"webhook_secret" text,
	"config" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" uuid PRIMARY KEY NOT NULL,
	"transaction_id" uuid NOT NULL,
	"merchant_id" text NOT NULL,
	"idempotency_key" text,
	"provider_refund_id" text,
	"origin" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"failure" jsonb,
	"sequence" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"completed_at" timestamp with time zone,
	CONSTRAINT "refunds_status" CHECK ("refunds"."status" in ('pending', 'completed', 'failed')),
	CONSTRAINT "refunds_origin" CHECK ("refunds"."origin" in ('api', 'provider')),
	CONSTRAINT "refunds_amount" CHECK ("refunds"."amount_minor" between 0 and 999999999999999)
);
--> statement-breakpoint
CREATE TABLE "transactions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"operation" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"reference" text,
	"provider" text NOT NULL,
	"account_id" text NOT NULL,
	"provider_transaction_id" text,
	"amount_minor" bigint NOT NULL,
	"amount_refunded_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"status" text NOT NULL,
	"failure" jsonb,
	"review" jsonb,
	"customer_id" text,
	"customer" jsonb NOT NULL,
	"payment_method" text,
	"description" text,
	"metadata" jsonb NOT NULL,
	"provider_response" jsonb,
	"provider_latency_ms" double precision,
	"sequence" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"completed_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	CONSTRAINT "transactions_status" CHECK ("transactions"."status" in ('pending', 'processing', 'authorized', 'completed', 'failed', 'cancelled', 'partially_refunded', 'refunded')),
	CONSTRAINT "transactions_amount" CHECK ("transactions"."amount_minor" between 0 and 999999999999999),
	CONSTRAINT "transactions_amount_refunded" CHECK ("transactions"."amount_refunded_minor" between 0 and 999999999999999)
);
--> statement-breakpoint
CREATE TABLE "webhook_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"transaction_id" uuid,
	"merchant_id" text,
	"provider" text NOT NULL,
	"account_id" text NOT NULL,
	"provider_event_id" text NOT NULL,
	"event_type" text NOT NULL,
	"payload" jsonb,
	"signature" text,
	"verified" boolean NOT NULL,
	"processed" boolean NOT NULL,
	"status" text NOT NULL,
	"retry_count" integer NOT NULL,
	"error_message" text,
	"sequence" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"processed_at" timestamp with time zone,
	CONSTRAINT "webhook_events_status" CHECK ("webhook_events"."status" in ('received', 'applied', 'ignored', 'held', 'retrying', 'dead'))
);
--> statement-breakpoint
CREATE INDEX "api_keys_by_merchant" ON "api_keys" USING btree ("merchant_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_logs_chain_sequence" ON "audit_logs" USING btree ("chain","sequence");--> statement-breakpoint
CREATE INDEX "audit_logs_by_merchant" ON "audit_logs" USING btree ("merchant_id","timestamp","sequence","id");--> statement-breakpoint
CREATE INDEX "audit_logs_by_merchant_type" ON "audit_logs" USING btree ("merchant_id","event_type","timestamp","sequence","id");--> statement-breakpoint
CREATE INDEX "audit_logs_by_time" ON "audit_logs" USING btree ("timestamp","sequence","id");--> statement-breakpoint
CREATE INDEX "audit_logs_by_type" ON "audit_logs" USING btree ("event_type","timestamp","sequence","id");--> statement-breakpoint
CREATE UNIQUE INDEX "events_transaction_sequence" ON "events" USING btree ("transaction_id","sequence");--> statement-breakpoint
CREATE INDEX "events_feed_by_merchant" ON "events" USING btree ("merchant_id","xact_id","position");--> statement-breakpoint
CREATE INDEX "events_feed" ON "events" USING btree ("xact_id","position");--> statement-breakpoint
CREATE INDEX "merchants_by_time" ON "merchants" USING btree ("created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "provider_configs_version" ON "provider_configs" USING btree (coalesce("merchant_id", ''),"provider_name","version");--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_idempotency" ON "refunds" USING btree ("transaction_id","idempotency_key");--> statement-breakpoint
CREATE INDEX "refunds_by_transaction" ON "refunds" USING btree ("transaction_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "transactions_idempotency" ON "transactions" USING btree ("merchant_id","operation","idempotency_key");--> statement-breakpoint
CREATE INDEX "transactions_by_merchant" ON "transactions" USING btree ("merchant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "transactions_by_merchant_status" ON "transactions" USING btree ("merchant_id","status","created_at","id");--> statement-breakpoint
CREATE INDEX "transactions_by_merchant_provider" ON "transactions" USING btree ("merchant_id","provider","created_at","id");--> statement-breakpoint
CREATE INDEX "transactions_by_customer" ON "transactions" USING btree ("customer_id","merchant_id","created_at","id") WHERE "transactions"."customer_id" is not null;--> statement-breakpoint
CREATE INDEX "transactions_by_reference" ON "transactions" USING btree ("reference","merchant_id","created_at","id") WHERE "transactions"."reference" is not null;--> statement-breakpoint
CREATE INDEX "transactions_by_time" ON "transactions" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "transactions_by_status" ON "transactions" USING btree ("status","created_at","id");--> statement-breakpoint
CREATE INDEX "transactions_by_provider" ON "transactions" USING btree ("provider","created_at","id");--> statement-breakpoint
CREATE INDEX "webhook_events_by_time" ON "webhook_events" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "webhook_events_by_status" ON "webhook_events" USING btree ("status","created_at","id");--> statement-breakpoint
CREATE INDEX "webhook_events_by_provider" ON "webhook_events" USING btree ("provider","created_at","id");--> statement-breakpoint
CREATE INDEX "webhook_events_by_transaction" ON "webhook_events" USING btree ("transaction_id","created_at","id");--> statement-breakpoint
CREATE INDEX "webhook_events_by_merchant" ON "webhook_events" USING btree ("merchant_id","created_at","id");