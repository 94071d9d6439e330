/** Words of the station's and the region's desks. */

export const DESK_TEXTS = {
} as const
