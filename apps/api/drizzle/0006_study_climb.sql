ALTER TABLE "study_trial" ADD COLUMN "candidate" integer;--> statement-breakpoint
-- Until now a study began with all its candidates, in the plan's order.
UPDATE "study_trial" SET "candidate" = "study_trial"."position" FROM "study"
  WHERE "study"."id" = "study_trial"."study_id" AND "study_trial"."position" < "study"."candidate_count";
