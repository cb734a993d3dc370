import { Commands } from '../ui/commands';

/** The commands that bring somebody onto the board of an open task. */
export function TakePart({ name, notation }: { name: string; notation: string }) {
  return (
    <section className="section" id="take-part">
      <h2>Take part</h2>
      <p className="mb-3 soft">Three commands, no GPU needed for the registry’s own tasks. Long runs survive a kill.</p>
      <Commands
        commands={[
          { says: 'Find the usable band first', command: `ratebook range-test ${name}` },
          {
            says: 'Measure a policy with three seeds that the server picks',
            command: `ratebook evaluate ${name} "${notation}" --seeds 3`,
          },
          { says: 'Send it; the checks run by themselves', command: 'ratebook submit' },
        ]}
      />
    </section>
  );
}
