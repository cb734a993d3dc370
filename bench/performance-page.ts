import { type Figure, reachesGoal, shownValue } from './figure.js';
import type { Machine } from './machine.js';

const SECTIONS: readonly { readonly title: string; readonly prefixes: readonly string[]; readonly how: string }[] = [
  {
    title: 'Pages beside the floor',
    prefixes: ['board.', 'best-policy.'],
    how: `The floor is the least that the same page can cost: a bare \`node:http\` server in a process of its own, one prepared statement of postgres.js for the same rows, \`JSON.stringify\`. Registry and floor run on the same database and are loaded in turns by the same generator with 20 connections, after a warm-up, one at a time; each keeps its best round. A ratio of 0.6 says that the registry answers six requests while the floor answers ten.`,
  },
  {
    title: 'Growth from ten thousand to a million runs',
    prefixes: ['scale.'],
    how: 'Two databases beside each other, filled by SQL with 10,000 and 1,000,000 runs in 20 tasks (5 and 20 runs an arm), their boards ranked by the registry’s own job. No figure is meant to more than double.',
  },
  {
    title: 'Other pages',
    prefixes: ['task-page.', 'model-page.', 'search.', 'runs.', 'runs-deep.'],
    how: 'The queries that the site’s pages ask, loaded the same way.',
  },
  { title: 'Verification', prefixes: ['verify.'], how: 'On honest submissions that the forge of the tests makes.' },
  { title: 'Policies', prefixes: ['policy.'], how: 'One process, one core.' },
  {
    title: 'Training and the runner',
    prefixes: ['embedded.', 'runner.'],
    how: 'Whole runs of the tasks’ baselines, from the trainer’s readiness to its end; with and without the runner in turns.',
  },
  {
    title: 'Tuning',
    prefixes: ['tuning.'],
    how: 'Replayed on recorded trainings (`npm run record-landscapes`): grids of 10 to 16 learning rates, each trained whole with several seeds by the runner’s own trainers. The method is the cost-effective one, by validation loss, with the climb of `ratebook tune`. Every second learning rate is looked at for a tenth of the training (three tenths where that tells none apart), the best of them trained to its end, then its neighbours, from the best to its neighbours again, and the nearest of another decay; a lower learning rate that is behind half-way is given up. So `ratebook tune` does it unasked where a task is evaluated at these points; one that is evaluated seldom, as at quarters, is looked at later, which costs more (`tuning.late-look`). The target is what the task’s baseline ends at in a training of that length. The search sees one seed. Stride, looks, the point of giving up and what counts as good as the best were chosen on the landscapes that these figures are over, and on no other: they are in-sample. `tuning.held-out` is over landscapes by which nothing was chosen: other lengths and batches of the same tasks, another optimiser, another law. A share is a mean over landscapes, each of the same weight; its interval is a bootstrap over tasks, their landscapes and seeds, and there is none for fewer than three tasks. Costs are held against what the whole grid with one seed really made: one in which many diverge is cheap. OPDA’s runs are a random search in which other hyperparameters vary too, told apart and without an interval: what is drawn from them overlaps.',
  },
  {
    title: 'Scripts of the site',
    prefixes: ['site.'],
    how: 'What the pages of the built site ask a browser to load, fetched and packed.',
  },
];

/** docs/performance.md: written by the bench, never by hand. */
export function performancePage(machine: Machine, figures: readonly Figure[], measuredAt: Date): string {
  const sections = SECTIONS.flatMap((section) => sectionOf(section, figures));
  const load =
    machine.loadBefore > 1 ? ` The machine was not idle: load ${String(machine.loadBefore)} before it began.` : '';
  return `${[
    '# Performance',
    'Written by `npm run bench -- --write`; no figure here is typed by hand. Ratios are comparable between machines, the other figures only on one.',
    `Measured on ${measuredAt.toISOString().slice(0, 10)}: ${machine.processor}, ${String(machine.cores)} cores shared by server, PostgreSQL and load generator, ${String(machine.memoryGigabytes)} GB, ${machine.system}, Node ${machine.node.slice(1)}, the embedded PostgreSQL.${load}`,
    ...sections,
  ].join('\n\n')}\n`;
}

function sectionOf({ title, prefixes, how }: (typeof SECTIONS)[number], figures: readonly Figure[]): readonly string[] {
  const rows = figures.filter(({ id }) => prefixes.some((prefix) => id.startsWith(prefix)));
  return rows.length === 0 ? [] : [`## ${title}`, how, tableOf(rows)];
}

/** The page with the sections that `figures` speak of written anew, each where it stands or at its place in the order. */
export function withSections(page: string, figures: readonly Figure[]): string {
  const [head = '', ...held] = page.trimEnd().split(/\n\n(?=## )/);
  const kept = new Map(held.map((text) => [text.slice(3, text.indexOf('\n')), text]));
  for (const section of SECTIONS) {
    const written = sectionOf(section, figures).join('\n\n');
    if (written !== '') kept.set(section.title, written);
  }
  return `${[head, ...SECTIONS.flatMap(({ title }) => kept.get(title) ?? [])].join('\n\n')}\n`;
}

function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { id, value, unit, goal, better, about } = figure;
    const isReached = reachesGoal(figure);
    const aim =
      goal === null
        ? ''
        : `${better === 'higher' ? '≥' : '≤'} ${shownValue(goal)}${isReached === true ? '' : ' (not reached)'}`;
    return `| \`${id}\` | ${shownValue(value)} ${unit} | ${aim} | ${about} |`;
  });
  return ['| figure | value | goal | what |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** The same for a terminal. */
export function terminalTable(figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ id }) => id.length));
  return figures
    .map((figure) => {
      const { id, value, unit, goal, better } = figure;
      const aim = goal === null ? '' : `goal ${better === 'higher' ? '≥' : '≤'} ${shownValue(goal)}`;
      const mark = { true: '✓', false: '✗', null: ' ' }[String(reachesGoal(figure)) as 'true' | 'false' | 'null'];
      return `${mark} ${id.padEnd(width)}  ${`${shownValue(value)} ${unit}`.padEnd(26)} ${aim}`.trimEnd();
    })
    .join('\n');
}
