CREATE TABLE "deposits" (
	"id" uuid PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"account_id" text NOT NULL,
	"scope" text NOT NULL,
	"receipt" text NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"account_reference" text,
	"payer_name" text,
	"payer_phone" text,
	"transaction_id" uuid,
	"sequence" bigint NOT NULL,
	"paid_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "deposits_status" CHECK ("deposits"."status" in ('told', 'confirmed', 'applied', 'suspense', 'refuted')),
	CONSTRAINT "deposits_amount" CHECK ("deposits"."amount_minor" between 0 and 999999999999999)
);
--> statement-breakpoint
CREATE INDEX "deposits_by_time" ON "deposits" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "deposits_by_status" ON "deposits" USING btree ("status","created_at","id");--> statement-breakpoint
CREATE INDEX "deposits_by_provider" ON "deposits" USING btree ("provider","created_at","id");