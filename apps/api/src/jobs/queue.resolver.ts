import { Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { Counts, QueueType } from './queue.type.js';

@Resolver()
export class QueueResolver {
  @Query(() => QueueType, { description: 'How the work off the request path stands.' })
  queue(@Ctx() { registry }: RequestContext) {
    return registry.queue.state();
  }

  @Query(() => Counts, { description: 'How much the registry holds.' })
  counts(@Ctx() { registry }: RequestContext) {
    return registry.counts.all();
  }
}
