import { Table, type TableColumnsType } from "antd";
import type { AuditEntry } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import { exactMoment } from "../texts/numbers";
import styles from "./Audit.module.css";

export function AuditTable({ entries }: { entries: AuditEntry[] }) {
  const { t, language } = useTexts();
  const columns: TableColumnsType<AuditEntry> = [
    { title: t.audit.when, width: 190, className: "number", responsive: ["md"], render: (_, entry) => exactMoment(timeOf(entry), language) },
    {
      title: t.audit.action,
      render: (_, entry) => (
        <>
          <div className={styles.action}>{entry.action}</div>
          <div className={styles.small}>{exactMoment(timeOf(entry), language)}</div>
          <Details of={entry} />
        </>
      ),
    },
    { title: t.audit.actor, width: 180, className: styles.wrap ?? "", render: (_, entry) => entry.actor },
    { title: t.audit.object, responsive: ["lg"], render: (_, entry) => <span className="code quiet">{entry.object}</span> },
  ];
  return <Table<AuditEntry> size="small" rowKey={keyOf} columns={columns} dataSource={entries} pagination={false} />;
}

const timeOf = (entry: AuditEntry) => entry.at ?? entry.created_at ?? 0;
const keyOf = (entry: AuditEntry) => String(entry.seq ?? entry.id ?? entry.hash);

function Details({ of: entry }: { of: AuditEntry }) {
  const filled = Object.entries(entry.details ?? {});
  if (filled.length === 0) return null;
  return (
    <div className={`code quiet ${styles.details}`}>
      {filled.map(([name, value]) => `${name}=${typeof value === "object" ? JSON.stringify(value) : String(value)}`).join("  ")}
    </div>
  );
}
