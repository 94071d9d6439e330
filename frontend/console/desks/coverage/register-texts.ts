/** Words of the registers, import and export. */

export const REGISTER_TEXTS = {} as const
