import type { ReactNode } from 'react';
import type { RunState } from './run-state';

/**
 * The reader's run, as fields of the form that is named: its updates, or data, batch and epochs. Which of the two is shown
 * is a matter of style, so that it needs no script.
 */
export function RunFields({ run, form }: { run: RunState; form: string }) {
  const field = (name: keyof RunState, label: ReactNode, hint: string, isWhole = true) => (
    <label className={`run-field of-${name}`}>
      <span>{label}</span>
      <input
        className="field"
        form={form}
        name={name}
        inputMode={isWhole ? 'numeric' : 'decimal'}
        defaultValue={run[name]}
        placeholder={hint}
        autoComplete="off"
      />
    </label>
  );
  const choice = (by: RunState['by'], label: string) => (
    <label className="run-choice">
      <input type="radio" form={form} name="by" value={by} defaultChecked={run.by === by} />
      {label}
    </label>
  );
  return (
    <fieldset className="run-fields">
      <legend>Your run</legend>
      <div className="run-choices">
        {choice('updates', 'I know its updates')}
        {choice('epochs', 'Data, batch and epochs')}
      </div>
      <div className="run-by-updates">
        {field('updates', 'Updates in all', '1000')}
        {field('updatesPerEpoch', 'Updates an epoch', 'optional', false)}
      </div>
      <div className="run-by-epochs">
        {field('examples', 'Training examples', '52000')}
        {field('batch', 'Examples an update', '128')}
        {field('epochs', 'Epochs', '3', false)}
      </div>
      <div>{field('tokens', 'Tokens an update', 'optional')}</div>
      <p className="soft small run-by-epochs">
        An update is one step of the optimiser: its examples over all devices, gradient accumulation included.
      </p>
    </fieldset>
  );
}
