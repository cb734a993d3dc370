DROP INDEX "search_entry_vector";--> statement-breakpoint
DROP INDEX "search_entry_words";--> statement-breakpoint
ALTER TABLE "task" ADD COLUMN "arm_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "task" ADD COLUMN "run_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "search_entry_vector" ON "search_entry" USING gin ("vector") WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "search_entry_words" ON "search_entry" USING gin ("words" gin_trgm_ops) WITH (fastupdate=false);--> statement-breakpoint
UPDATE task SET arm_count = counted.arms, run_count = counted.runs
FROM (
  SELECT run.task_id, count(DISTINCT run.arm_id) FILTER (WHERE run.role = 'arm') AS arms, count(*) AS runs
  FROM run JOIN submission s ON s.id = run.submission_id
  WHERE s.state = 'accepted' GROUP BY run.task_id
) counted WHERE task.id = counted.task_id;
