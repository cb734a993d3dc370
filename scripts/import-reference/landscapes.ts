import type { Landscape } from '../../packages/core/src/citation/index.js';

export interface DebertaRun {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly warmupSteps: number;
  readonly matched: readonly (readonly [number, number])[];
}

export interface ConvnextRun {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly nan: boolean;
  readonly top1: readonly number[];
}

const source = (file: string) => ({
  text: `OPDA project, Nicholas Lourie; cite arXiv 2311.09480. ${file}`,
  url: 'https://github.com/nicholaslourie/opda',
  licence: 'CC BY-SA 4.0',
  sourceRead: true,
  date: '2023',
});

export function debertaLandscape(runs: readonly DebertaRun[]): Landscape {
  return {
    id: 'opda-deberta-base-mnli',
    model: 'deberta-base',
    title: `${runs.length.toLocaleString('en-US')} fine-tunings of DeBERTa-base on MultiNLI`,
    dataset: 'MultiNLI',
    metric: { name: 'matched accuracy', direction: 'maximize', unit: 'share' },
    source: source('data/deberta'),
    note: 'A random search: LR log-uniform from 1e-6 to 1e-3; epochs 1 to 4, batch 16 to 64, warm-up and dropout vary too. Linear warm-up, then linear decay, as its trainer does: inferred. Accuracy is that of the last checkpoint.',
    columns: {
      learningRate: runs.map((run) => run.learningRate),
      metricValue: runs.map((run) => run.matched.at(-1)?.[1] ?? null),
      diverged: runs.map((run) => run.matched.length === 0),
      batchSize: runs.map((run) => run.batchSize),
      epochs: runs.map((run) => run.epochs),
      warmupSteps: runs.map((run) => run.warmupSteps),
    },
  };
}

export function convnextLandscape(runs: readonly ConvnextRun[]): Landscape {
  return {
    id: 'opda-convnext-tiny-imagenet',
    model: 'convnext-tiny',
    title: `${runs.length.toLocaleString('en-US')} trainings of ConvNeXt-Tiny on ImageNet`,
    dataset: 'ImageNet-1k',
    metric: { name: 'top-1 accuracy', direction: 'maximize', unit: 'share' },
    source: source('data/resnet'),
    note: 'A random search with SGD: LR log-uniform from 5e-3 to 50; epochs 20 to 100, batch, momentum, weight decay, label smoothing and the epoch of the peak vary too. Linear up to the peak epoch and linear down: inferred. Accuracy is that of the last epoch recorded.',
    columns: {
      learningRate: runs.map((run) => run.learningRate),
      metricValue: runs.map((run) => run.top1.at(-1) ?? null),
      diverged: runs.map((run) => run.nan),
      batchSize: runs.map((run) => run.batchSize),
      epochs: runs.map((run) => run.epochs),
      warmupSteps: null,
    },
  };
}
