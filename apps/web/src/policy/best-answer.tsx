import { PolicyCurve } from '../charts/policy-curve';
import { EvidenceMark } from '../evidence/evidence-mark';
import { formatLearningRateRange, withLearningRates } from '../text/learning-rate';
import { formatCount } from '../text/numbers';
import { CopyButton } from '../ui/copy-button';
import { Facts } from '../ui/facts';
import { SourceNote } from '../ui/source-note';
import { LevelMark } from '../verification/level-mark';
import { adaptationText, type Answer, answerPolicyText, answerSentence, expectedText, measuredText } from './answer';
import { AnswerLinks } from './answer-links';

function bandText(answer: Answer): string | null {
  if (answer.safeBandLow !== null && answer.safeBandHigh !== null) {
    const range = formatLearningRateRange(answer.safeBandLow, answer.safeBandHigh);
    return answer.bandSentence === null ? range : `${range}. ${withLearningRates(answer.bandSentence)}`;
  }
  return answer.bandSentence === null ? null : withLearningRates(answer.bandSentence);
}

/** The best answer, in full: policy, evidence, what to expect, the safe band, who measured it, what it cost. */
export function BestAnswer({ answer }: { answer: Answer }) {
  const text = answerPolicyText(answer);
  return (
    <article className="card answer">
      <p className="kicker flex flex-wrap justify-between gap-x-4">
        Best known policy
        <EvidenceMark kind={answer.evidence} standing={answer.standing} />
      </p>
      <p className="answer-policy mt-2">{text}</p>
      <div className="flex items-center justify-between">
        {answer.policy?.curve ? (
          <PolicyCurve learningRates={answer.policy.curve.learningRate} label={`Learning rate of ${text}`} />
        ) : (
          <span />
        )}
        <CopyButton text={text} />
      </div>
      <p className="mt-2 mb-4">{answerSentence(answer)}</p>
      <Facts
        rows={[
          [
            'expect',
            expectedText(answer) === null ? null : (
              <b key="expect" className="metric-text">
                {expectedText(answer)}
              </b>
            ),
          ],
          ['measured', measuredText(answer)],
          ['safe band', bandText(answer)],
          ['holds for', [adaptationText(answer), answer.optimizer].filter(Boolean).join(' · ')],
          ['batch', answer.batchSize === null ? null : formatCount(answer.batchSize)],
          ['cost', answer.costUpdates === null ? null : `${formatCount(answer.costUpdates)} updates a run`],
          ['checked', answer.level === null ? null : <LevelMark key="level" level={answer.level} />],
        ]}
      />
      <p className="mt-4 flex flex-wrap gap-x-4">
        <AnswerLinks answer={answer} />
      </p>
      {answer.source === null ? null : (
        <p className="mt-2">
          <SourceNote source={answer.source} />
        </p>
      )}
    </article>
  );
}
