/** Whether `a` is later than `b`; both ISO 8601. Compared as instants: one instant may be written with or without a fraction. */
export function isLater(a: string, b: string): boolean {
  return Date.parse(a) > Date.parse(b);
}
