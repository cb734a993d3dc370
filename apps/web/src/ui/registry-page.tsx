import type { ReactNode } from 'react';
import { RegistryUnreachable } from '../registry/ask';
import { Unreachable } from './unreachable';

/**
 * Wraps a page so that a registry that gives no answer becomes a readable page, made on the server, instead of an error
 * that only a script could show. Every other failure goes on to error.tsx.
 */
export function registryPage<Props>(render: (props: Props) => Promise<ReactNode>) {
  return async function RegistryPage(props: Props): Promise<ReactNode> {
    try {
      return await render(props);
    } catch (error) {
      if (error instanceof RegistryUnreachable) return <Unreachable address={error.address} />;
      throw error;
    }
  };
}
