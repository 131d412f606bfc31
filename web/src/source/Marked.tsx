import styles from "./Source.module.css";

interface Props {
  text: string;
  start: number | undefined;
  end: number | undefined;
}

/** Text with one part of it highlighted. */
export function Marked({ text, start, end }: Props) {
  if (start === undefined || end === undefined || end <= start) return <>{text}</>;
  return (
    <>
      {text.slice(0, start)}
      <mark className={styles.mark}>{text.slice(start, end)}</mark>
      {text.slice(end)}
    </>
  );
}
