import { formatLearningRate, type Policy, printPolicy, type RunContext } from '@ratebook/core/policy';
import {
  type ExportedForm,
  type ExportedPolicy,
  exporters,
  exportPolicy,
  type Fidelity,
} from '@ratebook/core/policy/exporters';
import { CommandFailure, UsageError } from '../failure.js';
import { writeFileWhole } from '../files/write-file-whole.js';
import type { CommandContext } from './context.js';
import { percentText } from './policy-diff.js';
import { refusedFor } from './policy-run.js';

/** What a person asks of an export, beside policy and run. */
export interface ExportOptions {
  readonly trainer: string;
  readonly version: string | null;
  /** The name of a form, or the beginning of it. */
  readonly form: string | null;
  /** A file for the code; standard output where it is null. */
  readonly file: string | null;
  /** Take what comes nearest where the tool cannot say the policy. */
  readonly isNearestTaken: boolean;
}

const TRAINER_WIDTH = 14;

/** `ratebook policy export --to list`: the tools, their versions and what they were checked against. */
export function trainersCommand({ output }: CommandContext): void {
  for (const { trainer, title, versions } of exporters) {
    const known = versions.length === 0 ? '' : `  versions ${versions.join(', ')}`;
    output.line(`${trainer.padEnd(TRAINER_WIDTH)}  ${title}${known}`);
  }
  output.result({
    trainers: exporters.map(({ trainer, title, versions, checkedAgainst, source }) => {
      return { trainer, title, versions, checkedAgainst, source };
    }),
  });
}

/**
 * `ratebook policy export POLICY --to TRAINER`: the code of the most faithful form on standard output, and how faithful it
 * is on standard error, so that the code can be sent to a file.
 */
export async function policyExportCommand(
  { output }: CommandContext,
  policy: Policy,
  run: RunContext,
  options: ExportOptions,
): Promise<void> {
  const exported = exportPolicy(policy, { trainer: options.trainer, version: options.version, run });
  if (!exported.ok) {
    const isUsage = exported.refusals.every(({ path }) => path === 'trainer' || path === 'trainerVersion');
    if (isUsage) throw new UsageError(exported.refusals.map(({ message }) => optionsOf(message)).join('\n'));
    throw refusedFor(exported.refusals);
  }
  const form = chosenForm(exported.value, options.form);
  const { title } = exported.value;
  const isRefused = form.fidelity.kind === 'not-expressible' && !options.isNearestTaken;
  const answer = answerOf(policy, exported.value, form);
  if (isRefused) {
    const failure = new CommandFailure(
      `${fidelityText(form.fidelity, title)}\n--nearest takes it all the same: ${form.form}.`,
      1,
      ['export.not-expressible'],
    );
    failure.answer = answer;
    throw failure;
  }
  if (options.file !== null) await writeFileWhole(options.file, form.code);
  if (!output.isJson) {
    if (options.file === null) output.text(form.code);
    output.warn(`${title}: ${form.form}`);
    output.warn(fidelityText(form.fidelity, title));
    for (const note of form.notes) output.warn(`- ${note}`);
    if (exported.value.checkedAgainst === 'transcribed')
      output.warn(`- Its rules were read in the source (${exported.value.source}), not run.`);
    if (options.file !== null) output.warn(`Written to ${options.file}.`);
  }
  output.result({ ...answer, file: options.file });
}

function answerOf(policy: Policy, exported: ExportedPolicy, form: ExportedForm): Readonly<Record<string, unknown>> {
  const { trainer, version, checkedAgainst, source, run, forms } = exported;
  const told = ({ form: name, language, code, settings, notes, fidelity }: ExportedForm) => {
    return { form: name, language, fidelity, notes, settings, code };
  };
  return {
    notation: printPolicy(policy),
    trainer,
    version,
    run,
    checkedAgainst,
    source,
    ...told(form),
    forms: forms.map(({ form: name, fidelity }) => ({ form: name, fidelity })),
  };
}

/** The first form, which is the most faithful one, or the one that is named. */
function chosenForm({ forms, title }: ExportedPolicy, name: string | null): ExportedForm {
  const [best] = forms;
  if (best === undefined) {
    const message = `${title} has nothing that comes near this policy.`;
    throw new CommandFailure(message, 1, ['export.not-expressible']);
  }
  if (name === null) return best;
  const wanted = name.toLowerCase();
  const named =
    forms.find(({ form }) => form.toLowerCase() === wanted) ??
    forms.find(({ form }) => form.toLowerCase().startsWith(wanted));
  if (named !== undefined) return named;
  throw new UsageError(
    `There is no form "${name}" here; ${title} has ${forms.map(({ form }) => `"${form}"`).join(', ')}.`,
  );
}

/** How well an export says the policy; everything but exact is said loudly. */
function fidelityText(fidelity: Fidelity, title: string): string {
  if (fidelity.kind === 'exact')
    return `exact: the policy's learning rate at every update, to ${formatLearningRate(fidelity.toleranceOfPeak)} of the peak`;
  const { ofPeak, update, policyLearningRate, toolLearningRate, group } = fidelity.difference;
  const [ours, theirs] = [policyLearningRate, toolLearningRate].map((value) =>
    formatLearningRate(Number(value.toPrecision(4))),
  );
  const where = `update ${String(update)}${group === null ? '' : ` of group ${group}`}`;
  const apart = `by up to ${percentText(ofPeak)} of the peak, at ${where}: ${theirs ?? ''} instead of ${ours ?? ''}`;
  return fidelity.kind === 'approximate'
    ? `APPROXIMATE: it differs ${apart}`
    : `NOT EXPRESSIBLE in ${title}: the nearest differs ${apart}`;
}

/** A message about fields as one about options. */
function optionsOf(message: string): string {
  return message.replace(/^trainerVersion:/, '--trainer-version:').replace(/^trainer:/, '--to:');
}
