/** Formats local time as `YYYY-mm-dd_HH.MM.SS`, which sorts by age and is a valid file name on every system. */
export function formatTimestamp(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day}_${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join('.')}`;
}
