import type { Connection } from '../database/client.js';

export interface StoredCheck {
  readonly id: string;
  readonly title: string;
  readonly level: number;
  readonly verdict: string;
  readonly isRequired: boolean;
  readonly observed: string;
  readonly threshold: string;
  readonly message: string;
  readonly doesNotProve: string;
  readonly checkerVersion: string;
}

export interface StoredReport {
  readonly edition: string;
  readonly level: number;
  readonly levelName: string;
  readonly conclusion: string;
  readonly notProved: readonly string[];
  readonly verifiedAt: Date;
  readonly checks: readonly StoredCheck[];
}

export class VerificationStore {
  readonly #sql: Connection;

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  async replace(submissionRowId: number, report: StoredReport): Promise<void> {
    await this.#sql`delete from check_result where report_id in
      (select id from report where submission_id = ${submissionRowId})`;
    await this.#sql`delete from report where submission_id = ${submissionRowId}`;
    const rows = await this.#sql<{ id: number }[]>`
      insert into report (submission_id, edition, level, level_name, conclusion, not_proved, verified_at)
      values (${submissionRowId}, ${report.edition}, ${report.level}, ${report.levelName}, ${report.conclusion},
        ${this.#sql.json(report.notProved)}, ${report.verifiedAt})
      returning id`;
    await this.#sql`insert into check_result ${this.#sql(
      report.checks.map((check, position) => ({
        report_id: rows[0]?.id ?? 0,
        position,
        check_id: check.id,
        title: check.title,
        level: check.level,
        verdict: check.verdict,
        is_required: check.isRequired,
        observed: check.observed,
        threshold: check.threshold,
        message: check.message,
        does_not_prove: check.doesNotProve,
        checker_version: check.checkerVersion,
      })),
    )}`;
  }

  async findOfSubmission(submissionRowId: number): Promise<StoredReport | null> {
    const rows = await this.#sql<(Omit<StoredReport, 'checks'> & { id: number })[]>`
      select id, edition, level, level_name as "levelName", conclusion, not_proved as "notProved",
        verified_at as "verifiedAt"
      from report where submission_id = ${submissionRowId}`;
    const [report] = rows;
    if (!report) return null;
    const checks = await this.#sql<StoredCheck[]>`
      select check_id as id, title, level, verdict, is_required as "isRequired", observed, threshold, message,
        does_not_prove as "doesNotProve", checker_version as "checkerVersion"
      from check_result where report_id = ${report.id} order by position`;
    return { ...report, checks };
  }
}
