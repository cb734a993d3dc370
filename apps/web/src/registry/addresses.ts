const path = (text: string) => text.split('/').map(encodeURIComponent).join('/');

/** Where each thing stands on the site. The address patterns are fixed by the project's contracts. */
export const addressOf = {
  model: (slug: string) => `/models/${path(slug)}`,
  task: (name: string) => `/tasks/${path(name).replaceAll('%40', '@')}`,
  policy: (hash: string) => `/policies/${path(hash)}`,
  run: (id: string) => `/runs/${path(id)}`,
  submission: (id: string) => `/submissions/${path(id)}`,
  rangeTest: (id: string) => `/range-tests/${path(id)}`,
  study: (id: string) => `/studies/${path(id)}`,
  citation: (id: string) => `/citations/${path(id)}`,
  account: (handle: string) => `/people/${path(handle)}`,
  check: (id: string) => `/methodology/verification#${encodeURIComponent(id)}`,
};

/** A hash as people see it: its first twelve digits. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}
