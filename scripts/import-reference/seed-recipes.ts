import type { Citation } from '../../packages/core/src/citation/index.js';
import { readPolicy } from './policy-line.js';

interface Quoted {
  readonly id: string;
  readonly model: string;
  readonly modelName: string;
  readonly dataset: string;
  readonly quoted: string;
  readonly peak: number;
  readonly scheduler: 'WarmupDecayLR' | 'cosine' | 'WarmupLR';
  readonly epochs: number;
  readonly warmup: Readonly<Record<string, number>>;
  readonly inferred: readonly string[];
  /** What the project's own source says, by the id of that record. */
  readonly own: readonly { readonly citation: string; readonly sentence: string }[];
}

const LOGARITHMIC = 'DeepSpeed warms up logarithmically unless told otherwise; the quotation does not say.';

const RECIPES: readonly Quoted[] = [
  {
    id: 'quoted-alpaca-7b',
    model: 'llama-7b',
    modelName: 'Alpaca-7B (LLaMA-7B)',
    dataset: 'Alpaca 52k',
    quoted: '2e-5, WarmupDecayLR, 3 epochs, warm-up 0.03',
    peak: 2e-5,
    scheduler: 'WarmupDecayLR',
    epochs: 3,
    warmup: { warmupRatio: 0.03 },
    inferred: ['0.03 is read as a share of the updates.', LOGARITHMIC],
    own: [
      {
        citation: 'alpaca-7b',
        sentence: 'The project’s own README has a cosine where the quotation has WarmupDecayLR.',
      },
    ],
  },
  {
    id: 'quoted-vicuna-7b',
    model: 'llama-7b',
    modelName: 'Vicuna-7B (LLaMA-7B)',
    dataset: 'ShareGPT',
    quoted: '2e-5, cosine, 3 epochs, warm-up 0.03',
    peak: 2e-5,
    scheduler: 'cosine',
    epochs: 3,
    warmup: { warmupRatio: 0.03 },
    inferred: ['0.03 is read as a share of the updates.'],
    own: [],
  },
  {
    id: 'quoted-wizardlm-7b',
    model: 'llama-7b',
    modelName: 'WizardLM-7B (LLaMA-7B)',
    dataset: 'Evol-Instruct 70k',
    quoted: '2e-5, cosine, 3 epochs, warm-up 2',
    peak: 2e-5,
    scheduler: 'cosine',
    epochs: 3,
    warmup: { warmupSteps: 2 },
    inferred: ['The unit of "warm-up 2" is unclear: read as two updates.'],
    own: [],
  },
  {
    id: 'quoted-gpt4all-j-6b',
    model: 'gpt-j-6b',
    modelName: 'GPT4All-J-6B (GPT-J-6B)',
    dataset: 'GPT4All-J prompt generations',
    quoted: '2e-5, WarmupLR, 2 epochs, 500 steps',
    peak: 2e-5,
    scheduler: 'WarmupLR',
    epochs: 2,
    warmup: { warmupSteps: 500 },
    inferred: [LOGARITHMIC],
    own: [],
  },
  {
    id: 'quoted-dolly-7b',
    model: 'pythia-6.9b',
    modelName: 'Dolly-7B (Pythia-6.9B)',
    dataset: 'databricks-dolly-15k',
    quoted: '5e-6, WarmupLR, 2 epochs, 50 steps',
    peak: 5e-6,
    scheduler: 'WarmupLR',
    epochs: 2,
    warmup: { warmupSteps: 50 },
    inferred: ['The model under "7B" is read as the 6.9B one.', LOGARITHMIC],
    own: [],
  },
];

const KIND = { WarmupDecayLR: 'WARMUP_LINEAR', cosine: 'WARMUP_COSINE', WarmupLR: 'WARMUP_CONSTANT' } as const;

/** Links a quoted recipe with the records of the same project, where these say something else. */
function ownSources(recipe: Quoted, published: readonly Citation[]): Citation['conflicts'] {
  const project = recipe.id.replace(/^quoted-/, '').split('-')[0] ?? '';
  const known = new Set(recipe.own.map(({ citation }) => citation));
  const ofProject = published.filter(
    ({ id, adaptation, peakLearningRate }) =>
      id.startsWith(`${project}-`) && adaptation === 'full' && peakLearningRate !== null && !known.has(id),
  );
  // A project that publishes this very model is compared on it; else its other sizes are what there is.
  const sameModel = ofProject.filter(({ model }) => model === recipe.model);
  const compared = sameModel.length > 0 || known.size > 0 ? sameModel : ofProject;
  const others = compared.filter(({ policy }) => policy.state !== 'notation' || policy.notation !== notationOf(recipe));
  return [
    ...recipe.own,
    ...others.map((other) => ({
      citation: other.id,
      sentence: `The project's own source for ${other.modelName} has ${other.policy.state === 'notation' ? other.policy.notation : String(other.peakLearningRate)} where the quotation has ${recipe.quoted}.`,
    })),
  ];
}

function notationOf(recipe: Quoted): string {
  const { policy } = readRecipe(recipe);
  return policy.state === 'notation' ? policy.notation : '';
}

function readRecipe({ scheduler, peak, warmup }: Quoted) {
  const shape = scheduler === 'cosine' ? {} : { warmupShape: 'logarithmic' };
  return readPolicy(KIND[scheduler], { peak, end: 0, ...warmup, ...shape });
}

/** The five recipes as the seed text of this project quotes them, word for word in `facts.quoted`. */
export function quotedCitations(published: readonly Citation[]): readonly Citation[] {
  return RECIPES.map((recipe) => ({
    id: recipe.id,
    kind: 'recipe',
    evidence: 'used',
    model: recipe.model,
    modelName: recipe.modelName,
    dataset: recipe.dataset,
    taskKind: 'causal-LM fine-tuning',
    policy: readRecipe(recipe).policy,
    peakLearningRate: recipe.peak,
    low: null,
    high: null,
    optimizer: null,
    batchSize: null,
    adaptation: 'full',
    rank: null,
    alpha: null,
    metric: null,
    read: [`Quoted by a third party: ${recipe.modelName}: ${recipe.quoted}.`],
    inferred: [...recipe.inferred, 'The dataset and full fine-tuning are not in the quotation.'],
    conflicts: [...ownSources(recipe, published)],
    source: {
      text: 'Rethinking Learning Rate Tuning in the Era of Large Language Models (2023), recipes of open LLMs as quoted there',
      url: 'https://arxiv.org/abs/2309.08859',
      licence: null,
      sourceRead: false,
      date: '2023',
    },
    facts: {
      quoted: recipe.quoted,
      learningRate: recipe.peak,
      scheduler: recipe.scheduler,
      epochs: recipe.epochs,
      ...recipe.warmup,
    },
  }));
}
