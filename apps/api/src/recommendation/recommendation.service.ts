import { formatLearningRate } from '@ratebook/core/policy';
import { type Candidate, compareEvidence, formulaPolicies, formulaRules, recommend } from '@ratebook/core/ranking';
import type { FormulaRule } from '@ratebook/core/ranking';
import { orientedMetric } from '@ratebook/core/task';
import type { BoardStore, TopRow } from '../board/board.store.js';
import type { CitationStore } from '../citation/citation.store.js';
import type { ModelRecord, ModelStore } from '../model/model.store.js';
import { readPolicy } from '../policy/policy.service.js';
import type { TaskRecord, TaskStore } from '../task/task.store.js';
import { type Answer, EMPTY_ANSWER, type EvidenceDot, type GuideEntry, type Question } from './answer.js';
import { citationDot, formulaDot, measuredDot } from './evidence-dot.js';
import { publishedAnswers } from './published.js';

const ROW_LIMIT = 200;
const GUIDE_POINT_LIMIT = 40;

/** Where evidence is kept. */
interface EvidenceStores {
  readonly models: ModelStore;
  readonly tasks: TaskStore;
  readonly citations: CitationStore;
  readonly boards: BoardStore;
}

/** Answers “which policy for this model?” from what was measured here, what is published, and rules of thumb. */
export class RecommendationService {
  readonly #registry: EvidenceStores;

  constructor(registry: EvidenceStores) {
    this.#registry = registry;
  }

