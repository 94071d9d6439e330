import { inject, type InjectionKey } from "vue"

import type { Phone } from "../phone/phone"

export const PHONE: InjectionKey<Phone> = Symbol("phone")

export function usePhone(): Phone {
  const phone = inject(PHONE)
  if (!phone) throw new Error("parts of the phone page live inside it")
  return phone
}
