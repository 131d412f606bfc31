import { Button, Table, Tag, type TableColumnsType } from "antd";
import type { Key } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import { day, moment } from "../texts/numbers";
import styles from "./Access.module.css";

interface Props {
  keys: Key[];
  nameOf: (id: string) => string;
  onRevoke: (key: Key) => void;
}

export function KeyTable({ keys, nameOf, onRevoke }: Props) {
  const { t, language } = useTexts();
  const columns: TableColumnsType<Key> = [
    {
      title: t.access.keyName,
      render: (_, key) => (
        <>
          <div className={styles.name}>{key.name}</div>
          <div className="code quiet">{key.prefix}…</div>
        </>
      ),
    },
    { title: t.access.principal, responsive: ["md"], render: (_, key) => nameOf(key.principal) },
    { title: t.access.created, responsive: ["xl"], className: "number", render: (_, key) => day(key.created_at, language) },
    {
      title: t.access.lastUsed,
      responsive: ["md"],
      className: "number",
      render: (_, key) => (key.last_used_at ? moment(key.last_used_at, language) : <span className="quiet">{t.access.neverUsed}</span>),
    },
    {
      title: t.access.expiry,
      responsive: ["lg"],
      className: "number",
      render: (_, key) => (key.expires_at ? day(key.expires_at, language) : t.access.never),
    },
    { title: t.access.state, width: 96, render: (_, key) => <KeyState of={key} /> },
    {
      title: <span className="unseen">{t.documents.actions}</span>,
      width: 90,
      align: "right",
      render: (_, key) =>
        !key.revoked && (
          <Button size="small" danger aria-label={t.access.revokeOf(key.name)} onClick={() => onRevoke(key)}>
            {t.access.revoke}
          </Button>
        ),
    },
  ];
  return <Table<Key> size="middle" rowKey="id" columns={columns} dataSource={keys} pagination={false} />;
}

function KeyState({ of: key }: { of: Key }) {
  const { t } = useTexts();
  if (key.revoked) return <Tag color="error">{t.access.revoked}</Tag>;
  if (key.expires_at && key.expires_at < Date.now()) return <Tag color="warning">{t.access.expired}</Tag>;
  return <Tag color="success">{t.access.active}</Tag>;
}
