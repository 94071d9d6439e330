/** Words of what the check of areas finds. */

export const FINDING_TEXTS = {} as const
