/** Words of appointments. */

export const APPOINTMENT_TEXTS = {} as const
