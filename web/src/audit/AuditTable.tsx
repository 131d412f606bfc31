import { Table, type TableColumnsType } from "antd";
import { usePeople } from "../access/usePeople";
import type { AuditEntry } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import { exactMoment } from "../texts/numbers";
import styles from "./Audit.module.css";

export function AuditTable({ entries }: { entries: AuditEntry[] }) {
  const { t, language } = useTexts();
  const { nameOf } = usePeople();
  const columns: TableColumnsType<AuditEntry> = [
    { title: t.audit.when, width: 190, className: "number", responsive: ["md"], render: (_, entry) => exactMoment(entry.created_at, language) },
    {
      title: t.audit.action,
      render: (_, entry) => (
        <>
          <div className={styles.action}>{entry.action}</div>
          <div className={styles.small}>{exactMoment(entry.created_at, language)}</div>
          <Details of={entry} />
        </>
      ),
    },
    { title: t.audit.actor, width: 180, className: styles.wrap ?? "", render: (_, entry) => nameOf(entry.actor) },
    { title: t.audit.object, responsive: ["lg"], render: (_, entry) => <span className="code quiet">{entry.object}</span> },
  ];
  return <Table<AuditEntry> size="small" rowKey="seq" columns={columns} dataSource={entries} pagination={false} />;
}

function Details({ of: entry }: { of: AuditEntry }) {
  const filled = Object.entries(entry.details ?? {});
  if (filled.length === 0) return null;
  const words = filled.map(([name, value]) => `${name}=${typeof value === "object" ? JSON.stringify(value) : String(value)}`).join("  ");
  return (
    <div className={`code quiet ${styles.details}`} title={words}>
      {words}
    </div>
  );
}
