/** An hour of the day, from 0 on, as a clock shows it. */
export function hourText(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}
