import 'reflect-metadata';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { AccountResolver } from '../account/account.resolver.js';
import { ArmResolver } from '../arm/arm.resolver.js';
import { BoardResolver } from '../board/board.resolver.js';
import { CitationResolver } from '../citation/citation.resolver.js';
import { QueueResolver } from '../jobs/queue.resolver.js';
import { ModelResolver } from '../model/model.resolver.js';
import { ExportResolver } from '../policy/export.resolver.js';
import { PolicyResolver } from '../policy/policy.resolver.js';
import { RangeTestResolver } from '../range-test/range-test.resolver.js';
import { RecommendationResolver } from '../recommendation/recommendation.resolver.js';
import { RunResolver } from '../run/run.resolver.js';
import { SearchResolver } from '../search/search.resolver.js';
import { StudyResolver, StudyTrialResolver } from '../study/study.resolver.js';
import { SubmissionResolver } from '../submission/submission.resolver.js';
import { ProposalResolver } from '../task/proposal.resolver.js';
import { TaskEventResolver, TaskResolver } from '../task/task.resolver.js';
import { TicketResolver } from '../ticket/ticket.resolver.js';

/** The registry's GraphQL schema, built from its resolver classes. */
export function buildRegistrySchema(): GraphQLSchema {
  return buildSchemaSync({
    resolvers: [
      AccountResolver,
      ArmResolver,
      BoardResolver,
      CitationResolver,
      ExportResolver,
      ModelResolver,
      PolicyResolver,
      ProposalResolver,
      QueueResolver,
      RangeTestResolver,
      RecommendationResolver,
      RunResolver,
      SearchResolver,
      StudyResolver,
      StudyTrialResolver,
      SubmissionResolver,
      TaskEventResolver,
      TaskResolver,
      TicketResolver,
    ],
    validate: false,
  });
}

/** The text of schema.graphql: sorted, so that a change of one field is a change of one line. */
export function printRegistrySchema(): string {
  return `${printSchema(lexicographicSortSchema(buildRegistrySchema()))}\n`;
}
