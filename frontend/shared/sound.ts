/** Tones made by the browser itself, without a file. Heard only after the page was touched once. */

/** Two rising tones for life safety, one for the rest; hertz and seconds. */
const TONES: Record<"critical" | "other", readonly [hertz: number, from: number, length: number][]> = {
  critical: [
    [740, 0, 0.22],
    [988, 0.26, 0.34],
  ],
  other: [[660, 0, 0.18]],
}

let audio: AudioContext | null = null

/** Sound once. */
export function sound(kind: keyof typeof TONES): void {
  audio ??= new AudioContext()
  if (audio.state === "suspended") void audio.resume()
  for (const [hertz, from, length] of TONES[kind]) {
    const tone = audio.createOscillator()
    const loudness = audio.createGain()
    const begins = audio.currentTime + from
    tone.frequency.value = hertz
    loudness.gain.setValueAtTime(0.0001, begins)
    loudness.gain.exponentialRampToValueAtTime(0.25, begins + 0.02)
    loudness.gain.exponentialRampToValueAtTime(0.0001, begins + length)
    tone.connect(loudness).connect(audio.destination)
    tone.start(begins)
    tone.stop(begins + length)
  }
}
