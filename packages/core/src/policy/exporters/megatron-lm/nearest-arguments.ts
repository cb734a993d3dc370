import type { CompiledPolicy } from '../../compile.js';
import { MEGATRON_WSD_DECAY_STYLES, type MegatronSchedule } from '../../schedules/megatron.js';
import { curveShapeOf } from '../curve-shape.js';

const STABLE_SHARES = [0.1, 0.2, 0.5];

/**
 * Arguments that come near the policy's curve, law or no law: every style from the curve's peak, warmed up to where that
 * stands or not at all, down to where the curve ends. The comparison chooses among them.
 */
export function nearestArguments(compiled: CompiledPolicy): readonly MegatronSchedule[] {
  const { totalUpdates, first, peak, least, end, firstAtPeak, lastAtPeak } = curveShapeOf(compiled);
  const constant: MegatronSchedule = {
    learningRate: (peak + least) / 2,
    minLearningRate: 0,
    decayStyle: 'constant',
    decayIters: totalUpdates,
    warmupIters: 0,
    warmupInit: 0,
    wsd: null,
  };
  const warmups = [...new Set([0, firstAtPeak])];
  const floors = [...new Set([end, least])].filter((floor) => floor <= peak);
  return [
    constant,
    ...warmups.flatMap((warmupIters) => {
      const warmed = { ...constant, learningRate: peak, warmupIters, warmupInit: warmupIters === 0 ? 0 : first };
      const left = totalUpdates - warmupIters;
      const lengths = [totalUpdates - lastAtPeak, ...STABLE_SHARES.map((share) => Math.ceil(share * left))];
      return [
        warmed,
        ...floors.flatMap((minLearningRate): readonly MegatronSchedule[] => [
          { ...warmed, minLearningRate, decayStyle: 'linear' },
          { ...warmed, minLearningRate, decayStyle: 'cosine' },
          ...(warmupIters > 0 ? [{ ...warmed, minLearningRate, decayStyle: 'inverse-square-root' as const }] : []),
          ...[...new Set(lengths)].flatMap((decayIters) =>
            MEGATRON_WSD_DECAY_STYLES.map((decayStyle) => ({
              ...warmed,
              minLearningRate,
              decayStyle: 'WSD' as const,
              wsd: { decayIters: Math.min(decayIters, left), decayStyle },
            })),
          ),
        ]),
      ];
    }),
  ];
}
