/** Notes that were begun, by order: looking at another order must not lose them. */

export const drafts = new Map<number, string>()
