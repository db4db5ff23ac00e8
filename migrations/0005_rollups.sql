CREATE TABLE "rollup_periods" (
	"merchant_id" text NOT NULL,
	"period" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"provider" text NOT NULL,
	"currency" text NOT NULL,
	"slot" smallint NOT NULL,
	"initiated" bigint NOT NULL,
	"completed" bigint NOT NULL,
	"failed" bigint NOT NULL,
	"cancelled" bigint NOT NULL,
	"volume" numeric NOT NULL,
	"answers" bigint[] NOT NULL,
	"answers_ms" numeric NOT NULL,
	"completions" bigint[] NOT NULL,
	"completions_ms" numeric NOT NULL,
	CONSTRAINT "rollup_periods_key" PRIMARY KEY("merchant_id","period","starts_at","kind","provider","currency","slot")
);
--> statement-breakpoint
CREATE TABLE "rollup_totals" (
	"merchant_id" text NOT NULL,
	"kind" text NOT NULL,
	"provider" text NOT NULL,
	"currency" text NOT NULL,
	"status" text NOT NULL,
	"slot" smallint NOT NULL,
	"entries" bigint NOT NULL,
	"under_review" bigint NOT NULL,
	"volume" numeric NOT NULL,
	CONSTRAINT "rollup_totals_key" PRIMARY KEY("merchant_id","kind","provider","currency","status","slot")
);
--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "provider" text;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "account_id" text;--> statement-breakpoint
ALTER TABLE "transactions" ADD COLUMN "ended_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "refunds_by_completion" ON "refunds" USING btree ("provider","completed_at","merchant_id","id") WHERE "refunds"."completed_at" is not null;--> statement-breakpoint
CREATE INDEX "transactions_by_completion" ON "transactions" USING btree ("provider","completed_at","merchant_id","id") WHERE "transactions"."completed_at" is not null;