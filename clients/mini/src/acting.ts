import { reactive } from 'vue'

/** For whom this phone acts now (替父母办). Whether it still may, the server says at every request. */
export interface Acting { id: string; name: string; scopes: string[] }

export const acting = reactive<{ now: Acting | null }>({ now: (uni.getStorageSync('acting') || null) as Acting | null })

export function actFor(one: Acting | null) {
  acting.now = one
  if (one) uni.setStorageSync('acting', one)
  else uni.removeStorageSync('acting')
}

/** Where a thing is asked for that can also be done for somebody else: their address while acting. */
export const forWhom = (path: string) => acting.now ? `/for/${acting.now.id}${path}` : path

/** Whether this may be done now: one's own things always. */
export const may = (scope: string) => !acting.now || acting.now.scopes.includes(scope)
