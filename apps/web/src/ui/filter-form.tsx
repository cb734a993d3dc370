/** A one-field form that narrows a list; a plain GET, so each narrowed list has an address. */
export function FilterForm(props: {
  action: string;
  name: string;
  value: string | undefined;
  placeholder: string;
  label: string;
}) {
  return (
    <form action={props.action} className="mb-4 flex max-w-md gap-2">
      <input
        className="field"
        type="search"
        name={props.name}
        defaultValue={props.value}
        placeholder={props.placeholder}
        aria-label={props.label}
      />
      <button className="button button-quiet" type="submit">
        Find
      </button>
    </form>
  );
}
