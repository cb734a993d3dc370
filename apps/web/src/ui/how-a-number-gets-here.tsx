const STEPS = [
  ['Ticket', 'Before training, the server picks the seeds and writes down what will be compared.'],
  ['Run', 'The runner asks the policy for every learning rate, and records what the trainer says it applied.'],
  ['Sign', 'The whole result is signed by the contributor’s key and kept byte for byte.'],
  ['Check', 'The registry works every number out again and says what each check does not prove.'],
  ['Rank', 'Arms are ranked with their uncertainty. What cannot be told apart shares a rank.'],
  ['Look up', 'You read the policy, its band and its evidence, and can run it again yourself.'],
] as const;

/** The strip at the foot of the front page. */
export function HowANumberGetsHere() {
  return (
    <section className="section">
      <h2>How a number gets here</h2>
      <ol className="steps">
        {STEPS.map(([name, sentence]) => (
          <li key={name}>
            <b>{name}</b>
            {sentence}
          </li>
        ))}
      </ol>
    </section>
  );
}
