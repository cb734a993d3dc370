import type { ExportCandidate, ExportInput } from '../exporter.js';
import { pythonLearningRateFunction } from '../python/learning-rate-function.js';
import { pythonText } from './setting-text.js';
import type { ArgumentsClass } from './training-arguments.js';

/** The classes of a library that the Trainer's are derived from. */
export interface TrainerClasses {
  readonly arguments: ArgumentsClass;
  readonly trainerName: string;
}

/**
 * A trainer whose scheduler is the policy itself, as a function of the update: exact for every open loop, with its
 * parameter groups; none for a closed loop. The logs, checkpoints and resumed runs of the Trainer stay right, which they
 * would not where a callback overwrote the optimizer's learning rates.
 */
export function policyTrainer(input: ExportInput, classes: TrainerClasses): readonly ExportCandidate[] {
  const { compiled } = input;
  if (compiled.loop !== null) return [];
  const { learningRateAt, groups, peakLearningRate, totalUpdates } = compiled;
  return [
    {
      form: 'create_scheduler',
      intent: 'law',
      language: 'python',
      code: trainerCode(input, classes),
      settings: { learning_rate: peakLearningRate, max_steps: totalUpdates },
      learningRateAt:
        peakLearningRate === 0 ? () => 0 : (t) => peakLearningRate * (learningRateAt(t) / peakLearningRate),
      precision: 'double',
      groups,
      notes: [
        `Train with PolicyTrainer in place of ${classes.trainerName}; derive it from your own class where you have one.`,
        'lr_scheduler_type and warmup_steps are not read.',
        `The policy is written for ${String(totalUpdates)} updates: with num_train_epochs in place of max_steps the run must have as many.`,
        ...(groups.size > 0
          ? ['GROUPS says by patterns which parameters belong to a group: fit them to the names in your model.']
          : []),
      ],
    },
  ];
}

function trainerCode(input: ExportInput, { arguments: { module, name }, trainerName }: TrainerClasses): string {
  const { groups, peakLearningRate, totalUpdates } = input.compiled;
  const source = pythonLearningRateFunction(input).trimEnd().split('\n');
  const isImport = (line: string) => line.startsWith('import ');
  const named = new Map([...groups].filter(([group]) => group !== DEFAULT_GROUP));
  const others = pythonText('multiplier', groups.get(DEFAULT_GROUP) ?? 1);
  const hasGroups = groups.size > 0;
  const standard = [...new Set([...source.filter(isImport), ...(hasGroups ? ['import re'] : [])])].sort();
  const functions = source
    .filter((line) => !isImport(line))
    .join('\n')
    .trim();
  const factor = peakLearningRate === 0 ? '1.0' : 'learning_rate(t) / PEAK';
  return [
    ...standard,
    ...(standard.length > 0 ? [''] : []),
    'from torch.optim.lr_scheduler import LambdaLR',
    `from ${module} import ${[name, trainerName].sort().join(', ')}`,
    '',
    `PEAK = ${pythonText('learning_rate', peakLearningRate)}`,
    ...(hasGroups ? groupLines(named) : []),
    '',
    '',
    functions,
    '',
    '',
    ...(hasGroups ? [multiplierCode(others), '', ''] : []),
    `class PolicyTrainer(${trainerName}):`,
    ...(hasGroups ? [optimizerCode(others), ''] : []),
    '    def create_scheduler(self, num_training_steps, optimizer=None):',
    '        if self.lr_scheduler is None:',
    '            optimizer = self.optimizer if optimizer is None else optimizer',
    `            self.lr_scheduler = LambdaLR(optimizer, lambda t: ${factor})`,
    '            self._created_lr_scheduler = True',
    '        return self.lr_scheduler',
    '',
    '',
    `arguments = ${name}(learning_rate=PEAK, max_steps=${String(totalUpdates)})`,
    '',
  ].join('\n');
}

/** What belongs to no other group, by the name that trainers share. */
const DEFAULT_GROUP = 'default';

function groupLines(groups: ReadonlyMap<string, number>): readonly string[] {
  const lines = [...groups].map(
    ([name, multiplier]) => `    r"${patternOf(name)}": ${pythonText('multiplier', multiplier)},`,
  );
  return [
    '# Parameters by a pattern of their names, and what their learning rate is multiplied by.',
    'GROUPS = {',
    ...lines,
    '}',
  ];
}

/** The group's name as a whole word, whatever separates its parts: `lora-b` is in `q_proj.lora_B.default.weight`. */
function patternOf(group: string): string {
  return `(?<![a-z0-9])${group.replace(/[-._]/g, '[-._]')}(?![a-z0-9])`;
}

function multiplierCode(others: string): string {
  return `def multiplier(name):
    matching = (factor for pattern, factor in GROUPS.items() if re.search(pattern, name, re.IGNORECASE))
    return next(matching, ${others})`;
}

function optimizerCode(others: string): string {
  return `    def create_optimizer(self, *model):
        optimizer = super().create_optimizer(*model)
        names = {id(parameter): name for name, parameter in (model or [self.model])[0].named_parameters()}
        split = []
        for group in optimizer.param_groups:
            parts = {${others}: []}
            for parameter in group["params"]:
                parts.setdefault(multiplier(names.get(id(parameter), "")), []).append(parameter)
            split += [{**group, "params": part, "lr": PEAK * factor} for factor, part in parts.items() if part]
        optimizer.param_groups[:] = split
        return optimizer`;
}
