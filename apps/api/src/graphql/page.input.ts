import { ArgsType, Field, Int } from 'type-graphql';
import { valueOrPage } from './page-request.js';
import { described } from './description.js';

/** `first` and `after` of a list; each subclass says how long a page is by default. */
@ArgsType()
export class PageOf50 {
  @Field(() => Int, { nullable: true, defaultValue: 50, description: described.first })
  first: number | null;
  @Field(() => String, { nullable: true, description: described.after })
  after?: string | null;

  /** The page asked for of `list`; a GraphQL error for a size or cursor that is none. */
  of(list: string, keyLength = 1) {
    return valueOrPage(list, this.first ?? 50, this.after, keyLength);
  }
}

@ArgsType()
export class PageOf20 {
  @Field(() => Int, { nullable: true, defaultValue: 20, description: described.first })
  first: number | null;
  @Field(() => String, { nullable: true, description: described.after })
  after?: string | null;

  of(list: string, keyLength = 1) {
    return valueOrPage(list, this.first ?? 20, this.after, keyLength);
  }
}

@ArgsType()
export class PageOf100 {
  @Field(() => Int, { nullable: true, defaultValue: 100, description: described.first })
  first: number | null;
  @Field(() => String, { nullable: true, description: described.after })
  after?: string | null;

  of(list: string, keyLength = 1) {
    return valueOrPage(list, this.first ?? 100, this.after, keyLength);
  }
}
