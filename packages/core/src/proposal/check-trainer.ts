import type { Refusal } from '../refusal/index.js';
import type { Task, TaskKind, TorchTrainer } from '../task/index.js';
import { unfit } from './finding.js';

/**
 * What a task of the PyTorch worker must satisfy beyond its schema: the net trains tasks of that kind and measures that
 * metric; model, columns, lengths and packing are what the net needs and nothing else; the batch falls into micro-batches
 * and an epoch into as many updates as are written. Tasks of the embedded trainer give nothing: its nets are all of it.
 */
export function checkTrainer(task: Task): readonly Refusal[] {
  const { trainer } = task;
  if (trainer.name !== 'torch') return [];
  return [
    ...kindRefusals(task.kind, trainer),
    ...metricRefusals(task, trainer),
    ...modelRefusals(trainer),
    ...fieldRefusals(trainer),
    ...sequenceRefusals(trainer),
    ...sourceRefusals(trainer),
    ...batchRefusals(task, trainer),
  ];
}

type Net = TorchTrainer['net'];

const IMAGE_KINDS = ['image classification', 'other'] as const;
const TEXT_KINDS = ['text classification', 'sentiment analysis', 'other'] as const;
const LANGUAGE_KINDS = ['causal-LM fine-tuning', 'LM pre-training', 'other'] as const;

/** The kinds of task that a net can be; null for any. */
const KINDS_OF_NET: Readonly<Record<Net, readonly TaskKind[] | null>> = {
  lenet: IMAGE_KINDS,
  resnet: IMAGE_KINDS,
  'text-classifier': TEXT_KINDS,
  'causal-lm': LANGUAGE_KINDS,
  custom: null,
};

function kindRefusals(kind: TaskKind, { net }: TorchTrainer): readonly Refusal[] {
  const kinds = KINDS_OF_NET[net];
  if (kinds === null || kinds.includes(kind)) return [];
  return [unfit('kind', kind, kinds.join(', '), `the net ${net} does not train such a task.`)];
}

const ACCURACY = { name: 'accuracy', direction: 'maximize', unit: 'share' } as const;
const LOSS = { name: 'loss', direction: 'minimize', unit: 'nats' } as const;

/** What the worker measures, and how it is to be read; null for what a script says. */
const METRICS_OF_NET: Readonly<Record<Net, readonly Task['metric'][] | null>> = {
  lenet: [ACCURACY, LOSS],
  resnet: [ACCURACY, LOSS],
  'text-classifier': [ACCURACY, LOSS],
  'causal-lm': [
    { name: 'exact-match', direction: 'maximize', unit: 'share' },
    LOSS,
    { name: 'perplexity', direction: 'minimize', unit: 'perplexity' },
  ],
  custom: null,
};

function metricRefusals({ metric }: Task, { net, data }: TorchTrainer): readonly Refusal[] {
  const metrics = METRICS_OF_NET[net];
  if (metrics === null) return [];
  const measured = metrics.find(({ name }) => name === metric.name);
  if (measured === undefined) {
    const names = metrics.map(({ name }) => name).join(', ');
    return [unfit('metric.name', metric.name, names, `the net ${net} does not measure it.`)];
  }
  const fields = (['direction', 'unit'] as const)
    // Perplexity is a bare number: people call its unit by many names.
    .filter((field) => metric[field] !== measured[field] && !(field === 'unit' && metric.name === 'perplexity'))
    .map((field) => unfit(`metric.${field}`, metric[field], measured[field], `so the worker measures ${metric.name}.`));
  const needsAnswers = metric.name === 'exact-match' && data.source !== 'package' && data.fields.answer === undefined;
  return needsAnswers
    ? [
        ...fields,
        unfit(
          'metric.name',
          metric.name,
          'loss or perplexity',
          'only answers can match: name the columns prompt and answer.',
        ),
      ]
    : fields;
}

const isImageNet = (net: Net) => net === 'lenet' || net === 'resnet';

function modelRefusals({ net, model, scriptDigest }: TorchTrainer): readonly Refusal[] {
  const refusals: Refusal[] = [];
  if (isImageNet(net) && model !== null)
    refusals.push(unfit('trainer.model', model, 'null', `${net} is built from the seed.`));
  if (!isImageNet(net) && model === null)
    refusals.push(
      unfit('trainer.model', model, net === 'custom' ? 'the script' : 'a pretrained model', `${net} starts from one.`),
    );
  if (net === 'custom' && model !== null && model.source !== 'directory')
    refusals.push(
      unfit('trainer.model.source', model.source, 'directory', 'the script of a custom training is a file.'),
    );
  if (net === 'custom' && scriptDigest === null)
    refusals.push(
      unfit('trainer.scriptDigest', null, 'the SHA-256 of the script', 'a script may change under its name.'),
    );
  if (net !== 'custom' && scriptDigest !== null)
    refusals.push(unfit('trainer.scriptDigest', scriptDigest, 'null', 'only a custom training has a script.'));
  return refusals;
}

