import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { SearchKind } from '../graphql/enums.js';
import { PageOf20 } from '../graphql/page.input.js';
import { SearchConnection } from './search.connection.js';
import { SEARCH_KEY_LENGTH, SEARCH_LIST } from './search.store.js';

@Resolver()
export class SearchResolver {
  @Query(() => SearchConnection, { description: 'Search over everything, best first.' })
  search(
    @Arg('text', () => String, { description: 'Words; each may be the beginning of one.' }) text: string,
    @Arg('kinds', () => [SearchKind], { nullable: true, description: 'Only these kinds of thing.' })
    kinds: SearchKind[] | null | undefined,
    @Args(() => PageOf20) page: PageOf20,
    @Ctx() { registry }: RequestContext,
  ) {
    return registry.search.find(text, kinds ?? null, page.of(SEARCH_LIST, SEARCH_KEY_LENGTH));
  }
}
