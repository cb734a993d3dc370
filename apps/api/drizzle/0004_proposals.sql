ALTER TYPE "public"."task_state" ADD VALUE 'declined';--> statement-breakpoint
ALTER TYPE "public"."task_state" ADD VALUE 'withdrawn';--> statement-breakpoint
CREATE TABLE "task_event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "task_event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"task_id" bigint NOT NULL,
	"state" "task_state" NOT NULL,
	"account_id" bigint,
	"at" timestamp (3) with time zone NOT NULL,
	"reason" text
);
--> statement-breakpoint
ALTER TABLE "task_event" ADD CONSTRAINT "task_event_task_id_task_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."task"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "task_event" ADD CONSTRAINT "task_event_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "task_event_task" ON "task_event" USING btree ("task_id");--> statement-breakpoint
CREATE INDEX "task_event_account" ON "task_event" USING btree ("account_id");--> statement-breakpoint
INSERT INTO "task_event" ("task_id", "state", "at") SELECT "id", 'open', "opened_at" FROM "task" WHERE "opened_at" IS NOT NULL ORDER BY "id";
