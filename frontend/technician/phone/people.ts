/** Who used this phone: the last one may go on without a line, and nobody's unsent steps are forgotten. */

export interface Person {
  id: number
  name: string
}

const USER = "paidan.user"
const WAITING = "paidan.waiting"

export function rememberUser(person: Person): void {
  write(USER, person)
}

export function lastUser(): Person | null {
  return read<Person>(USER)
}

export function forgetUser(): void {
  try {
    localStorage.removeItem(USER)
  } catch {
    // A browser without storage has nothing to forget.
  }
}

export function rememberWaiting(person: Person, count: number): void {
  const all = read<Record<string, { name: string; count: number }>>(WAITING) ?? {}
  if (count) all[person.id] = { name: person.name, count }
  else delete all[person.id]
  write(WAITING, all)
}

/** Unsent steps of others who worked with this phone. */
export function othersWaiting(me: Person | null): { name: string; count: number }[] {
  const all = read<Record<string, { name: string; count: number }>>(WAITING) ?? {}
  return Object.entries(all)
    .filter(([id]) => Number(id) !== me?.id)
    .map(([, entry]) => entry)
}

function read<T>(name: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null") as T | null
  } catch {
    return null
  }
}

function write(name: string, value: unknown): void {
  try {
    localStorage.setItem(name, JSON.stringify(value))
  } catch {
    // Only comfort is lost: the deeds themselves are in the database.
  }
}
