import type { ReactNode } from 'react';
import { ExportPanel } from '../export/export-panel';
import { RefusalNote } from '../export/refusal-note';
import { RunFields } from '../export/run-fields';
import { choiceParameters, exportFileAddress, type PlaygroundState } from './playground-state';
import type { PlaygroundView } from './playground-view';

const FORM = 'run-form';
/** Where the exports stand on their page. */
const PLACE = 'exports';

/**
 * A policy for the reader's tool and run, on a page that is made by the server alone: the tabs are addresses, the run is a
 * form. `address` is the page's own; `kept` are parameters of it that stay.
 */
export function PolicyExports(props: {
  state: PlaygroundState;
  view: PlaygroundView;
  address: string;
  kept?: readonly (readonly [string, string])[];
  note?: ReactNode;
}) {
  const { state, view, address, kept = [], note } = props;
  const withChoice = (choice: Partial<PlaygroundState>) => {
    const parameters = [...kept, ...choiceParameters({ ...state, ...choice })].map(([name, value]) => [name, value]);
    return `${address}?${new URLSearchParams(parameters).toString()}#${PLACE}`;
  };
  return (
    <section className="section" id={PLACE}>
      <h2>For the tool that you train with</h2>
      {note}
      <div className="columns columns-export">
        <div>
          {view.exported === null ? (
            <RefusalNote refusals={[...view.policyRefusals, ...view.runRefusals]} />
          ) : (
            <ExportPanel
              tabs={view.tabs}
              chosen={view.trainer}
              exported={view.exported}
              addressOf={withChoice}
              fileAddress={exportFileAddress(state)}
            />
          )}
        </div>
        <form id={FORM} action={`${address}#${PLACE}`}>
          {[...kept, ...choiceParameters(state).filter(([name]) => name === 'trainer' || name === 'version')].map(
            ([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ),
          )}
          <RunFields run={state.run} form={FORM} />
          <button className="button button-quiet" type="submit">
            Write it for this run
          </button>
        </form>
      </div>
    </section>
  );
}
