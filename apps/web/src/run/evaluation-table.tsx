import { formatCount, formatMetric, formatNumber } from '../text/numbers';
import { DataTable } from '../ui/data-table';

interface Evaluation {
  readonly t: number;
  readonly split: string;
  readonly metrics: unknown;
}

const metricsOf = (metrics: unknown): Readonly<Record<string, unknown>> =>
  typeof metrics === 'object' && metrics !== null ? (metrics as Readonly<Record<string, unknown>>) : {};

/** Every evaluation of a run, one column a metric; the task's own metric first, with its unit. */
export function EvaluationTable(props: {
  evaluations: readonly Evaluation[];
  metric: { readonly name: string; readonly unit: string };
}) {
  if (props.evaluations.length === 0) return <p className="soft">It ended before its first evaluation.</p>;
  const names = [
    ...new Set([props.metric.name, ...props.evaluations.flatMap(({ metrics }) => Object.keys(metricsOf(metrics)))]),
  ];
  return (
    <DataTable
      caption="Evaluations"
      columns={[
        { name: 'after update', isNumber: true },
        { name: 'split' },
        ...names.map((name) => ({ name, isNumber: true })),
      ]}
      rows={props.evaluations.map(({ t, split, metrics }) => [
        formatCount(t),
        split,
        ...names.map((name) => {
          const value = metricsOf(metrics)[name];
          if (typeof value !== 'number') return '–';
          return name === props.metric.name ? formatMetric(value, props.metric.unit) : formatNumber(value);
        }),
      ])}
    />
  );
}
