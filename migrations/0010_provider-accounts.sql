DROP INDEX "transactions_by_handle";--> statement-breakpoint
DROP INDEX "transactions_by_receipt";--> statement-breakpoint
ALTER TABLE "provider_configs" ADD COLUMN "account_id" text NOT NULL;--> statement-breakpoint
ALTER TABLE "provider_configs" ADD COLUMN "sequence" bigint NOT NULL;--> statement-breakpoint
CREATE INDEX "transactions_by_handle" ON "transactions" USING btree ((regexp_replace("account_id", '\.[1-9][0-9]{0,8}$', '')),"provider_transaction_id") WHERE "transactions"."provider_transaction_id" is not null;--> statement-breakpoint
CREATE INDEX "transactions_by_receipt" ON "transactions" USING btree ((regexp_replace("account_id", '\.[1-9][0-9]{0,8}$', '')),"provider_receipt") WHERE "transactions"."provider_receipt" is not null;