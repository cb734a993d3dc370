import { TARGET_AGE_SECONDS } from '../jobs/queue.js';
import type { SubmissionRecord } from './submission.store.js';
import type { SubmissionType } from './submission.type.js';

/** A stored submission as GraphQL shows it. */
export function toSubmission(record: SubmissionRecord, now: Date): SubmissionType {
  const ageSeconds = Math.max(0, (now.getTime() - record.receivedAt.getTime()) / 1000);
  const isWaiting = record.state === 'queued' || record.state === 'verifying';
  return {
    rowId: record.rowId,
    accountId: record.accountId,
    taskId: record.taskId,
    ticketId: record.ticketId,
    id: record.id,
    state: record.state,
    kind: record.kind,
    receivedAt: record.receivedAt,
    ageSeconds,
    isOverdue: isWaiting && ageSeconds > TARGET_AGE_SECONDS,
    standing: record.ticketId === null ? 'imported' : 'ticketed',
    level: record.level,
    levelName: record.levelName,
    keyId: record.keyId,
    signature: record.signature,
  };
}
