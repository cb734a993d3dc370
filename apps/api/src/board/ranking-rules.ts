import { rankingRules2026_1 } from '@ratebook/core/ranking';

/** The rules that boards are ranked under now. */
export const rankingRules = rankingRules2026_1;
