ALTER TABLE "transactions" ADD COLUMN "provider_receipt" text;--> statement-breakpoint
ALTER TABLE "transactions" ADD COLUMN "captured_minor" bigint;--> statement-breakpoint
CREATE INDEX "transactions_by_handle" ON "transactions" USING btree ("account_id","provider_transaction_id") WHERE "transactions"."provider_transaction_id" is not null;--> statement-breakpoint
CREATE INDEX "transactions_by_receipt" ON "transactions" USING btree ("account_id","provider_receipt") WHERE "transactions"."provider_receipt" is not null;--> statement-breakpoint
ALTER TABLE "transactions" ADD CONSTRAINT "transactions_captured" CHECK ("transactions"."captured_minor" between 0 and 999999999999999);