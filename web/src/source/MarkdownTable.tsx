import styles from "./Source.module.css";

interface Props {
  text: string;
  start: number | undefined;
  end: number | undefined;
}

interface Row {
  cells: string[];
  quoted: boolean;
}

/** The rows of a Markdown table; a row that the quoted part touches is marked whole. */
export function rowsOf({ text, start, end }: Props): Row[] {
  const rows: Row[] = [];
  let at = 0;
  for (const line of text.split("\n")) {
    const quoted = start !== undefined && end !== undefined && at < end && at + line.length > start;
    at += line.length + 1;
    const inner = line.trim().replace(/^\|/, "").replace(/\|$/, "");
    if (!inner || /^[\s|:-]+$/.test(inner)) continue;
    rows.push({ cells: inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|")), quoted });
  }
  return rows;
}

export function MarkdownTable(props: Props) {
  const [head, ...body] = rowsOf(props);
  return (
    <div className={styles.tableBox} tabIndex={0} role="group">
      <table className={styles.table}>
        {head && (
          <thead>
            <tr className={head.quoted && body.length === 0 ? styles.markRow : undefined}>
              {head.cells.map((cell, i) => (
                <th key={i}>{cell}</th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {body.map((row, i) => (
            <tr key={i} className={row.quoted ? styles.markRow : undefined}>
              {row.cells.map((cell, j) => (
                <td key={j}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
