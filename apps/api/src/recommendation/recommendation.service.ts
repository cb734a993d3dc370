import { compareEvidence, formulaPolicies, formulaRules } from '@ratebook/core/ranking';
import type { FormulaRule } from '@ratebook/core/ranking';
import type { BoardStore } from '../board/board.store.js';
import type { CitationStore } from '../citation/citation.store.js';
import type { Connection } from '../database/client.js';
import type { ModelRecord, ModelStore } from '../model/model.store.js';
import type { TaskRecord, TaskStore } from '../task/task.store.js';
import { type Answer, EMPTY_ANSWER, type EvidenceDot, type GuideEntry, type Question } from './answer.js';
import { citationDot, formulaDot, measuredDot } from './evidence-dot.js';
import { measuredAnswer } from './measured.js';
import { publishedAnswers } from './published.js';
import { PublishedReader } from './published-reader.js';
import { PublishedStore } from './published.store.js';
import { type RankedRows, RankedRowsReader } from './ranked-rows.js';

const PUBLISHED_IN_GUIDE = 200;
const GUIDE_POINT_LIMIT = 40;

/** Where evidence is kept. */
interface EvidenceStores {
  readonly sql: Connection;
  readonly models: ModelStore;
  readonly tasks: TaskStore;
  readonly citations: CitationStore;
  readonly boards: BoardStore;
}

/** Answers “which policy for this model?” from what was measured here, what is published, and rules of thumb. */
export class RecommendationService {
  readonly #registry: EvidenceStores;
  readonly #ranked: RankedRowsReader;
  readonly #published: PublishedReader;

  constructor(registry: EvidenceStores) {
    this.#registry = registry;
    this.#ranked = new RankedRowsReader(registry.boards);
    this.#published = new PublishedReader(registry.citations, new PublishedStore(registry.sql));
  }

  /** Best evidence first. An unknown model gets rules of thumb, and is told so. */
  async answer(question: Question): Promise<readonly Answer[]> {
    const model = await this.#registry.models.find(question.model);
    if (model === null) return unknownModelAnswers(question);
    const [tasks, citations] = await Promise.all([
      this.#registry.tasks.findOfModel(model.id),
      this.#published.of(model.id),
    ]);
    const asked = tasks.filter((task) => fits(task, question));
    const ranked = await this.#ranked.of(idsOf(asked), question.budget ?? 1);
    const recipe = asked[0]?.document.recipe ?? null;
    const answers = [
      ...asked.flatMap((task) => measuredAnswers(task, ranked, model)),
      ...(question.task == null ? publishedAnswers(citations, question) : []),
      ...formulaAnswers(question, model.name, rulesFor(question.adaptation ?? null, recipe, citations)),
    ];
    return answers.toSorted((a, b) => compareEvidence(standing(a), standing(b)));
  }

  /** Every piece of evidence about a model, for one axis. */
  async evidencePoints(model: Pick<ModelRecord, 'id'>): Promise<readonly EvidenceDot[]> {
    const [tasks, citations] = await Promise.all([
      this.#registry.tasks.findOfModel(model.id),
      this.#published.of(model.id),
    ]);
    const ranked = await this.#ranked.of(idsOf(tasks), 1);
    const measured = tasks.flatMap((task) => (ranked.get(task.id)?.rows ?? []).map((row) => measuredDot(row, task)));
    const rules = rulesFor(null, tasks[0]?.document.recipe ?? null, citations);
    return [...measured, ...citations.flatMap(citationDot), ...rules.map(formulaDot)];
  }

  /** The rules of thumb, each beside what was measured where it applies. */
  async guide(): Promise<readonly GuideEntry[]> {
    const { edges } = await this.#registry.tasks.list(
      { state: null, kind: null, model: null },
      { first: 100, after: null },
    );
    const tasks = edges.map(({ node }) => node);
    const [ranked, published] = await Promise.all([
      this.#ranked.of(idsOf(tasks), 1),
      this.#registry.citations.findMeasured(PUBLISHED_IN_GUIDE),
    ]);
    const measured = tasks.flatMap((task) =>
      (ranked.get(task.id)?.rows ?? [])
        .filter(({ inLeaderGroup }) => inLeaderGroup)
        .map((row) => measuredDot(row, task)),
    );
    const dots = [...measured, ...published.flatMap(citationDot)];
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
}

const idsOf = (tasks: readonly TaskRecord[]) => tasks.map(({ id }) => id);

function measuredAnswers(
  task: TaskRecord,
  ranked: ReadonlyMap<number, RankedRows>,
  { name: modelName }: ModelRecord,
): readonly Answer[] {
  const rows = ranked.get(task.id);
  const answer = rows === undefined ? null : measuredAnswer(task, rows);
  return answer === null ? [] : [{ ...answer, modelName, task }];
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

/**
 * The rules of thumb that speak to a model: by the adaptation that was asked for, else by its task's recipe, else by every
 * adaptation that is published of it. All of them where nothing is known.
 */
function rulesFor(
  asked: string | null,
  recipe: TaskRecord['document']['recipe'] | null,
  citations: readonly { readonly adaptation: string | null }[],
): readonly FormulaRule[] {
  const optimizer = recipe?.optimizer.name ?? null;
  const adaptation = asked ?? recipe?.adaptation.method ?? null;
  if (adaptation !== null) return formulaPolicies({ adaptation: adaptation.toLowerCase(), optimizer });
  const published = new Set(citations.flatMap(({ adaptation: stated }) => stated ?? []));
  const speaking = new Set(
    [...published].flatMap((stated) => formulaPolicies({ adaptation: stated.toLowerCase(), optimizer })),
  );
  return speaking.size === 0 ? formulaRules : formulaRules.filter((rule) => speaking.has(rule));
}

function unknownModelAnswers(question: Question): readonly Answer[] {
  const rules = formulaPolicies({ adaptation: question.adaptation?.toLowerCase() ?? null, optimizer: null });
  return formulaAnswers(question, question.model, rules).map((answer) => ({
    ...answer,
    sentence: `Nothing is known here of a model named ${question.model}; this is a rule of thumb. ${answer.sentence}`,
  }));
}

function formulaAnswers(question: Question, modelName: string, rules: readonly FormulaRule[]): readonly Answer[] {
  return rules.map((rule) => ({
    ...EMPTY_ANSWER,
    evidence: 'FORMULA',
    standing: 'USED',
    sentence: rule.sentence,
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
