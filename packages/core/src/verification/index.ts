export { type Check } from './check.js';
export { checks } from './checks/registry.js';
export type { Edition } from './edition.js';
export { edition2026_1 } from './editions/2026-1.js';
export type { ArtefactRecord, Evidence, KeyRecord, TaskRecord, TicketRecord } from './evidence.js';
export { lossSuffixDigest } from './loss-suffix.js';
export * from './verdict.js';
export { NEVER_PROVED, type VerificationReport, verifySubmission } from './verifier.js';
