import { type Check, onSubmission } from '../check.js';
import { failed, inconclusive, notApplicable, passed } from '../verdict.js';

export const seedsAreAllThere: Check = {
  id: 'S03',
  title: 'Every seed of the ticket',
  level: 1,
  version: '1',
  doesNotProve: 'That the account did not open further tickets and let them lapse: those are public on its page.',
  requiredFor: ['ticketed'],
  check: onSubmission((submission, { evidence }) => {
    if (submission.ticket === null) return notApplicable('trained without a ticket');
    if (evidence.ticket === null) return inconclusive('the ticket');
    const { seeds, controlSeed } = evidence.ticket.ticket;
    const threshold = 'each arm once with each seed and data order of the ticket, abandoned ones declared';
    const issued = new Set(seeds.map(({ seed, dataSeed }) => `${String(seed)}/${String(dataSeed)}`));
    const seen = new Set<string>();
    for (const [index, run] of submission.runs.entries()) {
      const pair = `${String(run.seed)}/${String(run.dataSeed)}`;
      const isIssued = run.role === 'control' ? run.seed === controlSeed : issued.has(pair);
      if (!isIssued) {
        return failed(
          `run ${String(index)}: seed ${String(run.seed)}`,
          threshold,
          `Run ${String(index)} has seed ${String(run.seed)} and data seed ${String(run.dataSeed)}, which the ticket did not issue.`,
        );
      }
      const key = `${run.role} ${String(run.arm)} ${pair}`;
      if (seen.has(key))
        return failed(
          `run ${String(index)}: seed ${String(run.seed)} again`,
          threshold,
          `Arm ${String(run.arm)} has seed ${String(run.seed)} twice.`,
        );
      seen.add(key);
    }
    const role = submission.kind === 'evaluation' ? 'arm' : 'trial';
    for (const arm of submission.arms.keys()) {
      const missing = [...issued].find((pair) => !seen.has(`${role} ${String(arm)} ${pair}`));
      if (missing !== undefined) {
        const seed = missing.split('/')[0] ?? '';
        return failed(
          `seed ${seed} is missing`,
          threshold,
          `Arm ${String(arm)} has no run with seed ${seed} of the ticket, not even an abandoned one.`,
        );
      }
    }
    return passed(`${String(submission.arms.length)} arms × ${String(seeds.length)} seeds`, threshold);
  }),
};
