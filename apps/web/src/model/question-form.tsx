/**
 * The question behind the answer: which adaptation, which rank. A plain GET form; the answer below changes with it, the
 * map keeps all evidence.
 */
export function QuestionForm(props: {
  address: string;
  adaptations: readonly string[];
  adaptation: string | undefined;
  rank: number | undefined;
}) {
  if (props.adaptations.length < 2 && props.adaptation === undefined && props.rank === undefined) return null;
  return (
    <form action={props.address} className="mb-6 flex flex-wrap items-end gap-3">
      <label className="small soft">
        How it is adapted
        <select className="field mt-1 block min-w-40" name="adaptation" defaultValue={props.adaptation ?? ''}>
          <option value="">any way</option>
          {props.adaptations.map((adaptation) => (
            <option key={adaptation}>{adaptation}</option>
          ))}
        </select>
      </label>
      <label className="small soft">
        Rank
        <input
          className="field mt-1 block w-24!"
          name="rank"
          inputMode="numeric"
          pattern="[0-9]*"
          defaultValue={props.rank}
          placeholder="any"
        />
      </label>
      <button className="button button-quiet" type="submit">
        Answer for this
      </button>
    </form>
  );
}
