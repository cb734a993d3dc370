import type { TransformersVersion } from '../../schedules/transformers-factor.js';
import type { ExportCandidate, ExportInput } from '../exporter.js';
import { chosenSchedule, scheduleNotes, trainerSettings } from './chosen-schedule.js';
import { groupNotes, intentWithGroups, NO_GROUPS } from '../groups.js';
import { plateauCandidates } from './plateau-candidate.js';
import { pythonText, type Settings } from './setting-text.js';

/** The class that takes the arguments, and where it comes from. */
export interface ArgumentsClass {
  readonly module: string;
  readonly name: string;
}

/** Its own scheduler block makes the Trainer's type a dead letter. */
const DEEPSPEED_NOTE = 'With DeepSpeed, leave the scheduler block out of its configuration: it would win over this.';

/** The policy as keyword arguments of the Trainer; none for a closed loop that is no plateau. */
export function trainingArguments(
  input: ExportInput,
  version: TransformersVersion,
  argumentsClass: ArgumentsClass,
): readonly ExportCandidate[] {
  const place = {
    name: argumentsClass.name,
    typeKey: 'lr_scheduler_type',
    language: 'python',
    code: (settings: Settings) => argumentsCode(argumentsClass, settings),
  } as const;
  if (input.compiled.metrics.length > 0) return plateauCandidates(input, place);
  const chosen = chosenSchedule(input, version);
  const { schedule, learningRateAt } = chosen;
  const settings = trainerSettings(schedule);
  const takesArguments = settings['lr_scheduler_kwargs'] !== undefined;
  return [
    {
      form: `lr_scheduler_type: ${schedule.type}`,
      intent: intentWithGroups(chosen.intent, input, NO_GROUPS),
      language: 'python',
      code: argumentsCode(argumentsClass, settings),
      settings,
      learningRateAt,
      precision: 'double',
      groups: NO_GROUPS,
      notes: [
        ...scheduleNotes(chosen, input),
        ...groupNotes(input, NO_GROUPS, argumentsClass.name),
        ...(takesArguments && version === '4'
          ? ['Give lr_scheduler_kwargs in Python: 4.57.0 to 4.57.4 cannot read them from the command line.']
          : []),
        DEEPSPEED_NOTE,
      ],
    },
  ];
}

/** A call that makes the arguments. */
function argumentsCode({ module, name }: ArgumentsClass, settings: Settings): string {
  const lines = Object.entries(settings).map(([key, value]) => `    ${key}=${pythonText(key, value)},`);
  return [`from ${module} import ${name}`, '', `arguments = ${name}(`, ...lines, ')', ''].join('\n');
}
