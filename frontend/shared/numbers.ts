/** A public number in the groups it is read out in: 261123 000 123 4. Anything else is shown as it is. */
export function spoken(number: string): string {
  return /^\d{13}$/.test(number) ? `${number.slice(0, 6)} ${number.slice(6, 9)} ${number.slice(9, 12)} ${number.slice(12)}` : number
}
