CREATE TYPE "public"."task_state" AS ENUM('proposed', 'open', 'retired');--> statement-breakpoint
CREATE TYPE "public"."ticket_kind" AS ENUM('evaluation', 'range-test', 'study');--> statement-breakpoint
CREATE TYPE "public"."submission_state" AS ENUM('queued', 'verifying', 'accepted', 'rejected', 'withdrawn');--> statement-breakpoint
CREATE TYPE "public"."run_role" AS ENUM('arm', 'control', 'trial');--> statement-breakpoint
CREATE TYPE "public"."run_status" AS ENUM('completed', 'diverged', 'abandoned', 'pruned');--> statement-breakpoint
CREATE TABLE "account" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "account_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"handle" text NOT NULL,
	"is_steward" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "account_handle_unique" UNIQUE("handle"),
	CONSTRAINT "account_handle_form" CHECK ("account"."handle" ~ '^[a-z0-9-]{2,32}$')
);
--> statement-breakpoint
CREATE TABLE "challenge" (
	"nonce" text PRIMARY KEY NOT NULL,
	"handle" text NOT NULL,
	"public_key" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "session" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"account_id" bigint NOT NULL,
	"key_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "runner_key" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "runner_key_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key_id" text NOT NULL,
	"public_key" text NOT NULL,
	"account_id" bigint NOT NULL,
	"added_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "runner_key_key_id_unique" UNIQUE("key_id")
);
--> statement-breakpoint
CREATE TABLE "model" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "model_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"family" text,
	"parameter_count" double precision,
	CONSTRAINT "model_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "model_alias" (
	"alias_lower" text PRIMARY KEY NOT NULL,
	"alias" text NOT NULL,
	"model_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "task" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "task_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"task_version" integer NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"kind" text NOT NULL,
	"model_id" bigint NOT NULL,
	"state" "task_state" NOT NULL,
	"opened_at" timestamp (3) with time zone,
	"document" jsonb NOT NULL,
	CONSTRAINT "task_name_unique" UNIQUE("name"),
	CONSTRAINT "task_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "policy" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "policy_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"hash" text NOT NULL,
	"shape_hash" text NOT NULL,
	"law" text NOT NULL,
	"notation" text NOT NULL,
	"largest_learning_rate" double precision,
	"document" jsonb NOT NULL,
	CONSTRAINT "policy_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "arm" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "arm_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"hash" text NOT NULL,
	"task_id" bigint NOT NULL,
	"policy_id" bigint NOT NULL,
	"recipe_id" bigint NOT NULL,
	"budget_unit" text NOT NULL,
	"budget_amount" double precision NOT NULL,
	"budget_updates" integer NOT NULL,
	"budget_share" double precision NOT NULL,
	"peak_learning_rate" double precision NOT NULL,
	CONSTRAINT "arm_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "recipe" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "recipe_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"hash" text NOT NULL,
	"document" jsonb NOT NULL,
	CONSTRAINT "recipe_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "ticket" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ticket_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"public_id" text NOT NULL,
	"account_id" bigint NOT NULL,
	"task_id" bigint NOT NULL,
	"kind" "ticket_kind" NOT NULL,
	"arm_hashes" text[],
	"control_seed" bigint NOT NULL,
	"nonce" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "ticket_public_id_unique" UNIQUE("public_id")
);
--> statement-breakpoint
CREATE TABLE "ticket_seed" (
	"ticket_id" bigint NOT NULL,
	"position" integer NOT NULL,
	"seed" bigint NOT NULL,
	"data_seed" bigint NOT NULL,
	CONSTRAINT "ticket_seed_ticket_id_position_pk" PRIMARY KEY("ticket_id","position")
);
--> statement-breakpoint
CREATE TABLE "submission" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "submission_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"hash" text NOT NULL,
	"text" text NOT NULL,
	"signature" text NOT NULL,
	"runner_key_id" bigint NOT NULL,
	"account_id" bigint NOT NULL,
	"task_id" bigint NOT NULL,
	"ticket_id" bigint,
	"kind" "ticket_kind" NOT NULL,
	"state" "submission_state" NOT NULL,
	"level" integer,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "submission_hash_unique" UNIQUE("hash"),
	CONSTRAINT "submission_ticket_id_unique" UNIQUE("ticket_id")
);
--> statement-breakpoint
CREATE TABLE "artefact" (
	"hash" text PRIMARY KEY NOT NULL,
	"packed_bytes" bigint NOT NULL,
	"unpacked_bytes" bigint NOT NULL,
	"stored_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "evaluation" (
	"run_id" bigint NOT NULL,
	"position" integer NOT NULL,
	"t" integer NOT NULL,
	"split" text NOT NULL,
	"metrics" jsonb NOT NULL,
	CONSTRAINT "evaluation_run_id_position_pk" PRIMARY KEY("run_id","position")
);
--> statement-breakpoint
CREATE TABLE "run" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "run_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"public_id" text NOT NULL,
	"submission_id" bigint NOT NULL,
	"run_index" integer NOT NULL,
	"arm_id" bigint NOT NULL,
	"task_id" bigint NOT NULL,
	"account_id" bigint NOT NULL,
	"role" "run_role" NOT NULL,
	"status" "run_status" NOT NULL,
	"reason" text,
	"seed" bigint NOT NULL,
	"data_seed" bigint NOT NULL,
	"learning_rate_semantics" text NOT NULL,
	"final_test" double precision,
	"final_validation" double precision,
	"best_validation" double precision,
	"minimum_loss" double precision,
	"updates" integer NOT NULL,
	"examples" bigint NOT NULL,
	"tokens" bigint,
	"flops" double precision,
	"wall_seconds" double precision,
	"device_seconds" double precision,
	"trace_hash" text NOT NULL,
	"loss_suffix" text,
	"is_imported" boolean NOT NULL,
	"level" integer NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "run_public_id_unique" UNIQUE("public_id")
);
--> statement-breakpoint
CREATE TABLE "range_point" (
	"range_test_id" bigint NOT NULL,
	"position" integer NOT NULL,
	"learning_rate" double precision NOT NULL,
	"seed" bigint NOT NULL,
	"loss" double precision,
	"start_loss" double precision NOT NULL,
	CONSTRAINT "range_point_range_test_id_position_pk" PRIMARY KEY("range_test_id","position")
);
--> statement-breakpoint
CREATE TABLE "range_test" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "range_test_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"submission_id" bigint NOT NULL,
	"task_id" bigint NOT NULL,
	"policy_id" bigint NOT NULL,
	"method" text NOT NULL,
	"prefix_updates" integer NOT NULL,
	"best" double precision,
	"usable_low" double precision,
	"usable_high" double precision,
	"edge" double precision,
	CONSTRAINT "range_test_submission_id_unique" UNIQUE("submission_id")
);
--> statement-breakpoint
CREATE TABLE "check_result" (
	"report_id" bigint NOT NULL,
	"position" integer NOT NULL,
	"check_id" text NOT NULL,
	"title" text NOT NULL,
	"level" integer NOT NULL,
	"verdict" text NOT NULL,
	"is_required" boolean NOT NULL,
	"observed" text NOT NULL,
	"threshold" text NOT NULL,
	"message" text NOT NULL,
	"does_not_prove" text NOT NULL,
	"checker_version" text NOT NULL,
	CONSTRAINT "check_result_report_id_position_pk" PRIMARY KEY("report_id","position")
);
--> statement-breakpoint
CREATE TABLE "report" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "report_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"submission_id" bigint NOT NULL,
	"edition" text NOT NULL,
	"level" integer NOT NULL,
	"level_name" text NOT NULL,
	"conclusion" text NOT NULL,
	"not_proved" jsonb NOT NULL,
	"verified_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "report_submission_id_unique" UNIQUE("submission_id")
);
--> statement-breakpoint
CREATE TABLE "board" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "board_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"task_id" bigint NOT NULL,
	"objective" text NOT NULL,
	"budget_share" double precision NOT NULL,
	"view" text NOT NULL,
	"ranking_version" text NOT NULL,
	"computed_at" timestamp (3) with time zone NOT NULL,
	"row_count" integer NOT NULL,
	"seed_deviation" double precision
);
--> statement-breakpoint
CREATE TABLE "board_row" (
	"board_id" bigint NOT NULL,
	"position" integer NOT NULL,
	"arm_id" bigint NOT NULL,
	"arm_hash" text NOT NULL,
	"policy_hash" text NOT NULL,
	"notation" text NOT NULL,
	"peak_learning_rate" double precision NOT NULL,
	"curve" double precision[] NOT NULL,
	"rank_from" integer,
	"rank_to" integer,
	"rank_of" integer NOT NULL,
	"n" integer NOT NULL,
	"accounts" integer NOT NULL,
	"mean" double precision,
	"lower" double precision,
	"upper" double precision,
	"score" double precision,
	"is_leader" boolean NOT NULL,
	"in_leader_group" boolean NOT NULL,
	"is_baseline" boolean NOT NULL,
	"is_imported" boolean NOT NULL,
	"level" integer NOT NULL,
	"diverged_runs" integer NOT NULL,
	"abandoned_runs" integer NOT NULL,
	"divergence_probability" double precision NOT NULL,
	"mean_updates" double precision,
	"mean_device_seconds" double precision,
	"unranked_reason" text,
	CONSTRAINT "board_row_board_id_position_pk" PRIMARY KEY("board_id","position")
);
--> statement-breakpoint
CREATE TABLE "citation" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "citation_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"kind" text NOT NULL,
	"evidence" text NOT NULL,
	"model_id" bigint,
	"model_name" text NOT NULL,
	"policy_id" bigint,
	"dataset" text,
	"task_kind" text,
	"adaptation" text,
	"rank" integer,
	"peak_learning_rate" double precision,
	"low" double precision,
	"high" double precision,
	"metric_name" text,
	"metric_value" double precision,
	"document" jsonb NOT NULL,
	CONSTRAINT "citation_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "landscape" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "landscape_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"model_id" bigint NOT NULL,
	"run_count" integer NOT NULL,
	"document" jsonb NOT NULL,
	CONSTRAINT "landscape_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "search_entry" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "search_entry_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"title" text NOT NULL,
	"subtitle" text NOT NULL,
	"href" text NOT NULL,
	"evidence" text,
	"notation" text,
	"peak_learning_rate" double precision,
	"words" text NOT NULL,
	"vector" "tsvector" GENERATED ALWAYS AS (to_tsvector('simple', "words")) STORED NOT NULL
);
--> statement-breakpoint
CREATE TABLE "job" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "job_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"queued_at" timestamp (3) with time zone NOT NULL,
	"run_after" timestamp (3) with time zone NOT NULL,
	"leased_until" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"requests" integer DEFAULT 1 NOT NULL,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "content_file" (
	"path" text PRIMARY KEY NOT NULL,
	"digest" text NOT NULL,
	"loaded_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runner_key" ADD CONSTRAINT "runner_key_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_alias" ADD CONSTRAINT "model_alias_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "task" ADD CONSTRAINT "task_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arm" ADD CONSTRAINT "arm_task_id_task_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."task"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arm" ADD CONSTRAINT "arm_policy_id_policy_id_fk" FOREIGN KEY ("policy_id") REFERENCES "public"."policy"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arm" ADD CONSTRAINT "arm_recipe_id_recipe_id_fk" FOREIGN KEY ("recipe_id") REFERENCES "public"."recipe"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_task_id_task_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."task"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_seed" ADD CONSTRAINT "ticket_seed_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submission" ADD CONSTRAINT "submission_runner_key_id_runner_key_id_fk" FOREIGN KEY ("runner_key_id") REFERENCES "public"."runner_key"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submission" ADD CONSTRAINT "submission_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submission" ADD CONSTRAINT "submission_task_id_task_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."task"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submission" ADD CONSTRAINT "submission_ticket_id_ticket_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."ticket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluation" ADD CONSTRAINT "evaluation_run_id_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run" ADD CONSTRAINT "run_submission_id_submission_id_fk" FOREIGN KEY ("submission_id") REFERENCES "public"."submission"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run" ADD CONSTRAINT "run_arm_id_arm_id_fk" FOREIGN KEY ("arm_id") REFERENCES "public"."arm"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run" ADD CONSTRAINT "run_task_id_task_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."task"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run" ADD CONSTRAINT "run_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "range_point" ADD CONSTRAINT "range_point_range_test_id_range_test_id_fk" FOREIGN KEY ("range_test_id") REFERENCES "public"."range_test"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "range_test" ADD CONSTRAINT "range_test_submission_id_submission_id_fk" FOREIGN KEY ("submission_id") REFERENCES "public"."submission"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "range_test" ADD CONSTRAINT "range_test_task_id_task_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."task"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "range_test" ADD CONSTRAINT "range_test_policy_id_policy_id_fk" FOREIGN KEY ("policy_id") REFERENCES "public"."policy"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_result" ADD CONSTRAINT "check_result_report_id_report_id_fk" FOREIGN KEY ("report_id") REFERENCES "public"."report"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report" ADD CONSTRAINT "report_submission_id_submission_id_fk" FOREIGN KEY ("submission_id") REFERENCES "public"."submission"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "board" ADD CONSTRAINT "board_task_id_task_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."task"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "board_row" ADD CONSTRAINT "board_row_board_id_board_id_fk" FOREIGN KEY ("board_id") REFERENCES "public"."board"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "board_row" ADD CONSTRAINT "board_row_arm_id_arm_id_fk" FOREIGN KEY ("arm_id") REFERENCES "public"."arm"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "citation" ADD CONSTRAINT "citation_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "citation" ADD CONSTRAINT "citation_policy_id_policy_id_fk" FOREIGN KEY ("policy_id") REFERENCES "public"."policy"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "landscape" ADD CONSTRAINT "landscape_model_id_model_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."model"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "challenge_expires_at" ON "challenge" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "session_expires_at" ON "session" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "runner_key_account" ON "runner_key" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "model_alias_model" ON "model_alias" USING btree ("model_id");--> statement-breakpoint
CREATE UNIQUE INDEX "task_slug_version" ON "task" USING btree ("slug","task_version");--> statement-breakpoint
CREATE INDEX "task_model" ON "task" USING btree ("model_id");--> statement-breakpoint
CREATE INDEX "policy_law" ON "policy" USING btree ("law","id");--> statement-breakpoint
CREATE INDEX "policy_shape" ON "policy" USING btree ("shape_hash");--> statement-breakpoint
CREATE INDEX "arm_task_share" ON "arm" USING btree ("task_id","budget_share");--> statement-breakpoint
CREATE INDEX "arm_policy" ON "arm" USING btree ("policy_id","id");--> statement-breakpoint
CREATE INDEX "ticket_account" ON "ticket" USING btree ("account_id","expires_at");--> statement-breakpoint
CREATE INDEX "submission_account" ON "submission" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "submission_task" ON "submission" USING btree ("task_id","id");--> statement-breakpoint
CREATE INDEX "run_task" ON "run" USING btree ("task_id","id");--> statement-breakpoint
CREATE INDEX "run_arm" ON "run" USING btree ("arm_id","id");--> statement-breakpoint
CREATE INDEX "run_account" ON "run" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "run_submission" ON "run" USING btree ("submission_id","run_index");--> statement-breakpoint
CREATE INDEX "run_loss_suffix" ON "run" USING btree ("loss_suffix");--> statement-breakpoint
CREATE INDEX "range_test_task" ON "range_test" USING btree ("task_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "board_of" ON "board" USING btree ("task_id","objective","budget_share","view");--> statement-breakpoint
CREATE INDEX "citation_model" ON "citation" USING btree ("model_id","id");--> statement-breakpoint
CREATE INDEX "citation_kind" ON "citation" USING btree ("kind","id");--> statement-breakpoint
CREATE INDEX "citation_policy" ON "citation" USING btree ("policy_id","id");--> statement-breakpoint
CREATE INDEX "landscape_model" ON "landscape" USING btree ("model_id");--> statement-breakpoint
CREATE UNIQUE INDEX "search_entry_thing" ON "search_entry" USING btree ("kind","key");--> statement-breakpoint
CREATE INDEX "search_entry_vector" ON "search_entry" USING gin ("vector");--> statement-breakpoint
CREATE INDEX "search_entry_words" ON "search_entry" USING gin ("words" gin_trgm_ops);--> statement-breakpoint
CREATE UNIQUE INDEX "job_thing" ON "job" USING btree ("kind","key");--> statement-breakpoint
CREATE INDEX "job_run_after" ON "job" USING btree ("run_after","id");