CREATE TABLE "study" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "study_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"submission_id" bigint NOT NULL,
	"task_id" bigint NOT NULL,
	"method" text,
	"plan" jsonb,
	"candidate_count" integer NOT NULL,
	"winner" integer,
	"runner_up" integer,
	"because" text,
	"search_updates" bigint NOT NULL,
	"search_restarted_updates" bigint NOT NULL,
	"range_test_updates" bigint NOT NULL,
	"full_grid_updates" bigint NOT NULL,
	"confirmation_updates" bigint NOT NULL,
	"gain_seeds" integer,
	"gain_mean" double precision,
	"gain_lower" double precision,
	"gain_upper" double precision,
	"target_metric" double precision,
	"target_winner" integer,
	"target_runner_up" integer,
	"problem" text,
	CONSTRAINT "study_submission_id_unique" UNIQUE("submission_id")
);
--> statement-breakpoint
CREATE TABLE "study_trial" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "study_trial_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"study_id" bigint NOT NULL,
	"position" integer NOT NULL,
	"arm_id" bigint,
	"template" integer,
	"origin" text NOT NULL,
	"fork_trial" integer,
	"fork_at" integer,
	"until" integer NOT NULL,
	"pruned_because" text,
	"is_confirmed" boolean NOT NULL,
	CONSTRAINT "study_trial_of" UNIQUE("study_id","position")
);
--> statement-breakpoint
ALTER TABLE "board_row" ADD COLUMN "search_updates" bigint;--> statement-breakpoint
ALTER TABLE "study" ADD CONSTRAINT "study_submission_id_submission_id_fk" FOREIGN KEY ("submission_id") REFERENCES "public"."submission"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "study" ADD CONSTRAINT "study_task_id_task_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."task"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "study_trial" ADD CONSTRAINT "study_trial_study_id_study_id_fk" FOREIGN KEY ("study_id") REFERENCES "public"."study"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "study_trial" ADD CONSTRAINT "study_trial_arm_id_arm_id_fk" FOREIGN KEY ("arm_id") REFERENCES "public"."arm"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "study_task" ON "study" USING btree ("task_id","id");--> statement-breakpoint
CREATE INDEX "study_trial_arm" ON "study_trial" USING btree ("arm_id","study_id");