CREATE TABLE "payouts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"reference" text,
	"provider" text NOT NULL,
	"account_id" text NOT NULL,
	"provider_transaction_id" text,
	"provider_receipt" text,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"status" text NOT NULL,
	"failure" jsonb,
	"review" jsonb,
	"recipient" jsonb NOT NULL,
	"reason" text,
	"metadata" jsonb NOT NULL,
	"sequence" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"completed_at" timestamp with time zone,
	CONSTRAINT "payouts_status" CHECK ("payouts"."status" in ('pending', 'processing', 'completed', 'failed')),
	CONSTRAINT "payouts_amount" CHECK ("payouts"."amount_minor" between 0 and 999999999999999)
);
--> statement-breakpoint
CREATE UNIQUE INDEX "payouts_idempotency" ON "payouts" USING btree ("merchant_id","idempotency_key");--> statement-breakpoint
CREATE INDEX "payouts_by_merchant" ON "payouts" USING btree ("merchant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "payouts_by_merchant_status" ON "payouts" USING btree ("merchant_id","status","created_at","id");--> statement-breakpoint
CREATE INDEX "payouts_by_merchant_provider" ON "payouts" USING btree ("merchant_id","provider","created_at","id");--> statement-breakpoint
CREATE INDEX "payouts_by_reference" ON "payouts" USING btree ("reference","merchant_id","created_at","id") WHERE "payouts"."reference" is not null;--> statement-breakpoint
CREATE INDEX "payouts_by_time" ON "payouts" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "payouts_by_status" ON "payouts" USING btree ("status","created_at","id");--> statement-breakpoint
CREATE INDEX "payouts_by_provider" ON "payouts" USING btree ("provider","created_at","id");