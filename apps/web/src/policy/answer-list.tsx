import { EvidenceMark } from '../evidence/evidence-mark';
import { SourceNote } from '../ui/source-note';
import { adaptationText, type Answer, answerPolicyText, answerSentence, expectedText, measuredText } from './answer';
import { AnswerLinks } from './answer-links';

/** Answers after the best one, one ruled entry each, in the registry's order: best evidence first. */
export function AnswerList({ answers }: { answers: readonly Answer[] }) {
  return (
    <ol className="ruled">
      {answers.map((answer, index) => (
        <li key={index}>
          <span className="flex flex-wrap items-baseline gap-x-4">
            <code className="learning-rate-text">{answerPolicyText(answer)}</code>
            <EvidenceMark kind={answer.evidence} standing={answer.standing} />
            {expectedText(answer) === null ? null : <b className="metric-text">{expectedText(answer)}</b>}
            <span className="soft small">
              {[measuredText(answer), adaptationText(answer), answer.optimizer].filter(Boolean).join(' · ')}
            </span>
          </span>
          <p className="small">{answerSentence(answer)}</p>
          <p className="small flex flex-wrap gap-x-4">
            <AnswerLinks answer={answer} />
            {answer.source === null ? null : <SourceNote source={answer.source} />}
          </p>
        </li>
      ))}
    </ol>
  );
}
