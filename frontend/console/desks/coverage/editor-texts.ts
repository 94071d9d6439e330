/** Words of plans and the editor of areas. */

export const EDITOR_TEXTS = {} as const