  /** Best evidence first. An unknown model gets rules of thumb, and is told so. */
  async answer(question: Question): Promise<readonly Answer[]> {
    const model = await this.#registry.models.find(question.model);
    if (model === null) return formulaAnswers(question, question.model, { isKnown: false, recipe: null });
    const [tasks, citations] = await Promise.all([
      this.#registry.tasks.findOfModel(model.id),
      this.#registry.citations.findOfModel(model.id),
    ]);
    const asked = tasks.filter((task) => fits(task, question));
    const measured = await Promise.all(asked.map((task) => this.#measured(task, model, question)));
    const recipe = asked[0]?.document.recipe ?? null;
    const answers = [
      ...measured.flat(),
      ...(question.task == null ? publishedAnswers(citations, question) : []),
      ...formulaAnswers(question, model.name, { isKnown: true, recipe }),
    ];
    return answers.toSorted((a, b) => compareEvidence(standing(a), standing(b)));
  }

  /** Every piece of evidence about a model, for one axis. */
  async evidencePoints(model: Pick<ModelRecord, 'id'>): Promise<readonly EvidenceDot[]> {
    const [tasks, citations] = await Promise.all([
      this.#registry.tasks.findOfModel(model.id),
      this.#registry.citations.findOfModel(model.id),
    ]);
    const rows = await Promise.all(
      tasks.map(async (task) =>
        (await this.#registry.boards.topRows(task.id, 1, ROW_LIMIT)).map((row) => measuredDot(row, task)),
      ),
    );
    const recipe = tasks[0]?.document.recipe ?? null;
    const rules = formulaPolicies({
      adaptation:
        recipe?.adaptation.method ?? citations.find(({ adaptation }) => adaptation !== null)?.adaptation ?? null,
      optimizer: recipe?.optimizer.name ?? null,
    });
    return [...rows.flat(), ...citations.flatMap(citationDot), ...rules.map(formulaDot)];
  }

  /** The rules of thumb, each beside what was measured where it applies. */
  async guide(): Promise<readonly GuideEntry[]> {
    const tasks = (
      await this.#registry.tasks.list({ state: null, kind: null, model: null }, { first: 100, after: null })
    ).edges;
    const measured = await Promise.all(
      tasks.map(async ({ node: task }) =>
        (await this.#registry.boards.topRows(task.id, 1, ROW_LIMIT))
          .filter(({ inLeaderGroup }) => inLeaderGroup)
          .map((row) => measuredDot(row, task)),
      ),
    );
    const published = (await this.#registry.citations.findMeasured(ROW_LIMIT)).flatMap(citationDot);
    const dots = [...measured.flat(), ...published];
    return formulaRules.map((rule) => ({
      id: rule.id,
      title: rule.title,
      notation: rule.notation,
      low: rule.low,
      high: rule.high,
      sentence: rule.sentence,
      source: sourceOf(rule),
      measured: dots.filter((dot) => appliesTo(rule, dot)).slice(0, GUIDE_POINT_LIMIT),
    }));
  }

  async #measured(task: TaskRecord, model: ModelRecord, question: Question): Promise<readonly Answer[]> {
    const rows = await this.#registry.boards.topRows(task.id, question.budget ?? 1, ROW_LIMIT);
    const { direction } = task.document.metric;
    const ranked = rows.flatMap((row) => toCandidate(row, direction));
    const found = recommend(ranked, rows[0]?.seedDeviation ?? 0);
    const row = rows.find(({ armHash }) => armHash === found?.armHash);
    if (found === null || row === undefined) return [];
    const { method, rank } = task.document.recipe.adaptation;
    const { expected, band, tied } = found;
    const turned = [orientedMetric(direction, expected.lower), orientedMetric(direction, expected.upper)];
    const policy = await this.#registry.policies.findByHash(row.policyHash);
    return [
      {
        ...EMPTY_ANSWER,
        evidence: row.isImported ? 'IMPORTED' : 'MEASURED_HERE',
        standing: 'MEASURED',
        sentence: measuredSentence(row, task, tied),
        notation: row.notation,
        peakLearningRate: row.peakLearningRate,
        modelName: model.name,
        adaptation: method,
        rank,
        optimizer: task.document.recipe.optimizer.name,
        batchSize: task.document.recipe.batch.size,
        expectedMetric: orientedMetric(direction, expected.mean),
        metricLower: Math.min(...turned),
        metricUpper: Math.max(...turned),
        metricName: task.document.metric.name,
        metricUnit: task.document.metric.unit,
        n: row.n,
        accounts: row.accounts,
        level: row.level,
        costUpdates: row.meanUpdates,
        ...('low' in band
          ? {
              safeBandLow: band.low,
              safeBandHigh: band.high,
              bandSentence: `Peaks from ${formatLearningRate(band.low)} to ${formatLearningRate(band.high)} are within one seed deviation of the best.`,
            }
          : { bandSentence: band.reason }),
        gainOverFormula: gainOverFormula(rows, row, task),
        policyId: policy?.id ?? null,
        taskId: task.id,
        armId: row.armId,
      },
    ];
  }
}

const standing = (answer: Answer) => ({ evidence: answer.evidence, isMeasured: answer.standing === 'MEASURED' });

/** Whether a task is one that the question is about. */
function fits(task: TaskRecord, question: Question): boolean {
  const { adaptation } = task.document.recipe;
  return (
    (question.task == null || task.name === question.task || task.slug === question.task) &&
    (question.taskKind == null || task.kind === question.taskKind) &&
    (question.dataset == null || task.document.data.name.toLowerCase().includes(question.dataset.toLowerCase())) &&
    (question.adaptation == null || adaptation.method === question.adaptation.toLowerCase()) &&
    (question.rank == null || adaptation.rank === question.rank)
  );
}

function toCandidate(row: TopRow, direction: 'maximize' | 'minimize'): readonly Candidate[] {
  const { mean, score, lower, upper } = row;
  if (mean === null || score === null || lower === null || upper === null || row.rankFrom === null) return [];
  return [
    {
      armHash: row.armHash,
      peakLearningRate: row.peakLearningRate,
      mean: orientedMetric(direction, mean),
      score: orientedMetric(direction, score),
      upper: orientedMetric(direction, direction === 'maximize' ? upper : lower),
      inLeaderGroup: row.inLeaderGroup,
      costUpdates: row.meanUpdates ?? 0,
    },
  ];
}

function measuredSentence(row: TopRow, task: TaskRecord, tied: number): string {
  const peak = formatLearningRate(row.peakLearningRate);
  const seeds = `${String(row.n)} ${row.n === 1 ? 'seed' : 'seeds'}`;
  const choice = tied > 1 ? `the cheapest of ${String(tied)} that cannot be told apart` : 'the best';
  return `Measured here on ${task.name} with ${seeds}: ${row.notation} (peak ${peak}) is ${choice}.`;
}

/** The answer's mean less that of the best formula arm on the same board, oriented; null where no formula was run. */
function gainOverFormula(rows: readonly TopRow[], chosen: TopRow, task: TaskRecord): number | null {
  const hashes = new Set(formulaRules.map((rule) => hashOf(rule)));
  const { direction } = task.document.metric;
  const formulas = rows.flatMap(({ policyHash, mean }) =>
    hashes.has(policyHash) && mean !== null ? [orientedMetric(direction, mean)] : [],
  );
  if (formulas.length === 0 || chosen.mean === null) return null;
  return orientedMetric(direction, chosen.mean) - Math.max(...formulas);
}

function hashOf(rule: FormulaRule): string | null {
  const policy = readPolicy(rule.notation);
  return policy.ok ? policy.value.hash : null;
}

function formulaAnswers(
  question: Question,
  modelName: string,
  known: { readonly isKnown: boolean; readonly recipe: TaskRecord['document']['recipe'] | null },
): readonly Answer[] {
  const rules = formulaPolicies({
    adaptation: question.adaptation?.toLowerCase() ?? known.recipe?.adaptation.method ?? null,
    optimizer: known.recipe?.optimizer.name ?? null,
  });
  return rules.map((rule) => ({
    ...EMPTY_ANSWER,
    evidence: 'FORMULA',
    standing: 'USED',
    sentence: known.isKnown
      ? rule.sentence
      : `Nothing is known here of a model named ${modelName}; this is a rule of thumb. ${rule.sentence}`,
    notation: rule.notation,
    peakLearningRate: Math.sqrt(rule.low * rule.high),
    low: rule.low,
    high: rule.high,
    modelName,
    adaptation: question.adaptation ?? null,
    rank: question.rank ?? null,
    source: sourceOf(rule),
  }));
}

const sourceOf = (rule: FormulaRule) => ({
  text: rule.source,
  url: null,
  licence: null,
  sourceRead: false,
  date: null,
});

function appliesTo(rule: FormulaRule, dot: EvidenceDot): boolean {
  const listed = (names: readonly string[] | undefined, name: string | null) =>
    names === undefined || (name !== null && names.some((one) => one.toLowerCase() === name.toLowerCase()));
  return listed(rule.optimizers, dot.optimizer) && listed(rule.adaptations, dot.adaptation);
}
