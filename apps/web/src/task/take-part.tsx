import { parseTask } from '@ratebook/core/task';
import { Commands } from '../ui/commands';

/** What a task's trainer needs beside the runner, as a command; null where it needs nothing. */
function preparation(document: unknown): { says: string; command: string } | null {
  const parsed = parseTask(document);
  if (!parsed.ok || parsed.value.trainer.name !== 'torch') return null;
  const isText = ['text-classifier', 'causal-lm'].includes(parsed.value.trainer.net);
  return {
    says: 'It is trained by PyTorch: make its Python environment once',
    command: isText ? 'ratebook setup --text' : 'ratebook setup',
  };
}

/** The commands that bring somebody onto the board of an open task. */
export function TakePart({ name, notation, document }: { name: string; notation: string; document: unknown }) {
  const first = preparation(document);
  return (
    <section className="section" id="take-part">
      <h2>Take part</h2>
      <p className="mb-3 soft">No GPU needed for the registry’s own tasks. Long runs survive a kill.</p>
      <Commands
        commands={[
          ...(first === null ? [] : [first]),
          { says: 'Find the usable band first', command: `ratebook range-test ${name}` },
          {
            says: 'Search for a policy; it is confirmed with fresh seeds',
            command: `ratebook tune ${name} --method single`,
          },
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
