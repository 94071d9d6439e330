/** Where moving people are shown between two positions. Pure; times in milliseconds. */

export interface Track {
  fromLon: number
  fromLat: number
  toLon: number
  toLat: number
  startedAt: number
  endsAt: number
}

/** Positions come every few seconds; a walk on screen takes about as long, and never longer than this. */
const LONGEST_MS = 6_000
const SHORTEST_MS = 400
/** About 3 km: whoever is further off did not walk there but was heard of again. */
const JUMP_DEGREES = 0.03

export function placeOf(track: Track, now: number): [number, number] {
  const span = track.endsAt - track.startedAt
  const share = span <= 0 ? 1 : Math.min(1, Math.max(0, (now - track.startedAt) / span))
  return [track.fromLon + (track.toLon - track.fromLon) * share, track.fromLat + (track.toLat - track.fromLat) * share]
}

/** The track after a new position: from where the person is shown now, for about as long as the last step took. */
export function moved(track: Track | undefined, lon: number, lat: number, now: number): Track {
  if (!track) return { fromLon: lon, fromLat: lat, toLon: lon, toLat: lat, startedAt: now, endsAt: now }
  if (track.toLon === lon && track.toLat === lat) return track
  const [fromLon, fromLat] = placeOf(track, now)
  const isJump = Math.abs(fromLon - lon) > JUMP_DEGREES || Math.abs(fromLat - lat) > JUMP_DEGREES
  const span = isJump ? 0 : Math.min(LONGEST_MS, Math.max(SHORTEST_MS, now - track.startedAt))
  return { fromLon: isJump ? lon : fromLon, fromLat: isJump ? lat : fromLat, toLon: lon, toLat: lat, startedAt: now, endsAt: now + span }
}
