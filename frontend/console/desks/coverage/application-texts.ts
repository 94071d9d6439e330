/** Words of change applications and absences. */

export const APPLICATION_TEXTS = {} as const