type Role = keyof TorchTrainer['data']['fields'];

const ROLES_OF_NET: Readonly<Record<Net, readonly Role[]>> = {
  lenet: [],
  resnet: [],
  'text-classifier': ['text', 'textPair', 'label'],
  'causal-lm': ['text', 'prompt', 'answer'],
  custom: ['text', 'textPair', 'label', 'prompt', 'answer'],
};

function fieldRefusals({ net, data }: TorchTrainer): readonly Refusal[] {
  const path = 'trainer.data.fields';
  const { fields } = data;
  const given = Object.keys(fields) as Role[];
  const superfluous = given
    .filter((role) => !ROLES_OF_NET[net].includes(role))
    .map((role) => unfit(`${path}.${role}`, fields[role], 'nothing', `${net} reads no such column.`));
  // What comes in a package is read by a loader that knows its columns.
  if (superfluous.length > 0 || data.source === 'package') return superfluous;
  if (net === 'text-classifier' && (fields.text === undefined || fields.label === undefined))
    return [unfit(path, fields, 'columns for text and label', 'a classifier learns labels of texts.')];
  const isPair = fields.prompt !== undefined && fields.answer !== undefined && fields.text === undefined;
  const isText = fields.text !== undefined && fields.prompt === undefined && fields.answer === undefined;
  if (net === 'causal-lm' && !isPair && !isText)
    return [unfit(path, fields, 'a column for text, or for prompt and answer', 'it must be clear what is learnt.')];
  if (net === 'causal-lm' && isText && data.template !== null)
    return [unfit('trainer.data.template', data.template, 'null', 'a template stands around a prompt.')];
  return [];
}

function sequenceRefusals({ net, sequenceLength, packing, data }: TorchTrainer): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const isText = net === 'text-classifier' || net === 'causal-lm';
  if (isText && sequenceLength === null)
    refusals.push(unfit('trainer.sequenceLength', null, 'the longest sequence in tokens', 'texts are cut to it.'));
  if (isImageNet(net) && sequenceLength !== null)
    refusals.push(unfit('trainer.sequenceLength', sequenceLength, 'null', 'images have none.'));
  if (packing && net !== 'causal-lm')
    refusals.push(unfit('trainer.packing', packing, 'false', 'only texts of a language model are put end to end.'));
  if (packing && net === 'causal-lm' && data.fields.answer !== undefined)
    refusals.push(unfit('trainer.packing', packing, 'false', 'an answer belongs to its own prompt.'));
  return refusals;
}

function sourceRefusals({ net, data }: TorchTrainer): readonly Refusal[] {
  const isNamed = data.splits !== null || data.source === 'package';
  if (isNamed || isImageNet(net) || net === 'custom') return [];
  return [unfit('trainer.data.splits', null, 'names of three splits', 'only a loader of ours has a fixed split.')];
}

function batchRefusals(task: Task, trainer: TorchTrainer): readonly Refusal[] {
  const { batch } = task.recipe;
  const { microBatch, packing, sequenceLength, tokensPerUpdate, updatesPerEpoch, net } = trainer;
  const refusals: Refusal[] = [];
  const rows = batch.unit === 'examples' ? batch.size : batch.size / (sequenceLength ?? 1);
  if (batch.unit === 'tokens' && (!packing || sequenceLength === null || !Number.isInteger(rows)))
    return [
      unfit(
        'recipe.batch',
        batch,
        'examples, or packed rows of sequenceLength tokens',
        'a batch is made of whole rows.',
      ),
    ];
  if (microBatch !== null && rows % microBatch !== 0)
    refusals.push(
      unfit(
        'trainer.microBatch',
        microBatch,
        `a divisor of ${String(rows)}`,
        'a batch falls into equal micro-batches.',
      ),
    );
  const tokens = packing && sequenceLength !== null ? rows * sequenceLength : null;
  if (tokens !== null && tokensPerUpdate !== tokens)
    refusals.push(
      unfit(
        'trainer.tokensPerUpdate',
        tokensPerUpdate,
        String(tokens),
        'every packed row is full: rows times their length.',
      ),
    );
  const perEpoch = task.data.splits.train / rows;
  const isCounted = !packing && net !== 'custom';
  const [least, most] = [Math.max(1, Math.floor(perEpoch)), Math.max(1, Math.ceil(perEpoch))];
  if (isCounted && (updatesPerEpoch < least || updatesPerEpoch > most))
    refusals.push(
      unfit(
        'trainer.updatesPerEpoch',
        updatesPerEpoch,
        least === most ? String(least) : `${String(least)} or ${String(most)}`,
        `${String(task.data.splits.train)} examples by ${String(rows)}.`,
      ),
    );
  return refusals;
}
